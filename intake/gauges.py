"""The worker's gauges for the operator: written to the file that `[metrics]` names, now and then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from intake.office import Office
from intake.settings import Metrics
from reports import statistics

log = structlog.get_logger(__name__)


@dataclass
class Gauges:
    """When the gauges are to be written next."""

    settings: Metrics
    next_look: datetime | None = None

    def write(self, office: Office) -> bool:
        """Write them when it is time; a file that cannot be written stops nothing else. Returns whether it was."""
        now = office.now()
        if self.settings.file is None or (self.next_look is not None and now < self.next_look):
            return False
        self.next_look = now + self.settings.interval
        try:
            statistics.write_metrics(office.store, office.edition, self.settings.file)
        except OSError as error:
            log.warning("metrics.not_written", file=str(self.settings.file), error=error.strerror)
            return False
        return True

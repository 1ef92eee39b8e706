"""What a person decided: kept for ever, beside the change that it made."""

from __future__ import annotations

from datetime import datetime

from store.database import Store
from store.models import Decision


def decided(store: Store, now: datetime, by: str, action: str, about: str, why: str = "") -> None:
    """Write down who decided what, when and why."""
    with store.writing() as session:
        session.add(Decision(at=now, by=by[:100], action=action, about=about, why=why[:500]))

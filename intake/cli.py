"""The command `qc-intake`: the function of each command, an exit code out."""

from __future__ import annotations

import sys

from intake.commands import checking, deciding, reporting, serving, stored
from intake.commands.grammar import (
    CONFIGURATION,
    INTERRUPTED,
    OK,
    UNEXPECTED,
    UNREACHABLE,
    USAGE,
    Run,
    parser,
)
from intake.commands.terminal import UsageError, errors
from intake.mailbox import LoginRefused, MailboxError
from intake.settings import SettingsError
from parsers.edition import EditionError
from store.errors import StoreError

RUN: dict[str, Run] = {
    "demo": serving.demo,
    "poll": serving.poll,
    "run": serving.run,
    "check": checking.check,
    "report": reporting.daily,
    "report_pack": reporting.pack,
    "report_summary": reporting.summary,
    "report_finalists": reporting.finalists,
    "report_stats": reporting.stats,
    "remind": serving.remind,
    "list": stored.list_,
    "show": stored.show,
    "hold": deciding.hold,
    "release": deciding.release,
    "resolve": deciding.resolve,
    "waive": deciding.waive,
    "alias": deciding.alias,
    "replay": stored.replay,
    "forms": checking.forms,
    "edition_check": checking.edition_check,
    "history_import": stored.history_import,
    "history_list": stored.history_list,
    "store_migrate": stored.store_migrate,
    "store_backup": stored.store_backup,
    "doctor": serving.doctor,
}
"""The function of each command, by its name."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every failure is one sentence on standard error and an exit code."""
    options = parser(RUN).parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except (SettingsError, EditionError, LoginRefused) as error:
        return _say(error, CONFIGURATION)
    except (MailboxError, StoreError) as error:
        return _say(error, UNREACHABLE)
    except UsageError as error:
        return _say(error, USAGE)
    except Exception as error:
        said = " ".join(str(error).split())[:300]
        return _say(f"unexpected: {type(error).__name__}: {said}", UNEXPECTED)


def _say(error: object, code: int) -> int:
    errors.print(f"qc-intake: {error}")
    return code

"""The command line: `grammar.py` says what may be written, the other modules what each command does."""

from intake.commands.grammar import (
    CONFIGURATION,
    FINDINGS,
    INTERRUPTED,
    OK,
    UNEXPECTED,
    UNREACHABLE,
    USAGE,
    parser,
)

__all__ = ["CONFIGURATION", "FINDINGS", "INTERRUPTED", "OK", "UNEXPECTED", "UNREACHABLE", "USAGE", "parser"]

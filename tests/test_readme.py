"""What the README says of commands, settings, targets and files is so."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import commands
from intake.cli import RUN
from intake.settings import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
UNSAID = {"-h", "--help", "--json", "--config"}
"""Options that the table leaves to the sentence below it."""


def _parsers(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be run, with its own parser."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not all(action.required for action in below) or not below:
        yield name, parser
    for action in below:
        for word, inner in action.choices.items():
            yield from _parsers(inner, f"{name} {word}".strip())


def _spoken(parser: argparse.ArgumentParser) -> set[str]:
    """A command's arguments as the table writes them: `--out DIR`, `[--send]`, `NO`, `PATH…`."""
    said = set()
    for action in parser._actions:
        if UNSAID & set(action.option_strings) or isinstance(action, argparse._SubParsersAction):
            continue
        word = " ".join(filter(None, (*action.option_strings, action.metavar if action.nargs != 0 else "")))
        if not action.option_strings:
            said.add(f"{action.metavar}…" if action.nargs == "+" else str(action.metavar))
        else:
            said.add(word if action.required else f"[{word}]")
    return said


def _table() -> dict[str, set[str]]:
    """The README's table: command → its arguments."""
    rows = re.findall(r"^\| (`.*?`) \|", README.split("## Commands", 1)[1].split("\n## ", 1)[0], re.MULTILINE)
    found = {}
    for said in re.findall(r"`([^`]+)`", " ".join(rows)):
        arguments = set(re.findall(r"\[[^\]]*\]|--\w+ [A-Z]+|[A-Z]+…?(?=\s|$)", said))
        taken = {a for a in arguments if not any(a != b and a in b for b in arguments)}
        found[re.match(r"[a-z ]*[a-z]", said)[0]] = taken  # type: ignore[index]
    return found


def test_the_table_of_commands_is_the_parser() -> None:
    assert _table() == {name: _spoken(parser) for name, parser in _parsers(commands.parser(RUN))}


def test_reading_commands_take_json() -> None:
    takes = {name for name, parser in _parsers(commands.parser(RUN)) if "--json" in parser._option_string_actions}
    deciding = {"hold", "release", "resolve", "waive", "remind"}
    reading = {"alias", "check", "list", "show", "replay", "edition check", "doctor", "history list"}
    reporting = {"report", "report stats"}
    assert takes == reading | reporting | deciding


def test_the_exit_codes_are_told() -> None:
    told = {
        int(n): word for n, word in re.findall(r"(\d+) ([a-z]+)", README.split("Exit codes: ", 1)[1].split("\n")[0])
    }
    assert told == {
        commands.OK: "fine",
        commands.FINDINGS: "findings",
        commands.USAGE: "usage",
        commands.UNEXPECTED: "unexpected",
        commands.CONFIGURATION: "configuration",
        commands.UNREACHABLE: "mailbox",
        commands.INTERRUPTED: "interrupted",
    }


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    shown = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert shown
    (tmp_path / "shown.toml").write_text(re.sub(r"(?m)^ {3}", "", shown[1]), "utf-8")
    settings = load(tmp_path / "shown.toml")
    assert settings.imap.port == 993 and settings.smtp.sender == settings.imap.user and settings.alarm.recipients


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make ([a-z]+)", README))))
def test_make_has_the_target(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("place", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_what_is_linked_is_there(place: str) -> None:
    assert (ROOT / place).exists()

"""Letters carry strangers' words: nothing in them may act, hide, reorder, or grow without end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.answering.letters import LetterFacts
from intake.findings import Finding
from intake.replies import compose

TAGS = {"html", "head", "meta", "title", "body", "table", "tr", "td", "th", "div", "p", "span"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.depth: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.depth.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.depth.pop() == tag


def check_is_harmless(html: str, text: str, subject: str) -> None:
    tags = _Tags()
    tags.feed(html)
    assert tags.depth == [] and tags.seen <= TAGS
    assert not any(name.startswith("on") or name in ("href", "src") for name in tags.attributes)
    for part in (html, text, subject):
        assert not [c for c in part if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and c != "\n"]
        assert not re.search(r"(?i)https?:[/\\]|\bwww\.\w|evil\.cn|javascript:", part)
    assert "\n" not in subject


def test_every_string_of_the_sender_may_be_an_attack(sample: Callable[[str], LetterFacts]) -> None:
    letter = compose(sample("hostile"))
    check_is_harmless(letter.html, letter.text, letter.subject)
    assert "&lt;script&gt;" in letter.html and "{{ 7*7 }}" not in letter.subject
    assert len(letter.text) < 20_000


WILD = st.text(st.characters(codec=None), max_size=60) | st.sampled_from(
    ["<b>", "</td></table>", "{{x}}", "\u202e", "\ud800", "https://evil.cn/", "www.evil.cn", "a" * 9999, "\r\nBcc: x"]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_string_breaks_the_page(build: Any, data: st.DataObject) -> None:
    def wild() -> str:
        return data.draw(WILD)

    values = {"unit_name": wild(), "group_name": wild(), "members": [wild(), wild()], "summary": wild(), "date": wild()}
    word = build.file(wild() or "x", "group_registration", build.form("group_registration", values))
    finding = Finding("field.invalid", "fix", wild(), f"{wild()} · {wild()}", wild())
    papers = {("group_registration", "word"): (word, "faulty")}
    entry = build.entry(
        "qc_group", papers, unit=wild(), title=wild(), topic=wild(), findings=(finding,), state="incomplete"
    )
    facts = build.facts("correction", [build.mail(word, subject=wild())], entry, name=wild())
    letter = compose(facts)
    check_is_harmless(letter.html, letter.text, letter.subject)

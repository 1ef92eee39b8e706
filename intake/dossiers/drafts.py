"""An entry while its papers are being gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from intake.dossiers import matching, named
from intake.dossiers.case import Paper
from parsers.edition import Category


@dataclass
class Draft:
    """An entry while its papers are being gathered; `opener` is the newest form that names it.

    `kinds` are the words for what has such a title: QC小组, 小组.
    """

    code: str
    category: Category
    opener: Paper
    kinds: tuple[str, ...] = ()
    words: list[Paper] = field(default_factory=list)
    copies: list[Paper] = field(default_factory=list)
    others: dict[str, list[Paper]] = field(default_factory=dict)

    @property
    def since(self) -> int:
        """The mail that opened it."""
        return min(p.file.mail for p in (*self.words, *self.copies))

    def papers(self) -> list[Paper]:
        """Every paper that was given to it."""
        return [*self.words, *self.copies, *(p for group in self.others.values() for p in group)]

    def text(self, name: str | None) -> str:
        value = self.opener.value(name) if name else None
        return value if isinstance(value, str) else ""

    @property
    def unit(self) -> str:
        return self.text(self.category.unit_field)

    @property
    def title(self) -> str:
        return self.text(self.category.title_field)

    @property
    def topic(self) -> str:
        return self.text(self.category.topic_field)

    def subject(self) -> matching.Subject:
        """What another paper may say to show that it belongs here."""
        former = self._former(self.category.title_field)
        titles = (self.title, *former)
        return matching.Subject(
            self.unit,
            self.title,
            self.topic,
            tuple(self.words or self.copies),
            titles=(*former, *(s for title in titles for s in named.spellings(title, self.kinds) if s not in titles)),
            topics=self._former(self.category.topic_field),
            cores=tuple(named.core(title, self.kinds) for title in titles if title),
        )

    def _former(self, name: str | None) -> tuple[str, ...]:
        """What earlier versions of the form say in a field."""
        values = (paper.value(name) for paper in self.words if name and paper is not self.opener)
        return tuple(dict.fromkeys(v for v in values if isinstance(v, str) and v != self.text(name)))

"""What recognising needs of an edition, computed once: labels, titles, and how telling each label is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parsers.edition import Edition
from parsers.labels import Labels, key
from parsers.segments import Titles

MOST = 0.6
"""Share of a form's labels that makes a form without a title: an achievement report's table has fewer of them."""
TITLED_LABELS = 0.25
KEPT = 8


@dataclass(frozen=True)
class Index:
    """Labels by form, titles of all forms, and by form the weight of each field's label."""

    edition: Edition
    labels: dict[str, Labels]
    titles: Titles
    weights: dict[str, dict[str, float]]

    def which(self, met: Mapping[str, set[str]], titled: str | None, most: float = MOST) -> tuple[str | None, float]:
        """The form whose labels were `met` (codes of fields by form), and its confidence.

        Confidence is 0.9 × the share of its labels that were met, each weighted by how few forms of the edition have
        it, + 0.1 when the form's title stands above: an exact form has 1.0. Without the title the plain
        and the weighted share must reach `most`, the long text that the form is written for among them (a list of
        addresses has all the other labels); a `titled` form is none. Under the title one table of records is enough.
        """
        best: tuple[float, str, float] | None = None
        for code, codes in met.items():
            weights = self.weights[code]
            share = sum(weights[c] for c in codes) / sum(weights.values())
            plain = share if titled == code else min(share, len(codes) / len(weights))
            if (len(codes) < 2 or plain < (TITLED_LABELS if titled == code else most)) and not (
                titled == code and any(self.edition.forms[code][c].kind == "rows" for c in codes)
            ):
                continue
            if titled != code and (self.edition.forms[code].titled or not self._long_texts(code) & codes):
                continue
            score = share + (0.5 if titled == code else 0)
            if best is None or score > best[0]:
                best = (score, code, round(min(1.0, 0.9 * share + (0.1 if titled == code else 0)), 3))
        return (best[1], best[2]) if best else (None, 0.0)

    def share(self, code: str, codes: set[str]) -> float:
        """The weighted share of a form's labels (0 to 1)."""
        weights = self.weights[code]
        return sum(weights[c] for c in codes) / sum(weights.values())

    def _long_texts(self, code: str) -> set[str]:
        """The fields that make a form what it is: its required long texts; every field where it has none."""
        fields = self.edition.forms[code].fields
        return {f.code for f in fields if f.kind == "long_text" and f.required} or {f.code for f in fields}


def _rivals(edition: Edition, code: str, other: str) -> bool:
    """Whether a label that two forms share tells less of either: not when one may come in place of the other, nor
    when the other is known by its title alone."""
    return edition.place_of(code) != edition.place_of(other) and not edition.forms[other].titled


_known: dict[int, Index] = {}


def index_of(edition: Edition) -> Index:
    """The index of an edition; the same edition gives the same one."""
    known = _known.get(id(edition))
    if known is not None and known.edition is edition:
        return known
    labels = {code: Labels(form) for code, form in edition.forms.items()}
    weights: dict[str, dict[str, float]] = {}
    for code, form in edition.forms.items():
        others = [labels[other] for other in edition.forms if other == code or _rivals(edition, code, other)]
        weights[code] = {
            spec.code: 1 / max(1, sum(key(spec.label) in other.fields for other in others)) for spec in form.fields
        }
    if len(_known) >= KEPT:
        _known.clear()
    return _known.setdefault(id(edition), Index(edition, labels, Titles(edition.forms), weights))

"""What two texts are compared by."""

from __future__ import annotations

import re
import unicodedata


def key_of(text: str) -> str:
    """`text` for comparison: NFKC, lower case, only letters, digits and CJK characters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()

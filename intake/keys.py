"""What two texts are compared by (it lies with the parsers, since names of units are compared there as well)."""

from parsers.keys import key_of

__all__ = ["key_of"]

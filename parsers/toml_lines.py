"""What is wrong with a TOML text, with the line that a key path speaks of (tomllib keeps no positions)."""

from __future__ import annotations

import re

from pydantic import ValidationError


def line_of(text: str, location: tuple[str | int, ...]) -> int:
    """The line of the deepest part of `location` that the text shows (headers first, then `key =`)."""
    best = 1
    path: list[str | int] = []
    counts: dict[tuple[str, ...], int] = {}
    header = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
    matched = 0
    for number, line in enumerate(text.splitlines(), 1):
        if found := header.match(line):
            names = tuple(part.strip().strip('"') for part in found[2].split("."))
            path = []
            for depth, part in enumerate(names):
                path.append(part)
                prefix = names[: depth + 1]
                if depth == len(names) - 1 and found[1] == "[[":
                    counts[prefix] = counts.get(prefix, -1) + 1
                    for other in [c for c in counts if len(c) > len(prefix) and c[: len(prefix)] == prefix]:
                        del counts[other]
                if prefix in counts:
                    path.append(counts[prefix])
            here = tuple(path)
        elif key := re.match(r"^\s*\"?([\w\-（）、一-鿿]+)\"?\s*=", line):
            here = (*path, key[1])
        else:
            continue
        if here == location[: len(here)] and len(here) > matched:
            best, matched = number, len(here)
    return best


def explained(error: ValidationError, text: str, name: str) -> list[str]:
    """One sentence per mistake, each naming file, line and remedy."""
    lines = []
    for item in error.errors():
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = f"unknown key '{item['loc'][-1]}'"
        elif item["type"] == "missing":
            message = f"the key '{item['loc'][-1]}' is missing"
        for single in message.split("\n"):
            quoted = re.match(r"\[(.+?)\] ", single)  # a dangling reference names its own place
            where = tuple(int(p) if p.isdigit() else p for p in quoted[1].split(".")) if quoted else item["loc"]
            number = line_of(text, where)
            lines.append(f"{name}, line {number}: {single[quoted.end() if quoted else 0 :]}")
    return lines

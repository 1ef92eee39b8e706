"""Word form to fields, beside python-docx reading the cells of the same file: `python -m benchmarks.documents`.

The peer only opens the file and reads every cell's text; it knows no fields.
"""

from __future__ import annotations

import argparse
from io import BytesIO

from docx import Document

from benchmarks.side_by_side import medians, report
from intake.demo import filled
from parsers import readers
from parsers.edition import load
from parsers.recognise import recognise


def main() -> None:
    """Print the medians for each of the edition's forms that the demo can fill."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args().rounds
    edition, unit = load("sx-2025"), filled.unit(1)
    values = {
        "group_registration": filled.group(unit),
        "excellent_enterprise": filled.enterprise(unit),
        "excellent_promoter": filled.promoter(unit),
    }
    for code, given in values.items():
        data = filled.registration_docx(edition.forms[code], given)
        reading = recognise(readers.read("form.docx", data), edition, "form.docx")
        assert [form.code for form in reading.forms] == [code]

        def cells(data: bytes = data) -> list[str]:
            return [cell.text for t in Document(BytesIO(data)).tables for row in t.rows for cell in row.cells]

        def read(data: bytes = data) -> object:
            return readers.read("form.docx", data)

        def fields(data: bytes = data) -> object:
            return recognise(readers.read("form.docx", data), edition, "form.docx")

        ways = {
            "python-docx, text of every cell": cells,
            "qc-intake, document with places": read,
            f"qc-intake, {len(reading.forms[0].fields)} fields judged": fields,
        }
        report(f"{code} ({len(data)} bytes)", medians(ways, rounds))


if __name__ == "__main__":
    main()

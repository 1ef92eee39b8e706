"""Other libraries that read Word files, as far as they are installed (`make bench` installs them)."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO

Reader = Callable[[bytes], str]
"""Bytes of a .docx → all its text."""


def cells_by_python_docx(data: bytes) -> str:
    """Every paragraph, then every cell once."""
    from docx import Document

    document = Document(BytesIO(data))
    seen: dict[object, str] = {}
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                seen.setdefault(cell._tc, cell.text)  # the element itself: an id is used again
    return "\n".join([*(p.text for p in document.paragraphs), *seen.values()])


def docx2txt(data: bytes) -> str:
    import docx2txt

    return str(docx2txt.process(BytesIO(data)))


def docx2python(data: bytes) -> str:
    from docx2python import docx2python

    with docx2python(BytesIO(data)) as document:
        return str(document.text)


def mammoth(data: bytes) -> str:
    import mammoth

    return str(mammoth.extract_raw_text(BytesIO(data)).value)


_markitdown: list[object] = []


def markitdown(data: bytes) -> str:
    from markitdown import MarkItDown

    if not _markitdown:
        _markitdown.append(MarkItDown())
    return str(_markitdown[0].convert_stream(BytesIO(data), file_extension=".docx").text_content)  # type: ignore[attr-defined]


def docling(data: bytes) -> str:
    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    source = DocumentStream(name="form.docx", stream=BytesIO(data))
    return str(DocumentConverter().convert(source).document.export_to_text())


PEERS: dict[str, tuple[str, Reader]] = {
    "python-docx, every cell": ("docx", cells_by_python_docx),
    "docx2txt": ("docx2txt", docx2txt),
    "docx2python": ("docx2python", docx2python),
    "mammoth, raw text": ("mammoth", mammoth),
    "markitdown": ("markitdown", markitdown),
    "docling": ("docling", docling),
}
"""What a peer is called, the module that must be there, and how it reads."""
MISSING = {"docling": "not installed: 6 GB with its models"}
"""Why a peer is left out on purpose."""


def installed() -> dict[str, Reader]:
    return {name: read for name, (module, read) in PEERS.items() if find_spec(module)}


def absent() -> dict[str, str]:
    """The peers that are not there, and why."""
    names = (name for name, (module, _) in PEERS.items() if not find_spec(module))
    return {name: MISSING.get(name, "not installed: run make bench") for name in names}

"""Archives that no library writes for us: RAR 4 and 5 (stored), winmail.dat, Outlook's .msg, byte by byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping

Tree = Mapping[str, "bytes | Tree"]


def rar4(files: Mapping[bytes, bytes], flags: int = 0) -> bytes:
    """A RAR 4 archive as WinRAR 3 and 4 write them; names in whatever bytes, `flags` for every member."""

    def block(kind: int, mark: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, mark, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    out = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files.items():
        sizes = struct.pack(
            "<IIBIIBBHI", *(len(data), len(data), 2, zlib.crc32(data), 0x5B3C5000, 29, 0x30), len(name), 32
        )
        out += block(0x74, 0x8000 | flags, sizes + name) + data
    return out + block(0x7B, 0x4000, b"")


def rar5(files: Mapping[str, bytes], *, declared: int | None = None) -> bytes:
    """A RAR 5 archive as WinRAR 5 and later write them; `declared` lies about every member's size."""

    def vint(number: int) -> bytes:
        out = bytearray()
        while number > 0x7F:
            out.append(number & 0x7F | 0x80)
            number >>= 7
        return bytes([*out, number])

    def block(body: bytes) -> bytes:
        sized = vint(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    out = b"Rar!\x1a\x07\x01\x00" + block(b"\x01\x00\x00")
    for name, data in files.items():
        raw = name.encode()
        size = len(data) if declared is None else declared
        body = b"\x02\x02" + vint(len(data)) + b"\x04" + vint(size) + vint(32) + struct.pack("<I", zlib.crc32(data))
        out += block(body + b"\x00\x00" + vint(len(raw)) + raw) + data
    return out + block(b"\x05\x00\x00")


def winmail(files: Iterable[tuple[str, bytes]], *, long_names: bool = True) -> bytes:
    """A winmail.dat as Outlook on a Chinese Windows writes it: short names in GBK, long ones in UTF-16."""

    def thing(level: int, name: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1)
    out += thing(1, 0x9006, 8, struct.pack("<I", 0x10000)) + thing(1, 0x9007, 6, struct.pack("<II", 936, 0))
    for name, data in files:
        out += thing(2, 0x9002, 6, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        out += thing(2, 0x8010, 1, name.encode("gb18030") + b"\0") + thing(2, 0x800F, 6, data)
        if long_names:
            raw = name.encode("utf-16-le") + b"\0\0"
            value = struct.pack("<III", 0x3707001F, 1, len(raw)) + raw + bytes(-len(raw) % 4)
            out += thing(2, 0x9005, 6, struct.pack("<I", 1) + value)
    return out


def msg(attachments: Iterable[tuple[str, bytes]], *, subject: str = "报名材料", eight_bit: bool = False) -> bytes:
    """A mail as Outlook saves it; `eight_bit` writes names in GBK instead of UTF-16."""
    return compound(message_streams(attachments, subject=subject, eight_bit=eight_bit))


def message_streams(
    attachments: Iterable[tuple[str, bytes | Tree]], *, subject: str = "报名材料", eight_bit: bool = False
) -> Tree:
    """The streams of a mail; an attachment that is a tree of streams is a mail itself."""

    def text(number: str, value: str) -> tuple[str, bytes]:
        kind, charset = ("001E", "gb18030") if eight_bit else ("001F", "utf-16-le")
        return f"__substg1.0_{number}{kind}", value.encode(charset)

    tree: dict[str, bytes | Tree] = dict([text("0037", subject), text("1000", "您好，请查收附件。")])
    tree["__properties_version1.0"] = bytes(32)
    tree["__nameid_version1.0"] = {"__substg1.0_00020102": bytes(16)}
    for number, (name, content) in enumerate(attachments):
        entry: dict[str, bytes | Tree] = dict([text("3707", name), text("3704", name[:8])])
        entry["__properties_version1.0"] = bytes(8)
        entry["__substg1.0_37010102" if isinstance(content, bytes) else "__substg1.0_3701000D"] = content
        tree[f"__attach_version1.0_#{number:08X}"] = entry
    return tree


def compound(tree: Tree) -> bytes:
    """A compound file (MS-CFB, version 3) with these storages and streams."""
    names, kinds, contents, children = ["Root Entry"], [5], [b""], [-1]
    rights = [-1]

    def place(branch: Tree) -> int:
        first, last = -1, -1
        for name in sorted(branch, key=lambda n: (len(n), n.upper())):
            content = branch[name]
            names.append(name)
            kinds.append(2 if isinstance(content, bytes) else 1)
            contents.append(content if isinstance(content, bytes) else b"")
            children.append(-1)
            rights.append(-1)
            number = len(names) - 1
            if not isinstance(content, bytes):
                children[number] = place(content)
            first = number if first < 0 else first
            if last >= 0:
                rights[last] = number
            last = number
        return first

    children[0] = place(tree)
    mini, mini_fat, starts = b"", [], []
    for content in contents:
        starts.append(len(mini_fat) if content and len(content) < 4096 else -2)
        if starts[-1] >= 0:
            count = -(-len(content) // 64)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + count), -2]
            mini += content.ljust(64 * count, b"\0")
    body, fat = b"", []

    def store(data: bytes) -> int:
        nonlocal body, fat
        count = -(-len(data) // 512)
        fat += [*range(len(fat) + 1, len(fat) + count), -2] if count else []
        body += data.ljust(512 * count, b"\0")
        return len(fat) - count if count else -2

    for number, content in enumerate(contents):
        if len(content) >= 4096:
            starts[number] = store(content)
    starts[0] = store(mini)
    mini_start = store(struct.pack(f"<{len(mini_fat)}i", *mini_fat).ljust(-(-4 * len(mini_fat) // 512) * 512, b"\xff"))
    sizes = [len(mini), *(len(c) for c in contents[1:])]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBiii", 2 * len(name) + 2, kind, 1, -1, right, child)
        + bytes(36)
        + struct.pack("<iQ", start, size)
        for name, kind, right, child, start, size in zip(names, kinds, rights, children, starts, sizes, strict=True)
    )
    directory_start = store(
        directory + (bytes(64) + struct.pack("<HBBiii", 0, 0, 0, -1, -1, -1) + bytes(48)) * (-len(names) % 4)
    )
    fat_sectors = 1
    while fat_sectors * 128 < len(fat) + fat_sectors:
        fat_sectors += 1
    first_fat = len(fat)
    fat += [-3] * fat_sectors
    table = struct.pack(f"<{len(fat)}i", *fat).ljust(512 * fat_sectors, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack(
        "<IIiIIiIiI", 0, fat_sectors, directory_start, 0, 4096, mini_start, -(-len(mini_fat) // 128), -2, 0
    )
    blocks = [first_fat + n for n in range(fat_sectors)]
    return head + struct.pack("<109i", *blocks, *[-1] * (109 - fat_sectors)) + body + table

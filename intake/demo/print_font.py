"""A small TrueType font with just the characters that a page needs, cut from the Chinese font of the system."""

from __future__ import annotations

from io import BytesIO

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from intake.demo.layout import font_index
from reports.fonts import chinese_font_path

UNUSED = [
    *("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"),
    *("maxSizeOfInstructions", "maxComponentElements", "maxComponentDepth", "maxCompositePoints"),
    *("maxCompositeContours", "maxPoints", "maxContours"),
]
"""Limits of a TrueType font that has no instructions and no composite glyphs, or that saving computes anew."""
TICKED, BOX, TICK = "☑", "□", "√"


def truetype(characters: str) -> bytes:
    """The font with these characters as TrueType outlines, which every PDF library embeds; ☑ is □ with √ in it."""
    font = TTFont(str(chinese_font_path()), fontNumber=font_index(), recalcTimestamp=False)
    chooser = subset.Subsetter(
        subset.Options(layout_features=[], notdef_outline=True, hinting=False, name_IDs=[1, 2, 6])
    )
    chooser.populate(text=characters + BOX + TICK)
    chooser.subset(font)
    _quadratic(font)
    for name in ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"):
        if name in font:
            del font[name]
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def _quadratic(font: TTFont) -> None:
    """Redraw every outline with quadratic curves (a TrueType font keeps its shapes) and add the ticked box."""
    order = font.getGlyphOrder()
    shapes, cmap = font.getGlyphSet(), font.getBestCmap()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction="glyf" not in font))
        drawn[name] = pen.glyph()
    box, tick = cmap[ord(BOX)], cmap[ord(TICK)]
    ticked = TTGlyphPen(None)
    curves = Cu2QuPen(ticked, font["head"].unitsPerEm / 1000, reverse_direction="glyf" not in font)
    shapes[box].draw(curves)
    edges, mark = BoundsPen(shapes), BoundsPen(shapes)
    shapes[box].draw(edges)
    shapes[tick].draw(mark)
    (left, low, right, high), (mark_left, mark_low, mark_right, mark_high) = edges.bounds, mark.bounds
    scale = 0.7 * (high - low) / (mark_high - mark_low)
    along = (left + right) / 2 - scale * (mark_left + mark_right) / 2
    up = (low + high) / 2 - scale * (mark_low + mark_high) / 2
    shapes[tick].draw(TransformPen(curves, (scale, 0, 0, scale, along, up)))
    drawn["ticked"] = ticked.glyph()
    font["hmtx"]["ticked"] = font["hmtx"][box]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[ord(TICKED)] = "ticked"
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format != 14]
    if "CFF " in font:
        del font["CFF "]
    font.setGlyphOrder([*order, "ticked"])
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), drawn
    maximum = font["maxp"]
    maximum.tableVersion, maximum.numGlyphs = 0x00010000, len(drawn)
    maximum.maxZones = 1
    for limit in UNUSED:
        setattr(maximum, limit, 0)
    font["post"].formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"

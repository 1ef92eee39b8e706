"""Lines of text on a picture: found and read by rapidocr with the models that come in its package, never a network."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from parsers.pixels import Rgb

    Corners = npt.NDArray[np.float32]
    """Corners of lines of text, (n, 4, 2), each clockwise from the one where its first character begins."""

SIDE = 2600
"""Long side of a picture that is read: A4 at 200 dpi has 2339."""
DETECTION_SIDE = 1216
"""Lines are sought on a smaller picture, where print is as large as at 100 dpi (a third of the time), and read on the
large one."""
STANDING = 1.5
"""Height to width of a box from which its text runs down."""
ASKED = 8
"""Lines that are asked which way up the page lies."""
BEGINNING = 10
"""How much of such a line is read both ways, in heights of it."""
THREADS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in a box: its text and, by character, how surely (0 to 1) and where along the line (0 to 1)."""

    text: str
    sure: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def score(self) -> float:
        """How sure the recogniser is of the line."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def find(picture: Rgb) -> Corners:
    """The boxes of all lines."""
    import cv2
    import numpy as np

    left, top, right, bottom = _printed(picture)
    part = picture[top:bottom, left:right]
    scale = min(1.0, DETECTION_SIDE / max(picture.shape[:2]))
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    found = engine()(
        np.ascontiguousarray(part[:, :, ::-1]), use_det=True, use_cls=False, use_rec=False
    )  # it takes blue first
    boxes = getattr(found, "boxes", None)
    if boxes is None:
        return np.zeros((0, 4, 2), np.float32)
    return np.asarray(np.asarray(boxes) / scale + np.array([left, top]), np.float32)


def quarter_turns(picture: Rgb, boxes: Corners) -> int:
    """Quarter turns clockwise that make the page upright: by the way its lines run, then by their first character."""
    import numpy as np

    if not len(boxes):
        return 0
    wide = np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
    high = np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
    long = np.maximum(wide, high) > 2 * np.minimum(wide, high)
    lying, standing = float(wide[long & (wide > high)].sum()), float(high[long & (high > wide)].sum())
    first = 1 if standing > 1.5 * lying else 0
    order = np.argsort(-np.maximum(wide, high))[:ASKED]
    crops = [np.ascontiguousarray(_crop(picture, boxes[n], first)) for n in order]
    wrong = sum(_is_upside_down(crop) for crop in crops)
    if 4 * wrong < len(crops) or len(crops) < 2:
        return first
    few = [np.ascontiguousarray(crop[:, : BEGINNING * crop.shape[0]]) for crop in crops[:4]]
    upright = sum(_worth(read(crop)) for crop in few)
    turned = sum(_worth(read(np.ascontiguousarray(np.rot90(crop, 2)))) for crop in few)
    return first + 2 if turned > upright else first


def turned_boxes(boxes: Corners, turns: int, width: int, height: int) -> Corners:
    """The same boxes on the page turned clockwise; `width`, `height` before the turn."""
    import numpy as np

    for _ in range(turns % 4):
        boxes = np.stack([height - boxes[:, :, 1], boxes[:, :, 0]], axis=-1)
        width, height = height, width
    if turns % 4 and len(boxes):
        begin = boxes.sum(axis=2).argmin(axis=1)
        boxes = np.stack([np.roll(box, -int(first), axis=0) for box, first in zip(boxes, begin, strict=True)])
    return np.asarray(boxes, np.float32)


def read_all(picture: Rgb, boxes: Corners) -> list[Line]:
    """The text of every box of an upright page, two lines at a time."""
    engine()
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda box: _read_box(picture, box), boxes))


def read(crop: Rgb) -> Line:
    """The text of one line, cut out and lying."""
    from rapidocr.ch_ppocr_rec import TextRecInput

    result = engine()._load_rec_model()(TextRecInput(crop[:, :, ::-1], return_word_box=True))  # safe in threads
    if not result.txts or not result.txts[0].strip():
        return Line("", (), ())
    text, info = result.txts[0], result.word_results[0]
    columns = [column for word in info.word_cols for column in word]
    places, at = [], 0
    for character in text:
        if not character.isspace() and at < len(columns):
            at += 1
        places.append(min(1.0, (columns[max(0, at - 1)] + 0.5) / max(1.0, info.line_txt_len)) if columns else 0.5)
    kept = [n for n, c in enumerate(text) if not c.isspace()]
    begin, end = kept[0], kept[-1] + 1
    confidences = tuple(info.confs) if len(info.confs) == len(text) else (float(result.scores[0]),) * len(text)
    return Line(text[begin:end], confidences[begin:end], tuple(places[begin:end]))


@cache
def engine() -> Any:
    """The recogniser, its models loaded on first use."""
    from rapidocr import RapidOCR
    from rapidocr.inference_engine.onnxruntime import OrtInferSession

    sessions: Any = OrtInferSession
    options = sessions._init_sess_opts

    def patient(given: Any) -> Any:
        """Threads that wait for work sleep: by default they spin, which costs as much again as the reading itself."""
        made = options(given)
        made.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return made

    sessions._init_sess_opts = staticmethod(patient)
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": SIDE + 400,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _printed(picture: Rgb) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed on a page: margins are not searched."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    step = max(1, max(height, width) // 300)
    dark = (picture.min(axis=2) < 190).astype(np.float32)
    share = cv2.resize(dark, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    rows, columns = (np.flatnonzero((share > 0.06).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0, 0, width, height
    edge = 4 * step
    return (
        max(0, int(columns[0]) * step - edge),
        max(0, int(rows[0]) * step - edge),
        min(width, (int(columns[-1]) + 1) * step + edge),
        min(height, (int(rows[-1]) + 1) * step + edge),
    )


def _read_box(picture: Rgb, box: Corners) -> Line:
    import numpy as np

    crop = _crop(picture, box, 0)
    high, wide = crop.shape[:2]
    if high < STANDING * wide:
        return read(crop)
    laid = read(_laid(crop))
    if laid.score > 0.9 and len(laid.text) > 1:
        return Line(laid.text, laid.sure, (0.5,) * len(laid.text))
    lying = read(np.ascontiguousarray(np.rot90(crop)))
    best = max(laid, lying, key=lambda line: (line.score > 0.7, line.score * len(line.text)))
    return Line(best.text, best.sure, (0.5,) * len(best.text))


def _laid(crop: Rgb) -> Rgb:
    """Characters that stand one below another, side by side: a label written down a narrow cell."""
    import numpy as np

    wide = crop.shape[1]
    grey = crop.min(axis=2)
    ink = (grey < (int(grey.min()) + int(np.percentile(grey, 80))) / 2).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], ink.astype(np.int8), [0]])))
    spans: list[list[int]] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if spans and end - spans[-1][0] <= 1.05 * wide:
            spans[-1][1] = int(end)
        else:
            spans.append([int(begin), int(end)])
    if not 2 <= len(spans) <= 40:
        return crop
    tiles = []
    for begin, end in spans:
        tile = np.full((wide, wide, 3), 255, np.uint8)
        part = crop[begin : min(end, begin + wide)]
        top = (wide - len(part)) // 2
        tile[top : top + len(part)] = part
        tiles.append(tile)
    return np.ascontiguousarray(np.hstack(tiles))


def _crop(picture: Rgb, box: Corners, turns: int) -> Rgb:
    import cv2
    import numpy as np

    wide = max(1, round(float(max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3])))))
    high = max(1, round(float(max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1])))))
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.asarray(box, np.float32), flat)
    crop = cv2.warpPerspective(picture, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.rot90(crop, -turns), np.uint8)


def _is_upside_down(crop: Rgb) -> bool:
    result = engine()(crop[:, :, ::-1], use_det=False, use_cls=True, use_rec=False)
    labels: Sequence[tuple[str, float]] = getattr(result, "cls_res", None) or ()
    return bool(labels) and labels[0][0] == "180"


def _worth(line: Line) -> float:
    return len(line.text) * max(0.0, line.score - 0.5)

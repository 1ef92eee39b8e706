"""Receipts per day with the deadline, as a picture for the daily report; without the extra `charts` there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from reports.fonts import NoChineseFont, chinese_font_path

DAYS = 45
"""How many days are drawn at most, the last of them the report's or the deadline's."""
BAR, DONE, LINE = "#34527a", "#1d6b42", "#a8321e"


@dataclass(frozen=True, slots=True)
class Chart:
    """A PNG picture and the same in words."""

    png: bytes
    alt: str


def receipts(mails: Mapping[date, int], completed: Mapping[date, int], today: date, closes: date) -> Chart | None:
    """Mails and completed entries per local day up to `today`, with the last day of registration marked.

    `None` when nothing came yet, or where the plotting library or a Chinese font is missing.
    """
    came = {day: count for day, count in mails.items() if day <= today}
    if not came:
        return None
    last = max(today, closes) if abs((closes - today).days) < DAYS // 2 else today
    first = max(min(came), last - timedelta(days=DAYS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    finished = {day: count for day, count in completed.items() if day <= today}
    png = _draw(days, came, finished, today, closes)
    return Chart(png, _in_words(days, came, finished, closes)) if png else None


def _draw(
    days: list[date], mails: Mapping[date, int], completed: Mapping[date, int], today: date, closes: date
) -> bytes | None:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.font_manager import FontProperties
        from matplotlib.ticker import MaxNLocator

        font = FontProperties(fname=str(chinese_font_path()))
    except (ImportError, NoChineseFont):
        return None
    figure = Figure(figsize=(6.8, 2.5), dpi=130)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.07, 0.17, 0.91, 0.68))
    places = range(len(days))
    axes.bar(places, [mails.get(day, 0) for day in days], color=BAR, width=0.72, label="来件（封）")
    line = [completed.get(day, 0) for day in days if day <= today]
    if any(line):
        axes.plot(range(len(line)), line, color=DONE, linewidth=1.8, marker="o", markersize=3, label="新齐全项目（项）")
    if closes in days:
        at = days.index(closes)
        axes.axvline(at + 0.5, color=LINE, linewidth=1.2, linestyle="--")
        side = -0.15 if at > len(days) // 2 else 0.15
        said = f"{closes.month}月{closes.day}日24时截止"
        where = axes.get_xaxis_transform()
        text = axes.text(at + 0.5 + side, 0.97, said, transform=where, color=LINE, fontproperties=font, fontsize=8.5)
        text.set(horizontalalignment="right" if side < 0 else "left", verticalalignment="top")
    step = -(-len(days) // 12)
    axes.set_xticks(list(places)[::step], [f"{day.month}/{day.day}" for day in days[::step]], fontsize=8)
    axes.set_xlim(-0.6, len(days) - 0.4)
    axes.set_ylim(0, max(1, *(mails.get(day, 0) for day in days), *line) * 1.15)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.tick_params(axis="y", labelsize=8, length=0)
    axes.grid(axis="y", color="#e5e9ee", linewidth=0.8)
    axes.set_axisbelow(True)
    for side_name in ("top", "right", "left"):
        axes.spines[side_name].set_visible(False)
    figure.legend(
        loc="upper left", bbox_to_anchor=(0.06, 1.0), ncols=2, frameon=False, prop=_sized(font, 8.5), handlelength=1.4
    )
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _sized(font: object, size: float) -> object:
    made = font.copy()  # type: ignore[attr-defined]
    made.set_size(size)
    return made


def _in_words(days: list[date], mails: Mapping[date, int], completed: Mapping[date, int], closes: date) -> str:
    """What the picture shows, for who cannot see it."""
    busiest = max(days, key=lambda day: (mails.get(day, 0), day))
    total, done = sum(mails.get(day, 0) for day in days), sum(completed.get(day, 0) for day in days)
    first, last = days[0], max((day for day in days if day in mails), default=days[-1])
    return (
        f"每日来件图：{first.month}月{first.day}日至{last.month}月{last.day}日共来件{total}封，新齐全{done}项；"
        f"最多的一天是{busiest.month}月{busiest.day}日，{mails.get(busiest, 0)}封；{closes.month}月{closes.day}日截止"
    )

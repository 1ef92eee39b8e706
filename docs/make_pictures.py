"""Make the pictures of the README from what the demo writes (`make pictures`; needs Chromium)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

HERE = Path(__file__).parent
PAGES = {
    "letter-correction.png": ("letters/* qc2@example.com.html", 760),
    "letter-accepted.png": ("letters/* qc0@example.com.html", 760),
    "letter-on-a-phone.png": ("letters/* qc8@example.com.html", 400),
    "daily-report.png": ("report *.html", 760),
}
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
CHROMIUM += ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"]


def picture(page: Path, target: Path, width: int) -> None:
    """A screenshot of the whole page, its empty lower end cut off."""
    with tempfile.TemporaryDirectory() as profile:
        size = [f"--user-data-dir={profile}", f"--window-size={width},4000", f"--screenshot={target}"]
        subprocess.run([*CHROMIUM, *size, page.resolve().as_uri()], check=True, capture_output=True)
    with Image.open(target) as shot:
        whole = shot.convert("RGB")
    ground = Image.new("RGB", whole.size, whole.getpixel((2, whole.height - 1)))
    box = ImageChops.difference(whole, ground).getbbox() or (0, 0, *whole.size)
    cut = whole.crop((0, 0, whole.width, min(whole.height, box[3] + 12)))
    cut.quantize(64).save(target, optimize=True)


def main(demo: Path) -> None:
    """Take every picture from the first page that fits its pattern."""
    for name, (pattern, width) in PAGES.items():
        picture(sorted(demo.glob(pattern))[0], HERE / name, width)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

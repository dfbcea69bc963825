"""Drawing without a drawing library: millimetres in, SVG text out.

Inside the SVG one unit is a tenth of a millimetre, so that small type sits cleanly. Hatches are computed lines, since
patterns are drawn badly by some printers; each is one element, since elements are what a large drawing costs.
"""

from typing import Any
from urllib.parse import quote

from initiatives.reports.text import esc

INK, SOFT, LINE, HAIR = "#1b2033", "#555d7a", "#9aa1b8", "#d5d9e5"
BLUE, PALE, MIST, WHITE = "#2044aa", "#d8e1f4", "#eff3fa", "#fff"
GREEN, AMBER, RED, GREY = "#0b7350", "#8a5a00", "#c02a22", "#555d7a"
POINT = 0.3528  # millimetres


def units(value: float) -> str:
    return f"{value * 10:.1f}".rstrip("0").rstrip(".") or "0"


class Svg:
    """A drawing of `width` x `height` mm with a title (its text alternative) and a description."""

    def __init__(self, width: float, height: float, title: str, desc: str = ""):
        self.width, self.height, self.title, self.desc = width, height, title, desc
        self.parts: list[str] = []

    def add(self, tag: str, text: str | None = None, **attributes: object) -> None:
        pairs = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in attributes.items() if v is not None)
        self.parts.append(f"<{tag}{pairs}/>" if text is None else f"<{tag}{pairs}>{esc(text)}</{tag}>")

    def rect(self, x, y, w, h, fill="none", stroke=None, sw=0.2, dash=None, r=None):
        self.add(
            "rect",
            x=units(x),
            y=units(y),
            width=units(w),
            height=units(h),
            fill=fill,
            rx=units(r) if r else None,
            **_stroke(stroke, sw, dash),
        )

    def line(self, x1, y1, x2, y2, stroke=LINE, sw=0.2, dash=None, cap=None):
        self.add(
            "line",
            x1=units(x1),
            y1=units(y1),
            x2=units(x2),
            y2=units(y2),
            stroke_linecap=cap,
            **_stroke(stroke, sw, dash),
        )

    def circle(self, x, y, r, fill="none", stroke=None, sw=0.2, dash=None):
        self.add("circle", cx=units(x), cy=units(y), r=units(r), fill=fill, **_stroke(stroke, sw, dash))

    def poly(self, points, fill="none", stroke=None, sw=0.2):
        pairs = " ".join(f"{units(x)},{units(y)}" for x, y in points)
        self.add("polygon", points=pairs, fill=fill, stroke_linejoin="round", **_stroke(stroke, sw, None))

    def strokes(self, lines, stroke, sw, cap=None):
        """Several open lines, each a sequence of points, as one element."""
        data = "".join("M" + "L".join(f"{units(x)} {units(y)}" for x, y in points) for points in lines)
        self.add(
            "path", d=data, fill="none", stroke_linecap=cap, stroke_linejoin=cap, **_stroke(stroke, sw, None)
        )

    def text(self, x, y, text, size=7, weight=400, anchor=None, fill=INK):
        """`size` in points, `anchor` middle or end."""
        self.add(
            "text",
            text,
            x=units(x),
            y=units(y),
            font_size=units(size * POINT),
            font_weight=weight,
            font_family="Fira Sans, sans-serif",
            text_anchor=anchor,
            fill=fill,
        )

    def hatch(self, x, y, w, h, gap=1.1, sw=0.28, stroke=INK, back=False):
        """Slanted lines, cut at the edges of the rectangle."""
        start, lines = x - h + gap / 2, []
        while start < x + w:
            left, right = max(start, x), min(start + h, x + w)
            if right - left > 0.05:
                top, bottom = y + h - (left - start), y + h - (right - start)
                if back:
                    top, bottom = 2 * y + h - top, 2 * y + h - bottom
                lines.append(((left, top), (right, bottom)))
            start += gap
        self.strokes(lines, stroke, sw)

    def dots(self, x, y, w, h, gap=1.15, r=0.19, fill=INK):
        """Dots in rows; each is a very short line with round ends."""
        row, top, lines = 0, y + gap / 2, []
        while top < y + h - 0.1:
            left = x + (gap / 2 if row % 2 else gap)
            while left < x + w - 0.2:
                lines.append(((left - 0.01, top), (left + 0.01, top)))
                left += gap
            row, top = row + 1, top + gap * 0.8
        self.strokes(lines, fill, 2 * r, "round")

    def rules(self, x, y, w, h, gap=0.85, stroke=SOFT, sw=0.18):
        """Horizontal lines."""
        tops = (y + gap * (i + 1) for i in range(int(h / gap)))
        lines = [((x, top), (x + w, top)) for top in tops if top < y + h - 0.1]
        self.strokes(lines, stroke, sw)

    def group(self, drawing: str, x: float, y: float, scale: float, **attributes: object) -> None:
        """A drawing of unfilled lines with round ends, its origin at (x, y) and its units `scale` mm; trusted SVG."""
        pairs = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in attributes.items())
        place = f"translate({units(x)} {units(y)}) scale({scale * 10:.4g})"
        self.parts.append(
            f'<g transform="{place}" fill="none" stroke-linecap="round" stroke-linejoin="round"{pairs}>{drawing}</g>'
        )

    def __str__(self) -> str:
        desc = f"<desc>{esc(self.desc)}</desc>" if self.desc else ""
        width, height = round(self.width, 1), round(self.height, 1)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {units(width)} {units(height)}" role="img">'
            f"<title>{esc(self.title)}</title>{desc}{''.join(self.parts)}</svg>"
        )

    def __html__(self) -> str:
        """What `format_html` puts into a page: every text in it is escaped."""
        return str(self)

    def uri(self) -> str:
        """As the value of a CSS `url("...")`."""
        return "data:image/svg+xml," + quote(str(self), safe="/:=' ,()")


def _stroke(stroke, sw, dash) -> dict[str, Any]:
    return {
        "stroke": stroke,
        "stroke_width": units(sw) if stroke else None,
        "stroke_dasharray": dash if stroke else None,
    }

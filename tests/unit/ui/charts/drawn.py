"""Reading a drawing back: what a test asks of an SVG, measured with the same table of widths the drawing used."""

from dataclasses import dataclass
from xml.etree import ElementTree

from lodestar.ui.charts.figure import Box
from lodestar.ui.charts.text import text_width

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"c-small": 12.0, "c-number": 12.0, "c-ring-number": 11.0, "c-name": 12.5}


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def with_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


def points(d: str) -> list[tuple[float, float]]:
    """The points of a path of straight lines."""
    pairs = d.replace("M", "L").replace("Z", "").strip("L").split("L")
    return [(float(x), float(y)) for x, y in (p.split() for p in pairs)]


@dataclass(frozen=True)
class Label:
    text: str
    box: Box


def labels(root: ElementTree.Element) -> list[Label]:
    """Every line of text with the box it fills, in the units of the drawing."""
    found: list[Label] = []
    _walk(root, 0.0, 0.0, found)
    return found


def _walk(element: ElementTree.Element, dx: float, dy: float, found: list[Label]) -> None:
    transform = element.get("transform") or ""
    if transform.startswith("translate("):
        x, y = transform[len("translate(") : -1].split()
        dx, dy = dx + float(x), dy + float(y)
    if element.tag == f"{SVG}text":
        found += [Label(text, (b[0] + dx, b[1] + dy, b[2] + dx, b[3] + dy)) for text, b in _lines(element)]
    for child in element:
        if child.tag not in (f"{SVG}tspan", f"{SVG}title", f"{SVG}desc"):
            _walk(child, dx, dy, found)


def _lines(element: ElementTree.Element) -> list[tuple[str, Box]]:
    classes = (element.get("class") or "").split()
    size = next((s for c, s in SIZES.items() if c in classes), 14.0)
    bold = bool({"c-label", "c-number"} & set(classes))
    own_lines = [t for t in element if t.get("x") is not None]
    if own_lines:
        lines = [(t.text or "", float(t.get("x", 0)), float(t.get("y", 0))) for t in own_lines]
    else:
        lines = [(" ".join(element.itertext()), float(element.get("x", 0)), float(element.get("y", 0)))]
    boxes = []
    for text, x, y in lines:
        width = text_width(text, size, bold=bold) / 1.04  # without the air the drawing allows for other fonts
        left = x - width / 2 if "c-middle" in classes else (x - width if "c-end" in classes else x)
        boxes.append((text, (left, y - size * 0.72, left + width, y + size * 0.1)))
    return boxes


def view_box(root: ElementTree.Element) -> Box:
    left, top, width, height = (float(n) for n in root.get("viewBox", "").split())
    return (left, top, left + width, top + height)

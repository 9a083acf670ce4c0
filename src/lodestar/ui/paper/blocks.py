"""What a paper is made of."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from lodestar.ui.charts.figure import Picture

CHART_STYLE = Path(__file__).with_name("charts.css")
_SVG_START = re.compile(r"<svg[^>]*>")
_SVG = "{http://www.w3.org/2000/svg}"
# A label of a drawing is set in one typeface only: arrows that ours does not have would take the whole label into another.
_ARROWS = str.maketrans({"→": "›", "←": "‹", "↑": None, "↓": None})


@dataclass(frozen=True)
class Heading:
    """A heading of a part (level 1) or of what is in it (2)."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Words:
    """A paragraph; line ends are kept. `tone`: lead (the one sentence), body, quiet (sources and footnotes), callout (set apart)."""

    kind: ClassVar[str] = "words"
    text: str
    tone: str = "body"


@dataclass(frozen=True)
class Items:
    """A list with bullets."""

    kind: ClassVar[str] = "items"
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Up to four figures side by side, each with what it stands for."""

    kind: ClassVar[str] = "figures"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facts:
    """Terms with what is said of each."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """`share` is the width of the column beside the others; 0 takes what its words need."""

    label: str
    numeric: bool = False
    share: float = 0


@dataclass(frozen=True)
class Grid:
    """A table; its head is said again on every page. `strong` are the places of the rows in bold type."""

    kind: ClassVar[str] = "grid"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()
    small: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing with its finding over it, and in `alt` the same told in words for whoever cannot see it."""

    kind: ClassVar[str] = "chart"
    svg: str
    alt: str
    finding: str
    note: str = ""
    names: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NewPage:
    kind: ClassVar[str] = "page"


Block = Heading | Words | Items | Figures | Facts | Grid | Chart | NewPage


@dataclass(frozen=True)
class Paper:
    """A document: its title, whose it is, the line under the title, what stands at the foot of each page, and its blocks.

    `page_words` holds {page} and {pages}. `language` is a BCP 47 tag.
    """

    title: str
    blocks: tuple[Block, ...]
    organisation: str = ""
    subtitle: str = ""
    foot: str = ""
    page_words: str = "{page} / {pages}"
    language: str = "en-GB"

    def as_data(self) -> dict[str, Any]:
        """What the typesetter reads."""
        return {
            "title": self.title,
            "organisation": self.organisation,
            "subtitle": self.subtitle,
            "foot": self.foot,
            "page_words": self.page_words,
            "language": self.language,
            "blocks": [{"kind": block.kind, **asdict(block)} for block in self.blocks],
        }


def chart_of(picture: Picture, *, note: str = "", names: bool = True) -> Chart:
    """A picture of the site as it is printed: the wide drawing in print's own colours, its description as the words instead of it.

    `names` puts the key to its numbers under it.
    """
    style = f"<style>{CHART_STYLE.read_text(encoding='utf-8')}</style>"
    svg = _SVG_START.sub(lambda found: found.group(0) + style, str(picture.wide).translate(_ARROWS), count=1)
    root = ElementTree.fromstring(str(picture.wide))  # noqa: S314 — drawn by us a moment ago, every label escaped
    told = [root.findtext(f"{_SVG}{tag}") or "" for tag in ("title", "desc")]
    return Chart(
        svg=svg,
        alt=" ".join(part for part in told if part) or picture.finding.sentence,
        finding=picture.finding.sentence or told[0],
        note=" ".join(part for part in (*picture.notes, note) if part),
        names=tuple((name.number, name.label) for name in picture.names) if names and not picture.names_only_when_narrow else (),
        legend=tuple((item.swatch, item.label) for item in picture.legend),
    )

"""Safe SVG, element by element.

Every label in a chart was typed by someone, so text and attributes are escaped here, in one place, and what a strict content
security policy would refuse (style attributes, event handlers) cannot be written at all.
"""

import math
import re
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

_REFUSED = re.compile(r"^(style|on.*|href|xlink.*)$", re.IGNORECASE)
_NAME = re.compile(r"^[a-zA-Z][a-zA-Z0-9-]*$")
# What XML cannot hold (control characters, half surrogates), and the marks that turn the direction of the text around a label.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

Child = SafeString | str


def clean(text: str) -> str:
    """Text as a drawing may hold it: one line, nothing XML refuses, nothing that reverses its neighbours."""
    text = str(text)
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(_NOT_TEXT.sub("", str(text)).split())


def num(value: float) -> str:
    """A coordinate with one decimal at the most: drawings stay small and repeat exactly.

    >>> num(12.04), num(-0.01), num(7)
    ('12', '0', '7')
    """
    if not math.isfinite(value):
        raise ValueError("a coordinate must be a finite number")
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@lru_cache(maxsize=512)
def _attribute_name(name: str) -> str:
    name = name.rstrip("_").replace("_", "-")
    if _REFUSED.match(name) or not _NAME.match(name):
        raise ValueError(f"a drawing may not carry the attribute {name!r}")
    return name


def _attribute(name: str, value: str | float) -> str:
    text = escape(clean(value)) if isinstance(value, str) else num(value)
    return f' {_attribute_name(name)}="{text}"'


def el(tag: str, *children: Child, **attributes: str | float | None) -> SafeString:
    """One SVG element; plain text is escaped, safe children are kept, attributes that are None are left out.

    >>> el("text", "a < b", x=3, class_="c-label")
    '<text x="3" class="c-label">a &lt; b</text>'
    """
    if not _NAME.match(tag):
        raise ValueError(f"not an element: {tag!r}")
    start = tag + "".join(_attribute(name, value) for name, value in attributes.items() if value is not None)
    inside = join(*children)
    return mark_safe(  # noqa: S308 — names are checked and texts escaped just above
        f"<{start}>{inside}</{tag}>" if inside else f"<{start}/>"
    )


def join(*children: Child) -> SafeString:
    """Children one after another, those not yet safe escaped."""
    parts = (c if isinstance(c, SafeString) else escape(clean(c), quote=False) for c in children)
    return mark_safe("".join(parts))  # noqa: S308 — every part is escaped or already safe


def path(points: list[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of straight lines through points."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + ("Z" if closed else "")


def lines_of_text(lines: list[str], x: float, y: float, *, leading: float, **attributes: str | float | None) -> SafeString:
    """Lines of text under one another, the first baseline at y."""
    if len(lines) == 1:
        return el("text", lines[0], x=x, y=y, **attributes)
    spans = (el("tspan", line, x=x, y=y + i * leading) for i, line in enumerate(lines))
    return el("text", *spans, **attributes)


def drawing(
    *parts: Child,
    key: str,
    width: float,
    height: float,
    title: str,
    description: str,
    left: float = 0,
    top: float = 0,
    **attributes: str | float | None,
) -> SafeString:
    """The whole picture: an image with its own title and description, named by ids made from `key`."""
    return el(
        "svg",
        el("title", title, id=f"{key}-title"),
        el("desc", description, id=f"{key}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(num(n) for n in (left, top, width, height)),
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        focusable="false",
        **attributes,
    )

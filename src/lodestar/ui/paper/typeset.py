"""From a paper to the bytes of a PDF, by typst: no system library, no system font, no network."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lodestar.ui.paper.blocks import Paper

HERE = Path(__file__).parent
TEMPLATE = HERE / "paper.typ"
# PDF/UA: tagged, titled, in a language, with words instead of every figure; typst refuses what falls short of it.
STANDARD = "ua-1"
# What the typeface and those it falls back on can show. A paper with other letters is set again with a box in place of each.
_CANNOT_SHOW = re.compile(
    r"[^\t\n -~\u00a0-\u024f\u02b0-\u02ff\u0370-\u045f\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u2070-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
_INSTEAD = "\u25a1"


def paper_pdf(paper: Paper) -> bytes:
    """The paper as tagged PDF/UA on A4, in our own typeface. The same paper gives the same bytes."""
    try:
        return _typeset(paper.as_data(), "pdf")
    except RuntimeError as refused:
        if "could not be displayed" not in str(refused):
            raise
        data = _showable(paper.as_data())
        data["foot"] += " · " + _("□ stands for a letter that cannot be printed here.")
        return _typeset(data, "pdf")


def paper_pngs(paper: Paper, *, ppi: int = 72) -> list[bytes]:
    """Each page as a picture."""
    pages = _typeset(paper.as_data(), "png", ppi=ppi)
    return pages if isinstance(pages, list) else [pages]


def _typeset(data: dict[str, Any], form: str, **more: Any) -> Any:
    import typst

    standards = {"pdf_standards": [STANDARD]} if form == "pdf" else {}
    return typst.compile(
        str(TEMPLATE),
        root=str(HERE),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=form,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        **standards,
        **more,
    )


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(HERE / "fonts")])


def _showable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _showable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_showable(inner) for inner in value]
    return _CANNOT_SHOW.sub(_INSTEAD, unicodedata.normalize("NFC", value)) if isinstance(value, str) else value

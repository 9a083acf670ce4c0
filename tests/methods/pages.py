"""Worked examples, read from the pages of methods."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "methods"


def worked_example(name: str) -> tuple[str, str]:
    """JSON text of input and result: the first two json blocks under the heading "Worked example"."""
    text = (PAGES / f"{name}.md").read_text("utf-8")
    _, heading, rest = text.partition("\n## Worked example")
    blocks = re.findall(r"^```json\n(.*?)^```$", rest, re.DOTALL | re.MULTILINE)
    if not heading or len(blocks) < 2:
        raise LookupError(f"docs/methods/{name}.md has no worked example with an input and a result")
    return blocks[0], blocks[1]

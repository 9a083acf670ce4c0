"""How wide a label is, and how to break it: a drawing on the server cannot ask the browser.

Widths are the advance widths of Atkinson Hyperlegible (SIL Open Font Licence) in thousandths of the type size, printable ASCII
in order. Other letters take the width of their base letter; what the font does not have is taken as wide, so an estimate errs towards air.
"""

# ruff: noqa: PLR2004 — a drawing is made of lengths

import unicodedata
from functools import lru_cache

from lodestar.ui.charts.svg import clean

_REGULAR_WIDTHS = (
    "280 281 301 655 594 927 705 160 300 300 433 602 205 368 205 377 648 402 549 574 614 583 598 510 615 598 205 205 553 602 553 520 "
    "780 626 619 656 673 567 548 710 690 414 510 627 539 820 689 727 601 753 618 596 558 690 589 840 623 595 607 315 377 315 552 396 "
    "268 526 566 500 564 539 311 560 546 278 254 490 239 841 546 552 566 576 340 471 324 536 441 654 461 429 460 319 233 319 555"
)
_BOLD_WIDTHS = (
    "320 283 410 783 619 977 702 222 366 366 434 618 243 374 243 442 652 448 586 605 626 612 632 543 625 561 243 243 573 618 573 614 "
    "754 690 639 673 686 580 544 719 679 458 560 659 537 842 700 764 626 781 654 619 617 663 656 883 699 687 621 333 442 333 589 430 "
    "314 553 596 520 596 566 367 597 572 315 259 567 314 886 572 573 596 601 372 534 379 570 526 723 533 518 516 370 234 370 533"
)
_REGULAR = [int(width) for width in _REGULAR_WIDTHS.split()]
_BOLD = [int(width) for width in _BOLD_WIDTHS.split()]
_UNKNOWN = 700
_EMOJI = 1300
_SAFETY = 1.04  # other fonts of the stack are a little wider


@lru_cache(maxsize=2048)
def _character_width(character: str, bold: bool) -> int:
    table = _BOLD if bold else _REGULAR
    code = ord(character)
    if 32 <= code < 127:
        return table[code - 32]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    base = unicodedata.normalize("NFKD", character)[0]
    if base != character and 32 <= ord(base) < 127:
        return table[ord(base) - 32]
    if unicodedata.category(character) == "So" or code >= 0x1F000:
        return _EMOJI
    if unicodedata.east_asian_width(character) in "WF":
        return 1000
    return _UNKNOWN


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of a line of text, in the units of `size`."""
    return sum(_character_width(c, bold) for c in text) * size * _SAFETY / 1000


def _clusters(word: str) -> list[str]:
    """Letters with their marks and joined emoji kept whole, so that a break never splits one."""
    clusters: list[str] = []
    joined = False
    for character in word:
        mark = _character_width(character, False) == 0 or 0x1F3FB <= ord(character) <= 0x1F3FF
        if clusters and (mark or joined):
            clusters[-1] += character
        else:
            clusters.append(character)
        joined = character == "\u200d"
    return clusters


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word too long for the line, cut where it must be."""
    if text_width(word, size, bold=bold) <= room:
        return [word]
    pieces = [""]
    for cluster in _clusters(word):
        if pieces[-1] and text_width(pieces[-1] + cluster, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += cluster
    return pieces


def _fill(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and text_width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """A line that fits, ended with an ellipsis when something was left off (the table beside a chart has it whole)."""
    text = clean(text)
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = ""
    for cluster in _clusters(text):
        if text_width(kept + cluster + "…", size, bold=bold) > room:
            break
        kept += cluster
    return kept.rstrip() + "…"


def wrap(text: str, room: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """A label in at most `most` lines no wider than `room`, lines as even as they can be.

    >>> wrap("Drink and drugs", 80, 14)
    ['Drink and', 'drugs']
    """
    words = [piece for word in clean(text).split() for piece in _pieces(word, room, size, bold)]
    if not words:
        return [""]
    lines = _fill(words, room, size, bold)
    if len(lines) > most:
        rest = " ".join([*lines[most - 1 :]])
        return [*lines[: most - 1], shorten(f"{rest}", room, size, bold=bold)]
    narrowest = max(text_width(word, size, bold=bold) for word in words)
    low, high = narrowest, room
    for _ in range(6):  # even lines read better than a full one and a short one
        middle = (low + high) / 2
        if len(_fill(words, middle, size, bold)) > len(lines):
            low = middle
        else:
            high = middle
    return _fill(words, high, size, bold)


def block_width(lines: list[str], size: float, *, bold: bool = False) -> float:
    """Width of the longest of some lines."""
    return max(text_width(line, size, bold=bold) for line in lines)

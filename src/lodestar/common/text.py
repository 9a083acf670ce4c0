"""Text as both databases can keep it."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Letters that fold to two, and those whose mark is part of the letter.
_FOLD = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})


def normalise(text: str) -> str:
    """Text in composed form (NFC), with control characters and lone surrogates taken out and line ends as one newline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _SURROGATE.sub("", _CONTROL.sub("", text)))


def fold(text: str) -> str:
    """Text for searching: lower case, accents off, so that "Siân" is found as "sian"."""
    plain = unicodedata.normalize("NFKD", normalise(text).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLD)

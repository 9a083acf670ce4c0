"""What an attacker, a spreadsheet and an unlucky person type."""

from __future__ import annotations

import unicodedata

MANY = 100_000
LONGEST = 1_000_000

# For every field of every form.
ALWAYS: dict[str, str] = {
    "nul and half a letter": "a\x00b \ud800",
    "2^63": str(2**63),
    "not a number": "NaN",
    "5,000 digits": "9" * 5_000,
    "long": "word " * (MANY // 5),
}
# Each for some of the fields in the quick form, for all of them in the long one.
IN_TURN: dict[str, str] = {
    "2^31": str(2**31),
    "infinity": "Infinity",
    "1e400": "1e400",
    "tiny": "1e-400",
    "minus nought": "-0",
    "minus": "-1",
    "right to left": "\u202egnp.exe",
    "zero width": "\u200b\u200d\ufeff",
    "24:00": "24:00",
    "30 February": "2027-02-30",
    "year 10000": "10000-01-01",
    "apostrophe": "O'Brien",
    "emoji": "👩🏽‍🤝‍👩🏿 met",
    "welsh": "Tŷ Tŵr, llŷn a’r mŵg",
    "decomposed": unicodedata.normalize("NFD", "Siân ŵ ŷ"),
    "formula": "=cmd|'/C calc'!A0",
    "script": "<script>alert(1)</script>",
    "template": "{{7*7}}{% debug %}",
    "path": "../../etc/passwd",
    "crlf": "one\r\nSet-Cookie: a=b",
    "percent": "%s%n%00 %(name)s {0} {name!r}",
    "sql": "'; DROP TABLE access_account; --",
    "underscored": "1_000",
    "arabic digits": "٣٤",
    "hex": "0x1F",
    "half": "½",
    "blank": " \u00a0\t ",
    "array": "[[[[{}]]]]",
    "true": "true",
    "id": "0" * 12,
}
LONG_FORM: dict[str, str] = {"1 MB": "word " * (LONGEST // 5), "bom": "\ufeffword", "tags": "<" * 5_000, "paragraphs": "\n" * 5_000}

# Day, month and year as they are typed.
DATES: dict[str, tuple[str, str, str]] = {
    "29 February 2027": ("29", "2", "2027"),
    "year 1": ("1", "1", "1"),
    "year 0001": ("1", "1", "0001"),
    "year 9999": ("31", "12", "9999"),
    "year 10000": ("1", "1", "10000"),
    "nought": ("0", "0", "0000"),
    "a time": ("24:00", "1", "2027"),
    "arabic": ("١", "٢", "٢٠٢٧"),
    "superscript": ("²", "1", "2027"),
    "minus": ("-1", "1", "2027"),
    "digits": ("9" * 3_000, "1", "2027"),
    "nul": ("1\x00", "1", "2027"),
    "half": ("1", "", "2027"),
}

"""Hostile words in every text of the house: written as the rows are made, whatever makes them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import models

# Each begins as a spreadsheet's formula would, and goes on as a page's script would.
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", '"=1+1', ";=1+1")
SCRIPTS = (
    "<script>alert('planted')</script>",
    "<img src=planted onerror=alert(1)>",
    "<svg/onload=alert('planted')>",
    '"><script>alert("planted")</script>',
    "'><img src=planted onerror=alert(1)>",
    '" onmouseover="alert(1)" x="planted',
    "' autofocus onfocus='alert(1)' x='planted",
    "</script><script>alert('planted')</script>",
    "</title><script>alert('planted')</script>",
    "</textarea><script>alert('planted')</script>",
    "--><script>alert('planted')</script>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=\"javascript:alert('planted')\">planted</a>",
    '<a href="data:text/html,<script>alert(1)</script>">planted</a>',
    "<form action=javascript:alert(1)><button>planted</button></form>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<body onload=alert('planted')>",
    "<details open ontoggle=alert(1)>planted",
    "<base href='//planted.example/'>",
    "<meta http-equiv=refresh content='0;url=//planted.example'>",
    "<style>@import '//planted.example'</style>",
    "<object data=javascript:alert(1)></object>",
    "{{constructor.constructor('alert(1)')()}}planted",
    "<!--#exec cmd=planted-->",
    "<scr<script>ipt>alert('planted')</scr</script>ipt>",
)
FEW = 20
# What is not a person's own words: ids, keys, states, digests, addresses; a planted one would be no world at all.
NOT_WORDS = {
    "public_id", "key", "state", "role", "kind", "token_digest", "digest", "password", "email", "search_name", "pseudonym", "scope_id",
    "salt", "act", "subject_kind", "subject_id", "actor_id", "organisation_id", "person_id", "quantity", "metric_key", "claim_reference",
    "result_address", "source_link", "previous_digest", "join_code", "joined_by_digest", "facts_digest",
}  # fmt: skip
WORDS_IN_JSON = {("proposal", "content"), ("instrumentedition", "stages"), ("instrumentarea", "words")}


@contextmanager
def planted(*, every: int | None = FEW) -> Iterator[None]:
    """While it lasts, every text written to the house's own tables is hostile. `every`: how many of the scripts are used."""
    words = itertools.cycle(f"{formula} {script}" for script, formula in zip(SCRIPTS[:every], itertools.cycle(FORMULAS), strict=False))
    of_field = models.Field.pre_save

    def pre_save(self: models.Field[Any, Any], row: models.Model, add: bool) -> Any:
        value = of_field(self, row, add)
        if not add or not type(row).__module__.startswith("lodestar."):
            return value
        if isinstance(self, models.CharField | models.TextField) and _holds_words(self, value):
            return _fitted(self, words, value)
        if isinstance(self, models.JSONField) and (row._meta.model_name, self.name) in WORDS_IN_JSON:
            return _in_json(value, words)
        return value

    with patch.object(models.Field, "pre_save", pre_save):
        yield


def _holds_words(column: models.Field[Any, Any], value: Any) -> bool:
    return bool(value) and not column.choices and column.name not in NOT_WORDS and isinstance(value, str)


def _fitted(column: models.Field[Any, Any], words: Iterator[str], value: str) -> str:
    """The next hostile words that fit; with what was to be written, where that fits too."""
    for text in itertools.islice(words, len(SCRIPTS)):
        if column.max_length is None or len(text) <= column.max_length:
            both = f"{text} {value}"
            return both if column.max_length is None or len(both) <= column.max_length else text
    return value


def _in_json(value: Any, words: Iterator[str]) -> Any:
    if isinstance(value, dict):
        return {key: _in_json(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one, words) for one in value]
    return f"{next(words)} {value}" if isinstance(value, str) else value

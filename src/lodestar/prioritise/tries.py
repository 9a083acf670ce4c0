"""How often wrong codes may be given: counted for a quarter of an hour, in the cache that the server's processes share."""

from __future__ import annotations

from django.core.cache import cache

WINDOW_SECONDS = 15 * 60
# From one network address a whole room may type, each person wrong once or twice.
FROM_ONE_ADDRESS = 60
# When so many came from everywhere together, somebody is guessing: then an address may be wrong a few times only.
FROM_EVERYWHERE, THEN_FROM_ONE = 600, 5


def too_many_wrong(kind: str, address: str) -> bool:
    """Whether so many wrong codes were given that no more are looked at from this address for a while."""
    one, everywhere = (cache.get(key, 0) for key in _keys(kind, address))
    return bool(one >= FROM_ONE_ADDRESS or (everywhere >= FROM_EVERYWHERE and one >= THEN_FROM_ONE))


def count_wrong(kind: str, address: str) -> None:
    """Counts a wrong code; the quarter of an hour begins anew with each."""
    for key in _keys(kind, address):
        cache.set(key, cache.get(key, 0) + 1, WINDOW_SECONDS)


def _keys(kind: str, address: str) -> tuple[str, str]:
    safe = "".join(c if c.isalnum() else "-" for c in address)[:60]
    return f"wrong.{kind}.of.{safe}", f"wrong.{kind}.everywhere"

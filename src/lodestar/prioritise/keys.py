"""Codes and keys of a workshop: words that can be said across a room, and keys that are worked out and so lie nowhere to be stolen."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

# A code lets people in for one working day.
JOINING_LASTS = timedelta(hours=12)
SMALLEST_NUMBER, NUMBERS = 10, 90
NEITHER_LETTER_NOR_DIGIT = re.compile(r"[^a-z0-9]")
PARTS = re.compile(r"([a-z]+)([0-9]{2})")

# Short, common, spelt as they sound, and none that hurts: two of 186 and one of 90 numbers are 3.1 million codes.
_WORDS = """
    acorn amber anchor apple apron arrow autumn badger basket beach beacon bell berry birch blanket bobbin bonnet bottle branch bread
    breeze bridge bright brook bucket butter button cabin candle canvas carrot castle cedar chalk cherry circle clay clever cliff
    cloud clover coast cobble comet copper coral corner cotton cricket crystal cup daisy dance daylight delta desert dove dragon
    drum eagle early ember engine falcon farm feather fern ferry fiddle field finch flag flint flower flute forest fossil fox
    friend frost garden gentle ginger glove golden grain grape grass green guitar hammer happy harbour harvest hazel heather helmet
    heron hill holly honey island ivory jacket jigsaw jolly kettle kind kite ladder lake lamp lantern lark laurel lemon lily
    linen lion lobster lucky magnet mango maple marble market meadow melon mild mint mirror mitten moon moss nectar nest
    noble oak oasis olive onion orange orchard otter owl oyster paddle panda paper parrot pear pebble pencil pepper picnic pigeon
    pillow pine planet plum pocket pony poppy potato prism pumpkin purple quick quiet quilt rabbit radish rainbow raven ribbon
    river robin rocket rose saddle sail salmon sandal scarf shell silver
"""
WORDS = tuple(_WORDS.split())
_KNOWN = frozenset(WORDS)


def new_join_code() -> str:
    """A fresh code to join by: two words and a number, "river-lamp-42"."""
    return _spoken(secrets.randbelow(len(WORDS) ** 2 * NUMBERS))


def tidy_code(typed: str) -> str:
    """What was typed as the code it stands for, whatever stood between its parts; empty when it can be no code.

    >>> tidy_code(" River LAMP 42"), tidy_code("riverlamp42"), tidy_code("river")
    ('river-lamp-42', 'river-lamp-42', '')
    """
    parts = PARTS.fullmatch(NEITHER_LETTER_NOR_DIGIT.sub("", typed[:80].casefold()))
    if parts is None:
        return ""
    letters, number = parts.groups()
    found = (f"{letters[:cut]}-{letters[cut:]}-{number}" for cut in range(1, len(letters)) if {letters[:cut], letters[cut:]} <= _KNOWN)
    return next(found, "")


def come_back_code(seat_id: str, edition: int) -> str:
    """The code by which someone takes their own seat again on another phone. Worked out from the seat, kept nowhere."""
    return _spoken(int(_key("come back", seat_id, edition), 16) % (len(WORDS) ** 2 * NUMBERS))


def seat_key(seat_id: str, edition: int) -> str:
    """What a phone holds to show that a seat is its own."""
    return _key("seat", seat_id, edition)


def wall_key(workshop_id: str, edition: int) -> str:
    """What the address of the wall screen ends with. A new edition makes earlier addresses useless."""
    return _key("wall", workshop_id, edition)


def is_key(given: str, key: str) -> bool:
    """Whether a key was given, compared in a time that tells nothing."""
    return constant_time_compare(given, key)


def _key(kind: str, public_id: str, edition: int) -> str:
    return salted_hmac(f"lodestar.prioritise.{kind}", f"{public_id}.{edition}", algorithm="sha256").hexdigest()[:40]


def _spoken(number: int) -> str:
    rest, tail = divmod(number, NUMBERS)
    first, second = divmod(rest, len(WORDS))
    return f"{WORDS[first]}-{WORDS[second]}-{tail + SMALLEST_NUMBER}"

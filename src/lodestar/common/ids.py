"""Opaque public ids: 12 random Crockford base32 characters, unique per model, never a secret and never a row number."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12


def new_id() -> str:
    """A fresh opaque id: 60 random bits."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(LENGTH))


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """The column that holds an opaque id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, default=new_id, unique=True, editable=False)
        super().__init__(*args, **kwargs)


class PublicIdConverter:
    """`<id:public_id>` in an address: exactly the alphabet of the ids, upper case."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

"""One-time links: a random token that only its receiver holds; here lies its digest, and a last moment of use."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(hours=24)


def new_token() -> str:
    """A fresh token: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a token. It is random enough that a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

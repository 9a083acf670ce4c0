"""Content that nobody may read yet: encrypted under a key that lies apart from the data and in no backup."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def box_for(purpose: str) -> MultiFernet:
    """Closes with the key in use, and opens what any of the keys closed: one of the purpose opens nothing of another."""
    return MultiFernet([_fernet(key, purpose) for key in settings.SEALING_KEYS])


def seal(content: Any, *, purpose: str) -> bytes:
    """The content as JSON, encrypted for one purpose."""
    return box_for(purpose).encrypt(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview, *, purpose: str) -> Any:
    """What was sealed; raises cryptography's InvalidToken when it was changed or the key is another."""
    return json.loads(box_for(purpose).decrypt(bytes(sealed)))


def _fernet(key: str, purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lodestar {purpose}".encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

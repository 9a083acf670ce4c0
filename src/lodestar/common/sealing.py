"""Content that nobody may read yet: encrypted under a key that lies apart from the data and in no backup."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _fernet(purpose: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lodestar {purpose}".encode()).derive(settings.SEALING_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(content: Any, *, purpose: str) -> bytes:
    """The content as JSON, encrypted for one purpose."""
    return _fernet(purpose).encrypt(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview, *, purpose: str) -> Any:
    """What was sealed; raises cryptography's InvalidToken when it was changed or the key is another."""
    return json.loads(_fernet(purpose).decrypt(bytes(sealed)))

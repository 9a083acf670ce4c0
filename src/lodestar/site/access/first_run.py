"""The first run: while there is no account, whoever sees the window where Lodestar was started may make the first one."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.utils.crypto import salted_hmac

from lodestar.access.models import Account
from lodestar.common.ids import ALPHABET


def nobody_yet() -> bool:
    """Whether Lodestar waits for its first account; a demo never does."""
    return not settings.IS_DEMO and not Account.objects.exists()


def set_up_code() -> str:
    """The code that `lodestar serve` prints: ten characters made from the secret key, useless once there is an account."""
    digest = salted_hmac("lodestar.site.set-up", "first account", algorithm="sha256").digest()
    letters = "".join(ALPHABET[byte % 32] for byte in digest[:10])
    return f"{letters[:5]}-{letters[5:]}"


def is_set_up_code(given: str) -> bool:
    """Whether the code is right; lower case, spaces and dashes do not matter, and O, I, L are read as 0, 1, 1."""
    plain = given.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    plain = "".join(letter for letter in plain if letter in ALPHABET)
    return hmac.compare_digest(plain, set_up_code().replace("-", ""))

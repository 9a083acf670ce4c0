"""How passwords are kept: Argon2id, small enough that eight people can sign in at once on a small machine."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: eight threads fit in 512 MB (OWASP password storage guidance)."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

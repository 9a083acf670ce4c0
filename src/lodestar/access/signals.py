"""The one place where django-allauth tells us that someone changed how they sign in: it has no other way to say so."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from lodestar.access.actions import note_own_change


def _ends_other_sessions(act: str):  # type: ignore[no-untyped-def]
    def receive(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        note_own_change(act=act, account=user)
        if request.user.is_authenticated and request.user.pk == user.pk:
            update_session_auth_hash(request, user)

    return receive


def connect() -> None:
    """Every change to a way of signing in leaves an event and ends all sessions but the one it was made in."""
    for signal, act in (
        (password_changed, "changed_password"),
        (password_set, "changed_password"),
        (authenticator_added, "added_way_of_signing_in"),
        (authenticator_removed, "removed_way_of_signing_in"),
        (authenticator_reset, "renewed_recovery_codes"),
    ):
        signal.connect(_ends_other_sessions(act), weak=False, dispatch_uid=f"lodestar.access.{act}.{id(signal)}")

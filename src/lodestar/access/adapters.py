"""How django-allauth and django-axes are held to the house's rules: no self-registration, secrets sealed, sessions ended on change."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lodestar.common.sealing import box_for

SECOND_FACTOR = "second factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by e-mail address and password, passkey or one-time code; accounts come from invitations only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One answer for an unknown address, a wrong password and a locked account.
        "email_password_mismatch": _("We do not know this e-mail address and password together. Check both and try again."),
        "invalid_login": _("We do not know this e-mail address and password together. Check both and try again."),
        "incorrect_password": _("That is not your password. Try again."),
        "enter_current_password": _("That is not your present password. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses of passwords are counted by django-axes, by address and network together: nobody can lock someone else out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """A locked account is answered like an unknown one."""
        account = super().authenticate(request, **credentials)
        return account if account is not None and account.is_active else None

    def reauthenticate(self, user: Any, password: str) -> bool:
        return bool(self.authenticate(self.request, email=user.email, password=password) == user)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what has happened; only what has no template of allauth's comes through."""
        if message_template is None:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: what changed is on the account page and in the record of what happened."""


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """One-time codes and passkeys; their secrets are sealed with the key that is apart from data."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not the code. Look again: it changes every half minute."),
    }

    def encrypt(self, text: str) -> str:
        return box_for(SECOND_FACTOR).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box_for(SECOND_FACTOR).decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Lodestar"}


def address_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that someone tries to sign in with: what django-axes counts guesses by."""
    given = (credentials or {}).get("email") or (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()[:254]

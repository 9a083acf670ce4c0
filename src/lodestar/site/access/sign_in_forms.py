"""The forms of signing in, as django-allauth asks for them, in our words and drawn by our components."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgain
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from lodestar.ui.forms.base import LodestarFormMixin


class _CarefulDecoder(json.JSONDecoder):
    """Reads what a browser says of a passkey; numbers of thousands of digits, lists without end and half letters are not JSON to us."""

    def decode(self, text: str, *rest: Any) -> Any:
        try:
            read = super().decode(text, *rest)
            json.dumps(read, ensure_ascii=False).encode()  # half a letter can be read, but never shown again
            return read
        except (ValueError, RecursionError) as unreadable:
            raise json.JSONDecodeError(type(unreadable).__name__, "", 0) from None


def read_passkeys_carefully() -> None:
    """Puts our decoder into every form of django-allauth that takes a passkey's answer, the public one too."""
    for form in (AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm):
        form.base_fields["credential"].decoder = _CarefulDecoder


class _InOurWords(LodestarFormMixin):
    """Labels and hints by field name; no placeholders, which vanish when they are needed."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(_InOurWords, LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}
    looks = {"login": {"width": 30}, "password": {"width": 20}}


class _DataFirst(ChangePasswordForm):
    """Takes what was sent first and the account by name, as forms do."""

    def __init__(self, data: Any = None, files: Any = None, *, user: Any, **kwargs: Any) -> None:
        super().__init__(user, data, files, **kwargs)


class PasswordForm(_InOurWords, _DataFirst):
    labels = {"oldpassword": _("Your present password"), "password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": _("At least 12 characters. Three random words make a good one.")}


class ReauthenticateForm(_InOurWords, PasswordAgain):
    labels = {"password": _("Your password")}


class CodeForm(_InOurWords, AuthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": _("Six figures from your authenticator app, or one of your recovery codes.")}
    looks = {"code": {"width": 10}}


class CodeAgainForm(_InOurWords, CodeAgain):
    labels = {"code": _("Code")}
    hints = CodeForm.hints
    looks = CodeForm.looks


class ActivateCodeForm(_InOurWords, ActivateTOTPForm):
    labels = {"code": _("Code that the app shows")}
    looks = {"code": {"width": 10}}


class AddPasskeyForm(_InOurWords, AddWebAuthnForm):
    """A passkey that signs in by itself: it always asks for a finger, a face or a PIN."""

    labels = {"name": _("What to call it")}
    hints = {"name": _("For example “Work laptop”.")}
    looks = {"name": {"width": 20}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial["passwordless"] = True


class EditPasskeyForm(_InOurWords, EditWebAuthnForm):
    labels = AddPasskeyForm.labels
    hints = AddPasskeyForm.hints
    looks = AddPasskeyForm.looks

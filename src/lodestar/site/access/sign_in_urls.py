"""Where one signs in and looks after one's ways of signing in. Django-allauth knows these addresses by name, without a namespace."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from lodestar.access.routes import PUBLIC, SIGNED_IN, Who, declare
from lodestar.common.decisions import Refused
from lodestar.site.access.sign_in import sign_in
from lodestar.site.access.sign_in_forms import read_passkeys_carefully

FORM = ("GET", "POST")
read_passkeys_carefully()


def _own(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ways of signing in are a real account's: a made-up one is shared by everyone who looks at the demonstration."""

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if getattr(request.user, "is_demo", False):
            raise Refused(_("This account is made up and has no way of signing in of its own."))
        return view(request, *args, **kwargs)

    return run


def _route(pattern: str, view: Callable[..., Any], name: str, who: Who, methods: tuple[str, ...] = FORM) -> URLPattern:
    declare(name, who, methods=methods)
    return path(pattern, view if who.public else _own(view), name=name)


urlpatterns = [
    _route("sign-in/", sign_in, "account_login", PUBLIC),
    _route("sign-in/passkey/", webauthn.login_webauthn, "mfa_login_webauthn", PUBLIC),
    _route("sign-in/code/", mfa.authenticate, "mfa_authenticate", PUBLIC),
    _route("sign-in/locked/", sign_in, "account_inactive", PUBLIC, ("GET",)),
    _route("sign-out/", account.logout, "account_logout", PUBLIC),
    _route("account/is-it-you/", account.reauthenticate, "account_reauthenticate", SIGNED_IN),
    _route("account/is-it-you/code/", mfa.reauthenticate, "mfa_reauthenticate", SIGNED_IN),
    _route("account/is-it-you/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", SIGNED_IN),
    _route("account/password/", account.password_change, "account_change_password", SIGNED_IN),
    _route("account/password/first/", account.password_set, "account_set_password", SIGNED_IN),
    _route("account/sign-in/", mfa.index, "mfa_index", SIGNED_IN, ("GET",)),
    _route("account/codes/", totp.activate_totp, "mfa_activate_totp", SIGNED_IN),
    _route("account/codes/end/", totp.deactivate_totp, "mfa_deactivate_totp", SIGNED_IN),
    _route("account/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes", SIGNED_IN, ("GET",)),
    _route("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes", SIGNED_IN),
    _route("account/passkeys/", webauthn.list_webauthn, "mfa_list_webauthn", SIGNED_IN, ("GET",)),
    _route("account/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn", SIGNED_IN),
    _route("account/passkeys/<int:pk>/name/", webauthn.edit_webauthn, "mfa_edit_webauthn", SIGNED_IN),
    _route("account/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn", SIGNED_IN),
]

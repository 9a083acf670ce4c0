"""A step up: what gives someone power asks whoever gives it to show again that it is they."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lodestar.access.actor import actor_for

View = Callable[..., HttpResponse]


def fresh_sign_in(view: View) -> View:
    """Lets the view run only shortly after sign-in or confirmation; otherwise asks for password, passkey or code, then goes on.

    Made-up accounts of a demo have no password to ask for.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_made_up = settings.IS_DEMO and getattr(request.user, "is_demo", False)
        if not (is_made_up or did_recently_reauthenticate(request) or _signed_in_just_now(request)):
            raise ReauthenticationRequired
        if not hasattr(request, "actor"):
            # A request that was put aside while its sender was asked comes back without passing the middleware.
            request.actor = actor_for(request.user)  # type: ignore[arg-type]
        return view(request, *args, **kwargs)

    return run


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

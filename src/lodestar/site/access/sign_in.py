"""Signing in: our page around django-allauth's, the demo's one-click entry, and the answer to too many tries."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from lodestar.access.models import Account
from lodestar.access.queries import demo_account, demo_roles
from lodestar.access.roles import RoleName
from lodestar.site.access.first_run import nobody_yet

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class SignInView(LoginView):
    """The sign-in page; the first run is sent to set up, and a demo shows its roles."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return redirect("access:set_up") if nobody_yet() else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = "ended" in self.request.GET
        return {
            **super().get_context_data(**kwargs),
            "demo_roles": demo_roles(),
            "session_has_ended": ended,
            "next": self.request.GET.get("next", ""),
        }


sign_in = SignInView.as_view()


@never_cache
def enter_demo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Enters the demo as one of its made-up people, or looks through another one's eyes."""
    account = demo_account(public_id)
    if account is None:
        raise Http404
    was = request.user if isinstance(request.user, Account) else None
    if was is not None and not was.is_demo:
        raise Http404
    first = request.session.get("demo_entered_as") or (was.public_id if was else account.public_id)
    login(request, account, backend=BACKEND)
    if first != account.public_id:
        request.session["demo_entered_as"] = first
    return HttpResponseRedirect(_safe_next(request))


def who_to_be(request: HttpRequest) -> HttpResponse:
    """The page of a demo on which to choose through whose eyes to look."""
    if not settings.IS_DEMO or not (isinstance(request.user, Account) and request.user.is_demo):
        raise Http404
    return render(request, "site/access/see_as.html", {"demo_roles": demo_roles()})


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else reverse("site:home")


def seen_as(request: HttpRequest | None) -> dict[str, Any] | None:
    """The panel on every page of a demo: through whose eyes it is seen, and the way back to whom one came in as."""
    user = request.user if request is not None and settings.IS_DEMO and hasattr(request, "actor") else None
    if request is None or not isinstance(user, Account) or not user.is_demo:
        return None
    came_in_as = request.session.get("demo_entered_as", "")
    context = {
        "seen_as": user,
        "seen_as_roles": [str(RoleName(role).label) for role in sorted(request.actor.roles)],
        "entered_as": came_in_as if came_in_as != user.public_id else "",
    }
    return {"template": "site/access/seen_as.html", "context": context}


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The answer to the eleventh wrong try: the same for every address, known or not."""
    return render(
        request, "site/access/too_many_tries.html", {"minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)}, status=429
    )

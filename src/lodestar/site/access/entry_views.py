"""Pages that are opened by a one-time link or at the first run, by someone who has not signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lodestar.access import actions, policies, queries
from lodestar.common.clock import now
from lodestar.site.access.first_run import is_set_up_code, nobody_yet
from lodestar.site.access.forms import AcceptForm, NewPasswordForm, SetUpForm
from lodestar.site.access.sign_in import BACKEND


@never_cache
@sensitive_post_parameters("password", "code")
def set_up(request: HttpRequest) -> HttpResponse:
    """The first page of a new Lodestar: makes the first organisation and administrator."""
    if not nobody_yet():
        return redirect("account_login")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        given = dict(form.cleaned_data)
        code_is_right = is_set_up_code(given.pop("code"))
        if code_is_right:
            account = actions.set_up(code_is_right=True, by=request.actor, **given)
            login(request, account, backend=BACKEND)
            messages.success(request, _("Lodestar is yours. Add a passkey, then invite the others."))
            return redirect("access:account")
        form.add_error("code", _("That is not the code. It is in the window where Lodestar was started."))
    return render(request, "site/access/set_up.html", {"form": form, "heading": _("Set up Lodestar"), "submit": _("Set up Lodestar")})


@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Takes up an invitation: name and password for a new account, one button for an account that is signed in."""
    found = queries.invitation_by_token(token)
    if found is None:
        raise Http404
    account = queries.account_with_address(found.email)
    decision = policies.may_accept_invitation(request.actor, found, account)
    form = None if account else AcceptForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and decision and (form is None or form.is_valid()):
        given = {} if form is None else form.cleaned_data
        taken_up_by = actions.accept_invitation(invitation=found, by=request.actor, **given)
        login(request, taken_up_by, backend=BACKEND) if form is not None else None
        messages.success(request, _("Welcome. A passkey makes signing in safer and quicker: add one here."))
        return redirect("access:account")
    context = {"invitation": found, "form": form, "decision": decision, "account": account, "has_errors": bool(form and form.errors)}
    return _unreferred(render(request, "site/access/invitation.html", context))


@never_cache
@sensitive_post_parameters("password")
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Sets a new password by an administrator's one-time link."""
    link = queries.password_link_by_token(token)
    if link is None:
        raise Http404
    decision = policies.may_use_password_link(link.used_at is None and link.expires_at > now())
    form = NewPasswordForm(request.POST or None, account=link.account)
    if request.method == "POST" and decision and form.is_valid():
        actions.set_password_by_link(link=link, password=form.cleaned_data["password"], by=request.actor)
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    return _unreferred(render(request, "site/access/new_password.html", {"form": form, "decision": decision}))


def _unreferred(response: HttpResponse) -> HttpResponse:
    """The address holds a one-time token, so it is told to nobody. Not "no-referrer": then browsers send forms with `Origin: null`."""
    response["Referrer-Policy"] = "strict-origin"
    return response

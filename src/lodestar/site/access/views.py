"""Pages of administrators (people, roles, organisations, invitations) and of everyone (their own account, what each role may do)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.access import actions, policies, queries
from lodestar.access.mail import mail_link
from lodestar.access.models import Account, Invitation, Membership, Organisation
from lodestar.access.roles import RoleName
from lodestar.site.access import tables
from lodestar.site.access.forms import GiveRoleForm, InviteForm, OrganisationForm, SearchForm, WhichOrganisationForm
from lodestar.site.access.fresh import fresh_sign_in

PAGE_LENGTH = 50


def people(request: HttpRequest) -> HttpResponse:
    """Everyone with an account in the organisations the viewer looks after, and who is invited."""
    form = SearchForm(request.GET or None)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    found = Paginator(queries.people_for_viewer(request.actor, search), PAGE_LENGTH).get_page(request.GET.get("page"))
    invitations = queries.open_invitations_for_viewer(request.actor)[:PAGE_LENGTH]
    return render(
        request,
        "site/access/people.html",
        {"page": found, "form": form, "search": search, "invitations": invitations, "table": tables.of_people(found)},
    )


def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One account: its roles, and what the viewer may do about them, or why not."""
    account = get_object_or_404(Account.objects.get_queryset().visible_to(request.actor), public_id=public_id)
    roles = Membership.objects.visible_to(request.actor).filter(account=account).select_related("organisation", "given_by")
    held = [(role, policies.may_end_role(request.actor, role)) for role in roles.held_now()]
    context = {
        "account": account,
        "held": held,
        "ended": roles.exclude(ended_at__isnull=True).order_by("-ended_at")[:PAGE_LENGTH],
        "may_lock": policies.may_lock(request.actor, account),
        "may_give_password_link": policies.may_give_password_link(request.actor, account),
        "places": queries.organisations_to_give_roles_in(request.actor) if account.pk != request.actor.account_id else [],
    }
    return render(request, "site/access/person.html", context)


@fresh_sign_in
def invite(request: HttpRequest) -> HttpResponse:
    """Asks which organisation if there is a choice, then whom and to what; then shows the link, once."""
    organisation = _organisation_of(request)
    if organisation is None:
        form = WhichOrganisationForm(viewer=request.actor)
        return render(request, "site/access/which_organisation.html", {"form": form, "heading": _("Where do you invite them?")})
    only = None if policies.may_give_roles(request.actor, organisation) else RoleName.ADMINISTRATOR
    policies.may_invite(request.actor, organisation, RoleName.ADMINISTRATOR).require()
    form = InviteForm(request.POST or None, organisation=organisation, only=only)
    if form.is_valid():
        issued = actions.invite_person(organisation=organisation, by=request.actor, **form.cleaned_data)
        return _show_link(request, "access:invitation", issued.token, issued.invitation.email, heading=_("Invitation ready"))
    return render(request, "site/access/invite.html", {"form": form, "organisation": organisation})


def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor), public_id=public_id)
    actions.withdraw_invitation(invitation=invitation, by=request.actor)
    messages.success(request, _("The invitation was withdrawn. Its link no longer works."))
    return redirect("access:people")


@fresh_sign_in
def give_role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gives someone another role; a refusal by separation of duties is shown beside the roles."""
    account = get_object_or_404(Account.objects.get_queryset().visible_to(request.actor), public_id=public_id)
    organisation = _organisation_of(request)
    if organisation is None:
        form = WhichOrganisationForm(viewer=request.actor)
        return render(
            request, "site/access/which_organisation.html", {"form": form, "heading": _("Where do they get a role?"), "account": account}
        )
    policies.may_give_roles(request.actor, organisation).require()
    form = GiveRoleForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        decision = policies.may_give_role(request.actor, account, organisation, form.cleaned_data["role"])
        if decision:
            actions.give_role(account=account, organisation=organisation, by=request.actor, **form.cleaned_data)
            messages.success(request, _("They have the role now. They sign in again to use it."))
            return redirect("access:person", account.public_id)
        form.add_error("role", str(decision.reason))
    return render(request, "site/access/give_role.html", {"form": form, "account": account, "organisation": organisation})


@fresh_sign_in
def end_role(request: HttpRequest, public_id: str) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.visible_to(request.actor).select_related("account", "organisation"), public_id=public_id
    )
    if request.method == "POST":
        actions.end_role(membership=membership, by=request.actor)
        messages.success(request, _("The role has ended."))
        return redirect("access:person", membership.account.public_id)
    policies.may_end_role(request.actor, membership).require()
    return render(request, "site/access/end_role.html", {"membership": membership})


@fresh_sign_in
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    account = get_object_or_404(Account.objects.get_queryset().visible_to(request.actor), public_id=public_id)
    if account.is_active:
        actions.lock_account(account=account, by=request.actor)
        messages.success(request, _("The account is locked and signed out everywhere."))
    else:
        actions.unlock_account(account=account, by=request.actor)
        messages.success(request, _("The account can sign in again."))
    return redirect("access:person", account.public_id)


@fresh_sign_in
def password_link(request: HttpRequest, public_id: str) -> HttpResponse:
    account = get_object_or_404(Account.objects.get_queryset().visible_to(request.actor), public_id=public_id)
    issued = actions.give_password_link(account=account, by=request.actor)
    return _show_link(request, "access:new_password", issued.token, account.email, heading=_("Link ready"))


def organisations(request: HttpRequest) -> HttpResponse:
    """The viewer's organisations; administrators of a commissioner may add more."""
    found = Paginator(queries.organisations_for_viewer(request.actor), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"page": found, "may_add": policies.may_add_organisation(request.actor), "table": tables.of_organisations(found)}
    return render(request, "site/access/organisations.html", context)


def organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation and, for its administrators, who has which role in it."""
    found = get_object_or_404(Organisation.objects.visible_to(request.actor), public_id=public_id)
    roles = (
        Membership.objects.visible_to(request.actor)
        .held_now()
        .filter(organisation=found)
        .select_related("account")
        .order_by("account__name", "role")
    )
    context = {
        "organisation": found,
        "table": tables.of_roles(roles[:500]),
        "may_give_roles": policies.may_give_roles(request.actor, found),
        "may_invite_administrator": policies.may_invite(request.actor, found, RoleName.ADMINISTRATOR),
    }
    return render(request, "site/access/organisation.html", context)


@fresh_sign_in
def add_organisation(request: HttpRequest) -> HttpResponse:
    policies.may_add_organisation(request.actor).require()
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        added = actions.add_organisation(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Added. Now invite its first administrator."))
        return redirect("access:organisation", added.public_id)
    context = {
        "form": form,
        "heading": _("Add an organisation"),
        "back_url": reverse("access:organisations"),
        "submit": _("Add organisation"),
    }
    return render(request, "ui/question.html", context)


def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do, and which no one may hold together: made from the same data that decides."""
    return render(request, "site/access/roles.html", {"roles": queries.roles_for_page(), "separation": tables.of_separation()})


def own_account(request: HttpRequest) -> HttpResponse:
    """The viewer's own account: name, roles, and how they sign in."""
    held = Membership.objects.held_now().filter(account=request.actor.account_id).select_related("organisation")
    return render(request, "site/access/account.html", {"account": request.user, "held": held})


def _organisation_of(request: HttpRequest) -> Organisation | None:
    """The organisation named in the address; the only one there is; or None when it must be asked."""
    wanted = request.GET.get("organisation", "")
    if wanted:
        return get_object_or_404(Organisation.objects.visible_to(request.actor), public_id=wanted)
    places = list(queries.organisations_to_give_roles_in(request.actor)[:2])
    return places[0] if len(places) == 1 else None


def _show_link(request: HttpRequest, route: str, token: str, email: str, **context: Any) -> HttpResponse:
    address = request.build_absolute_uri(reverse(route, args=[token]))
    mail_link(email, address)
    response = render(request, "site/access/link.html", {"address": address, "email": email, **context})
    response["Referrer-Policy"] = "strict-origin"
    return response

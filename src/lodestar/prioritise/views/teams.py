"""Pages of the team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.teams import TeamMemberForm
from lodestar.prioritise.models import Programme, TeamMember
from lodestar.prioritise.policies import may_set_scene
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt


@require_safe
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who fills which part, what is missing, and what sits badly together."""
    programme = programme_seen(request, public_id)
    context = {"programme": programme, "team": queries.team_of(programme), "may_set": may_set_scene(request.actor, programme)}
    return render(request, "prioritise/team.html", context)


@require_http_methods(["GET", "POST"])
def team_member_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Names someone for a part (?role=analyst, ?area=…)."""
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    initial = {"role": request.GET.get("role", ""), "area": request.GET.get("area", "")}
    form = TeamMemberForm(request.POST or None, areas=programme.areas.all(), accounts=queries.accounts_to_name(programme), initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: actions.add_team_member(programme=programme, by=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("They are in the team. It gives them no access: an administrator does that."))
        return redirect(_back(programme))
    return ask(request, form, _("Name someone for the team"), back_url=_back(programme), caption=programme.name, submit=_("Name them"))


@require_POST
def team_member_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    member = _member(request, public_id)
    actions.remove_team_member(member=member, by=request.actor)
    messages.success(request, _("They are taken off the team. You can put them back below."))
    return redirect(_back(member.programme))


@require_POST
def team_member_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    member = _member(request, public_id)
    actions.restore_team_member(member=member, by=request.actor)
    messages.success(request, _("They are back in the team."))
    return redirect(_back(member.programme))


def _member(request: HttpRequest, public_id: str) -> TeamMember:
    rows = TeamMember.objects.visible_to(request.actor).select_related("programme", "owner_organisation", "account")
    found: TeamMember = get_object_or_404(rows, public_id=public_id)
    return found


def _back(programme: Programme) -> str:
    return reverse("prioritise:team", args=[programme.public_id])

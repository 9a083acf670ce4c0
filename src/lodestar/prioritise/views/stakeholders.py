"""Pages of stakeholders and their map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.revisions import Overtaken
from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.stakeholders import STAKEHOLDER_FACTS, PlaceForm, ReadyGroupsForm, StakeholderForm, place_form
from lodestar.prioritise.models import Programme, Stakeholder
from lodestar.prioritise.policies import may_see_stakeholders, may_set_scene
from lodestar.prioritise.stakeholder_map import map_of
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt
from lodestar.ui.conflicts import edit_row


@require_safe
def stakeholder_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """The map, the list with suggested actions and warnings, and the groups that could be added."""
    programme = programme_seen(request, public_id)
    may_see_stakeholders(request.actor, programme).require()
    return _show(request, programme)


@require_safe
def stakeholder_map(request: HttpRequest, public_id: str) -> HttpResponse:
    """The map alone, to print; it says who may see it."""
    programme = programme_seen(request, public_id)
    may_see_stakeholders(request.actor, programme).require()
    listed = queries.listed_stakeholders(queries.stakeholders_for_viewer(request.actor, programme))
    context = {
        "programme": programme,
        "listed": listed,
        "map": map_of(listed),
        "heading": _("Stakeholder map"),
        "about": programme.name,
        "landscape": True,
        "back_url": _back(programme),
    }
    return render(request, "prioritise/stakeholder_map.html", context)


@require_POST
def stakeholders_ready(request: HttpRequest, public_id: str) -> HttpResponse:
    """Adds the ready-made groups that were ticked."""
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    listed = queries.stakeholders_for_viewer(request.actor, programme)
    form = ReadyGroupsForm(request.POST, groups=queries.groups_left(listed))
    added = attempt(form, lambda: actions.add_stakeholders(programme=programme, rows=form.rows(), by=request.actor))
    if added is None:
        return _show(request, programme, ready_form=form)
    words = ngettext("%(n)d group is added. Place it on the map.", "%(n)d groups are added. Place them on the map.", len(added))
    messages.success(request, words % {"n": len(added)})
    return redirect(_back(programme))


@require_http_methods(["GET", "POST"])
def stakeholder_new(request: HttpRequest, public_id: str) -> HttpResponse:
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    form = StakeholderForm(request.POST or None, areas=programme.areas.all())
    if request.method == "POST" and attempt(form, lambda: actions.add_stakeholder(programme=programme, row=form.row(), by=request.actor)):
        messages.success(request, _("The group is added."))
        return redirect(_back(programme))
    return ask(request, form, _("Add a group of your own"), back_url=_back(programme), caption=programme.name, submit=_("Add the group"))


@require_http_methods(["GET", "POST"])
def stakeholder_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    stakeholder = _stakeholder(request, public_id)
    may_set_scene(request.actor, stakeholder.programme).require()
    suggestion = queries.suggested_involvement(stakeholder.power, stakeholder.interest, stakeholder.importance)
    return edit_row(
        request,
        stakeholder,
        _form,
        lambda form: actions.edit_stakeholder(stakeholder=stakeholder, row=form.row(), seen=form.cleaned_data["seen"], by=request.actor),
        heading=stakeholder.name,
        back_url=_back(stakeholder.programme),
        done=_("The group is changed."),
        caption=_("Suggested: %(action)s. %(why)s") % {"action": suggestion.label, "why": suggestion.why} if suggestion.label else "",
    )


@require_POST
def stakeholders_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Puts groups where the numbers say: every line that changed. A line that someone else changed meanwhile is left and named."""
    programme = programme_seen(request, public_id)
    may_set_scene(request.actor, programme).require()
    forms = [(row, place_form(row, request.POST)) for row in queries.stakeholders_for_viewer(request.actor, programme)]
    changed = [(row, form) for row, form in forms if f"{row.public_id}-seen" in request.POST and form.has_changed()]
    if not all(form.is_valid() for _row, form in changed):
        return _show(request, programme, typed=dict(forms), wrong=[form for _row, form in changed])
    overtaken = [row.name for row, form in changed if not _place(request, row, form)]
    if overtaken:
        messages.error(request, _("Someone else has just changed %(names)s: look again.") % {"names": ", ".join(overtaken)})
    if len(changed) > len(overtaken):
        messages.success(request, _("The numbers are saved."))
    return redirect(_back(programme))


@require_POST
def stakeholder_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where the map says one group was dropped; answers with what is suggested now, or 409 when someone else moved it meanwhile."""
    stakeholder = _stakeholder(request, public_id)
    form = place_form(stakeholder, request.POST)
    if not form.is_valid():
        return JsonResponse({"message": _("Write whole numbers from 1 to 5.")}, status=422)
    if not _place(request, stakeholder, form):
        moved = _("Someone else has just moved %(name)s. Load the page again to see where it stands.")
        return JsonResponse({"message": moved % {"name": stakeholder.name}}, status=409)
    (one,) = queries.listed_stakeholders([stakeholder])
    said = {"suggested": one.suggestion.label, "why": one.suggestion.why, "warnings": list(one.warnings)}
    return JsonResponse({"seen": stakeholder.recorded_at.isoformat(), **said})


@require_POST
def stakeholder_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    stakeholder = _stakeholder(request, public_id)
    actions.remove_stakeholder(stakeholder=stakeholder, by=request.actor)
    messages.success(request, _("%(name)s: taken off the list. You can put it back below.") % {"name": stakeholder.name})
    return redirect(_back(stakeholder.programme))


@require_POST
def stakeholder_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    stakeholder = _stakeholder(request, public_id)
    actions.restore_stakeholder(stakeholder=stakeholder, by=request.actor)
    messages.success(request, _("%(name)s: back on the list.") % {"name": stakeholder.name})
    return redirect(_back(stakeholder.programme))


def _show(
    request: HttpRequest,
    programme: Programme,
    *,
    ready_form: Any = None,
    typed: dict[Stakeholder, PlaceForm] | None = None,
    wrong: Sequence[PlaceForm] = (),
) -> HttpResponse:
    rows = list(queries.stakeholders_for_viewer(request.actor, programme))
    listed = queries.listed_stakeholders(rows)
    may_set = may_set_scene(request.actor, programme)
    groups = queries.groups_left(rows)
    context = {
        "programme": programme,
        "lines": [(one, (typed or {}).get(one.stakeholder) or place_form(one.stakeholder)) for one in listed],
        "warned": [one for one in listed if one.warnings],
        "map": map_of(listed, movable=bool(may_set)) if rows else None,
        "removed": queries.stakeholders_for_viewer(request.actor, programme, removed=True),
        "forms": [*wrong, *filter(None, [ready_form])],
        "ready_form": ready_form or (ReadyGroupsForm(groups=groups) if groups else None),
        "prompts": queries.PROMPTS,
        "may_set": may_set,
    }
    return render(request, "prioritise/stakeholder_list.html", context)


def _place(request: HttpRequest, row: Stakeholder, form: PlaceForm) -> bool:
    """Whether the group could be placed: not when someone else changed it meanwhile."""
    try:
        actions.place_stakeholder(stakeholder=row, by=request.actor, **form.cleaned_data)
    except Overtaken:
        return False
    return True


def _form(row: Stakeholder, data: Any) -> StakeholderForm:
    initial = {name: getattr(row, name) for name in STAKEHOLDER_FACTS}
    initial |= {"area": row.area.public_id if row.area else "", "seen": row.recorded_at}
    return StakeholderForm(data, areas=row.programme.areas.all(), initial=initial)


def _stakeholder(request: HttpRequest, public_id: str) -> Stakeholder:
    rows = Stakeholder.objects.visible_to(request.actor).select_related("programme", "area", "owner_organisation")
    found: Stakeholder = get_object_or_404(rows, public_id=public_id)
    return found


def _back(programme: Programme) -> str:
    return reverse("prioritise:stakeholder_list", args=[programme.public_id])

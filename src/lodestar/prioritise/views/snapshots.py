"""Pages of snapshots and of how two of them differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms import NOW, CompareForm, SnapshotForm
from lodestar.prioritise.models import Programme, Snapshot
from lodestar.prioritise.policies import may_take_snapshot
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt


@require_safe
def snapshot_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """The moments of an exercise that were kept, and (?first=, ?second=) what changed between two of them."""
    programme = programme_seen(request, public_id)
    snapshots = queries.snapshots_of_programme(programme)
    form = CompareForm(request.GET or None, snapshots=snapshots)
    context: dict[str, Any] = {
        "programme": programme,
        "snapshots": snapshots,
        "form": form,
        "may_take_snapshot": may_take_snapshot(request.actor, programme),
    }
    if form.is_bound and form.is_valid():
        first, second = (_state(request, programme, form.cleaned_data[name]) for name in ("first", "second"))
        names = dict(form.fields["second"].choices)
        context |= {"differences": queries.differences(first, second)}
        context |= {name: names[form.cleaned_data[name]] for name in ("first", "second")}
    return render(request, "prioritise/snapshot_list.html", context)


@require_http_methods(["GET", "POST"])
def snapshot_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keeps how an exercise stands now, under a name."""
    programme = programme_seen(request, public_id)
    may_take_snapshot(request.actor, programme).require()
    form = SnapshotForm(request.POST or None)
    back = reverse("prioritise:snapshot_list", args=[programme.public_id])
    if request.method == "POST":
        made = attempt(form, lambda: actions.take_snapshot(programme=programme, by=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("The snapshot is kept. Whatever changes from now on can be compared with it."))
            return redirect(back)
    return ask(request, form, _("Take a snapshot"), back_url=back, caption=programme.name, submit=_("Keep how it stands now"))


@require_safe
def snapshot_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A snapshot: how the exercise stood then."""
    snapshot = _snapshot(request, public_id)
    names = {one["id"]: one["name"] for one in snapshot.state["interventions"]}
    optimum = snapshot.state["answer"].get("optimum")
    context = {
        "snapshot": snapshot,
        "programme": snapshot.programme,
        "is_unspoilt": queries.is_unspoilt(snapshot),
        "answer": snapshot.state["answer"],
        "best": [names[key] for key in optimum["ids"]] if optimum else [],
        "kept_out": [(names[one["id"]], one["reason"]) for one in snapshot.state["kept_out"]],
    }
    return render(request, "prioritise/snapshot_detail.html", context)


@require_safe
def snapshot_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a snapshot holds, as plain data; its digest is that of this data in canonical JSON (RFC 8785)."""
    snapshot = _snapshot(request, public_id)
    response = HttpResponse(json.dumps(snapshot.state, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="snapshot-{snapshot.public_id}.json"'
    return response


def _snapshot(request: HttpRequest, public_id: str) -> Snapshot:
    snapshot = queries.snapshot_for_viewer(request.actor, public_id)
    if snapshot is None:
        raise Http404
    return snapshot


def _state(request: HttpRequest, programme: Programme, key: str) -> Mapping[str, Any]:
    return queries.exercise_state(programme) if key == NOW else _snapshot(request, key).state

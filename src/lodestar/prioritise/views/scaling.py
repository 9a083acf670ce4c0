"""Pages on which areas are brought on to one scale."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.prioritise import actions
from lodestar.prioritise.actions.scaling import check_area_scale
from lodestar.prioritise.forms.scaling import AreaScaleForm
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_judge_areas
from lodestar.prioritise.queries.scaling import consistency_questions, earlier_scales, scaled_areas
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import attempt


@require_safe
def area_scale(request: HttpRequest, public_id: str) -> HttpResponse:
    """The best of each area beside the best of all, what that makes of benefits in each, and what to ask about it."""
    programme = programme_seen(request, public_id)
    areas = scaled_areas(programme)
    judged = sorted((one for one in areas if one.scale), key=lambda one: (-one.scale.score, str(one.area)))
    in_force = {one.scale.pk for one in judged}
    context = {
        "programme": programme,
        "areas": areas,
        "judged": judged,
        "moved": [one for one in judged if one.has_moved],
        "questions": consistency_questions([(one.named, one.scale.score) for one in judged if one.best]),
        "earlier": [scale for scale in earlier_scales(programme) if scale.pk not in in_force],
        "may_judge": may_judge_areas(request.actor, programme),
    }
    return render(request, "prioritise/area_scale.html", context)


@require_http_methods(["GET", "POST"])
def area_scale_judge(request: HttpRequest, public_id: str) -> HttpResponse:
    """First a number for each area; then, on the check page, whether the numbers agree with each other; then it is kept."""
    programme = programme_seen(request, public_id)
    may_judge_areas(request.actor, programme).require()
    form = AreaScaleForm(request.POST or None, areas=scaled_areas(programme))
    if request.method == "GET" or "back" in request.POST:
        return _ask(request, programme, form)
    if "keep" in request.POST:
        if attempt(form, lambda: _keep(request, programme, form)):
            messages.success(request, _("All areas lie on one scale now."))
            return redirect("prioritise:area_scale", programme.public_id)
        return _ask(request, programme, form)
    checked = attempt(form, lambda: _checked(programme, form))
    return _check(request, programme, form) if checked else _ask(request, programme, form)


def _keep(request: HttpRequest, programme: Programme, form: AreaScaleForm) -> Any:
    return actions.set_area_scale(programme=programme, scores=form.scores, reason=form.cleaned_data["reason"], by=request.actor)


def _checked(programme: Programme, form: AreaScaleForm) -> bool:
    """Raises ValidationError where the judgement could not stand, before anyone is asked whether it agrees with itself."""
    if not form.judged:
        raise ValidationError(_("No area can be judged yet: agree an intervention in each and give its people and benefit first."))
    check_area_scale(scaled_areas(programme), form.scores, form.cleaned_data["reason"])
    return True


def _ask(request: HttpRequest, programme: Programme, form: AreaScaleForm) -> HttpResponse:
    back = reverse("prioritise:area_scale", args=[programme.public_id])
    context = {"programme": programme, "form": form, "back_url": back, "cancel_url": back, "caption": programme.name}
    return render(request, "prioritise/area_scale_judge.html", context)


def _check(request: HttpRequest, programme: Programme, form: AreaScaleForm) -> HttpResponse:
    scores = form.named_scores
    context = {
        "programme": programme,
        "judged": form,
        "scores": sorted(scores, key=lambda one: (-one[1], one[0])),
        "questions": consistency_questions(scores),
    }
    return render(request, "prioritise/area_scale_check.html", context)

"""The verifier's queue and judgement, without names; totals reported and confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.common.clock import today
from lodestar.contract.models import Contract
from lodestar.deliver import actions, policies, queries
from lodestar.deliver.actions.returns import metric_keys_of
from lodestar.deliver.forms import OverturnForm, ReturnForm, ReturnVerdictForm, VerdictForm
from lodestar.deliver.models import Achievement, Return, Verdict
from lodestar.deliver.states import AchievementState
from lodestar.deliver.views.shared import achievement_at, parts_of
from lodestar.ui.acting import ask, attempt
from lodestar.ui.forms.fields import long_date
from lodestar.ui.tables import Column, DataTable

A_PAGE = 25


@require_safe
def verification_list(request: HttpRequest) -> HttpResponse:
    """What waits for a verifier, the longest waiting first; people under a pseudonym of the contract."""
    state = request.GET.get("state", "")
    state = state if state in AchievementState.values else AchievementState.RECORDED
    page = Paginator(queries.achievements_to_verify(request.actor, state=state), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "table": _queue(list(page.object_list)),
        "state": state,
        "states": AchievementState.choices,
        "returns": queries.returns_to_verify(request.actor)[:A_PAGE],
        "parts": parts_of(request),
    }
    return render(request, "deliver/verification_list.html", context)


def _queue(achievements: list[Achievement]) -> DataTable:
    columns = [Column(_("Milestone")), Column(_("Person")), Column(_("Reached on")), Column(_("Service")), Column(_("Evidence"))]
    rows = [
        (
            format_html(
                '<a class="govuk-link" href="{}">{}</a>', reverse("deliver:achievement_detail", args=[one.public_id]), one.milestone.name
            ),
            one.engagement.pseudonym,
            long_date(one.happened_on),
            one.engagement.service.name,
            len(one.evidence.all()),
        )
        for one in achievements
    ]
    return DataTable(_("Achievements"), columns, rows, caption_hidden=True)


@require_http_methods(["GET", "POST"])
def achievement_verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another account's judgement of an achievement."""
    achievement = achievement_at(request, public_id)
    may_refuse = policies.may_verify(request.actor, achievement, "refuse")
    policies.may_verify(request.actor, achievement).require()
    form = VerdictForm(request.POST or None, initial={"method": achievement.milestone.verified_by, "on": today()})
    if not may_refuse:
        form.fields["verdict"].choices = form.fields["verdict"].choices[:1]
    if attempt(form, lambda: _judge(request, achievement, **form.cleaned_data)):
        messages.success(request, _("Your judgement is kept."))
        return redirect("deliver:verification_list")
    context = {
        "form": form,
        "heading": achievement.milestone.name,
        "caption": _("Verify"),
        "achievement": achievement,
        "evidence": achievement.evidence.all(),
        "back_url": reverse("deliver:achievement_detail", args=[public_id]),
        "submit": _("Save my judgement"),
    }
    return render(request, "deliver/achievement_verify.html", context)


def _judge(request: HttpRequest, achievement: Achievement, *, verdict: str, method: str, on, reason: str):  # type: ignore[no-untyped-def]
    judge = actions.verify_achievement if verdict == Verdict.CONFIRMED else actions.refuse_achievement
    return judge(achievement=achievement, method=method, on=on, reason=reason, by=request.actor)


@require_http_methods(["GET", "POST"])
def achievement_overturn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Takes back an earlier confirmation, with the reason."""
    achievement = achievement_at(request, public_id)
    policies.may_verify(request.actor, achievement, "overturn").require()
    form = OverturnForm(request.POST or None)
    if attempt(form, lambda: actions.overturn_achievement(achievement=achievement, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The confirmation no longer stands."))
        return redirect("deliver:achievement_detail", public_id)
    back = reverse("deliver:achievement_detail", args=[public_id])
    return ask(request, form, _("Overturn this confirmation"), back_url=back, caption=achievement.milestone.name, submit=_("Overturn it"))


# -- totals where no persons are recorded --------------------------------------------------------------------------------------


@require_safe
def return_list(request: HttpRequest) -> HttpResponse:
    """Totals reported for the viewer's contracts, and the contracts for which more can be reported."""
    seen = (
        Return.objects.visible_to(request.actor).select_related("contract", "recorded_by").prefetch_related("verifications", "corrected_by")
    )
    page = Paginator(seen.order_by("-period_from", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    contracts = [c for c in queries.open_contracts_for_viewer(request.actor) if policies.may_record_return(request.actor, c)]
    return render(request, "deliver/return_list.html", {"page_obj": page, "contracts": contracts, "parts": parts_of(request)})


@require_safe
def return_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Totals with where they come from and how they were judged."""
    totals = _return_at(request, public_id)
    words = metric_keys_of(totals.contract)
    context = {
        "totals": totals,
        "counts": [(words.get(key, key), count) for key, count in totals.counts.items()],
        "judgements": totals.verifications.select_related("verified_by"),
        "may_verify": policies.may_verify_return(request.actor, totals),
        "may_correct": policies.may_record_return(request.actor, totals.contract),
        "is_replaced": hasattr(totals, "corrected_by"),
    }
    return render(request, "deliver/return_detail.html", context)


@require_http_methods(["GET", "POST"])
def return_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Reports totals for a contract and period; with `?corrects=`, in the place of an earlier return."""
    seen = Contract.objects.visible_to(request.actor).select_related("service", "provider", "owner_organisation")
    contract = get_object_or_404(seen, public_id=public_id)
    policies.may_record_return(request.actor, contract).require()
    old = _return_at(request, request.GET["corrects"]) if request.GET.get("corrects") else None
    form = ReturnForm(request.POST or None, metrics=metric_keys_of(contract), initial=_as_answers(old))
    if request.method == "POST":
        made = attempt(form, lambda: _report(request, contract, form, old))
        if made:
            messages.success(request, _("The totals are reported. A verifier of the contract looks at them next."))
            return redirect("deliver:return_detail", made.public_id)
    back = reverse("deliver:return_list")
    return ask(request, form, _("Report totals"), back_url=back, caption=contract.title, submit=_("Report these totals"))


def _as_answers(old: Return | None) -> dict[str, object]:
    if old is None:
        return {}
    counts = {f"count-{key}": count for key, count in old.counts.items()}
    return {"period_from": old.period_from, "period_to": old.period_to, "source": old.source, **counts}


def _report(request: HttpRequest, contract: Contract, form: ReturnForm, old: Return | None) -> Return:
    answers = {name: form.cleaned_data[name] for name in ("period_from", "period_to", "source")}
    return actions.record_return(contract=contract, counts=form.counts(), corrects=old, by=request.actor, **answers)


@require_http_methods(["GET", "POST"])
def return_verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirms the totals, or does not and says why."""
    totals = _return_at(request, public_id)
    policies.may_verify_return(request.actor, totals).require()
    form = ReturnVerdictForm(request.POST or None)
    if attempt(form, lambda: actions.verify_return(totals=totals, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("Your judgement is kept."))
        return redirect("deliver:return_detail", public_id)
    back = reverse("deliver:return_detail", args=[public_id])
    return ask(request, form, _("Confirm these totals"), back_url=back, caption=totals.contract.title, submit=_("Save my judgement"))


def _return_at(request: HttpRequest, public_id: str) -> Return:
    needed = ("contract__service", "contract__provider", "owner_organisation", "recorded_by", "corrects")
    return get_object_or_404(Return.objects.visible_to(request.actor).select_related(*needed), public_id=public_id)

"""The caseload, taking people on, and one person's record."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.access.queries import words_for_actors
from lodestar.access.roles import Permission
from lodestar.common.clock import today
from lodestar.common.states import IllegalMove
from lodestar.deliver import actions, policies, queries
from lodestar.deliver.forms import (
    CaseloadForm,
    CloseForm,
    DeclineForm,
    EngagementForm,
    IdentityForm,
    KeyworkerForm,
    StartForm,
)
from lodestar.deliver.models import Engagement
from lodestar.deliver.stars import star_of_readings
from lodestar.deliver.views.shared import engagement_at, parts_of
from lodestar.ui.acting import ask, attempt
from lodestar.ui.figures import moment
from lodestar.ui.forms.fields import long_date
from lodestar.ui.status import status
from lodestar.ui.tables import Column, DataTable

PEOPLE_A_PAGE = 25
SHOWN_ON_RECORD = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Delivery begins where one's work is: caseload, verification, or the figures of services."""
    if request.actor.holds(Permission.MANAGE_CASELOADS, Permission.SUPPORT_PEOPLE):
        return redirect("deliver:engagement_list")
    return redirect("deliver:verification_list" if request.actor.holds(Permission.VERIFY) else "deliver:service_list")


@require_safe
def engagement_list(request: HttpRequest) -> HttpResponse:
    """The viewer's caseload, or everyone of a manager's services."""
    form = CaseloadForm(request.GET or None, viewer=request.actor)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    people = queries.caseload_for_viewer(
        request.actor, words=asked.get("words", ""), state=asked.get("state") or "now", keyworker=asked.get("keyworker")
    )
    page = Paginator(people, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        actions.note_list_read(engagements=page.object_list, purpose=_("caseload"), by=request.actor)
    context = {
        "heading": _("People you support") if "keyworker" not in form.fields else _("People of your services"),
        "filter_form": form,
        "filters_are_set": any(asked.values()),
        "page_obj": page,
        "table": _caseload_table(page.object_list),
        "empty_text": _("Nobody of that name.") if asked.get("words") else _("Nobody yet. Take someone on to begin."),
        "new_url": reverse("deliver:engagement_new") if queries.open_contracts_for_viewer(request.actor).exists() else "",
        "new_label": _("Take someone on"),
        "exit_this_page": True,
    }
    return render(request, "deliver/list.html", {**context, "parts": parts_of(request)})


def _caseload_table(people: list[Engagement]) -> DataTable:
    columns = [Column(_("Person")), Column(_("Service")), Column(_("Keyworker")), Column(_("Last star")), Column(_("Next review"))]
    rows = [
        (
            format_html('<a class="govuk-link" href="{}">{}</a>', _address(one), one.person.identity.full_name),
            one.service.name,
            one.keyworker.name if one.keyworker else _("Nobody yet"),
            long_date(one.last_reading_on) if one.last_reading_on else _("None yet"),
            _review(one),
        )
        for one in people
    ]
    return DataTable(_("People"), columns, rows, caption_hidden=True)


def _review(one: Engagement) -> object:
    if one.review_on is None:
        return one.get_state_display()
    late = (today() - one.review_on).days
    return format_html("{} {}", long_date(one.review_on), status("late", days=late)) if late > 0 else long_date(one.review_on)


def _address(engagement: Engagement) -> str:
    return reverse("deliver:engagement_detail", args=[engagement.public_id])


@require_http_methods(["GET", "POST"])
def engagement_new(request: HttpRequest) -> HttpResponse:
    """Takes someone on, or writes down that they were referred."""
    form = EngagementForm(request.POST or None, viewer=request.actor)
    if request.method == "POST":
        made = attempt(form, lambda: actions.open_engagement(row=_new_engagement(form), by=request.actor))
        if made:
            messages.success(request, _("They are in your caseload now."))
            return redirect("deliver:engagement_detail", made.public_id)
    back = reverse("deliver:engagement_list")
    return ask(request, form, _("Take someone on"), back_url=back, submit=_("Take them on"))


def _new_engagement(form: EngagementForm) -> actions.NewEngagement:
    answers = form.cleaned_data
    dates = {name: answers[name] for name in ("referred_on", "opened_on")}
    return actions.NewEngagement(person=form.person(), contract=answers["contract"], **dates)


@require_safe
def engagement_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A person's record: the star over time, goals, what they reached, and what may be done next."""
    engagement = engagement_at(request, public_id, _("support"))
    readings = queries.readings_of(engagement)
    context = {
        "engagement": engagement,
        "identity": engagement.person.identity,
        "goals": engagement.goals.select_related("outcome"),
        "achievements": engagement.achievements.select_related("milestone"),
        "readings": [r for r in reversed(readings) if not hasattr(r, "corrected_by")],
        "drafts": engagement.drafts.filter(account=request.actor.account_id),
        **_star_over_time(engagement, readings),
        **_what_may_be_done(request, engagement),
        "exit_this_page": True,
    }
    return render(request, "deliver/engagement_detail.html", context)


def _star_over_time(engagement: Engagement, readings: list) -> dict[str, object]:
    """The latest star over the one before, and the points of every area from star to star."""
    counted = [r for r in readings if not hasattr(r, "corrected_by") and r.voice in queries.COUNTED]
    if not counted:
        return {}
    main = counted[-1]
    areas = list(main.edition.areas.select_related("edition").order_by("position"))
    last = queries.last_counted(readings, main.happened_on, edition=main.edition)
    own = queries.own_view_near(readings, main.happened_on, edition=main.edition)
    same = [r for r in counted if r.edition_id == main.edition_id][-SHOWN_ON_RECORD:]
    points = [queries.scores_of(r) for r in same]
    rows = [(area.name, *(one.get(area.key) for one in points)) for area in areas]
    columns = [Column(_("Area")), *(Column(long_date(r.happened_on), numeric=True) for r in same)]
    table = DataTable(_("Every star, area by area"), columns, rows, wide=True, small=True)
    return {"star": star_of_readings(main.edition, areas, main, own=own, last=last), "over_time": table, "latest": main}


def _what_may_be_done(request: HttpRequest, engagement: Engagement) -> dict[str, object]:
    return {
        "may_record": policies.may_record_reading(request.actor, engagement),
        "may_take_up": policies.may_take_up_referral(request.actor, engagement),
        "may_assign": policies.may_assign_keyworker(request.actor, engagement),
        "may_close": policies.may_close_engagement(request.actor, engagement),
        "may_reopen": policies.may_reopen_engagement(request.actor, engagement),
        "may_set_goal": policies.may_set_goal(request.actor, engagement),
        "may_achieve": policies.may_record_achievement(request.actor, engagement),
    }


@require_http_methods(["GET", "POST"])
def identity_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keeps names and contacts right."""
    engagement = engagement_at(request, public_id, _("names and contacts"))
    policies.may_edit_identity(request.actor, engagement).require()
    identity = engagement.person.identity
    form = IdentityForm(request.POST or None, initial={name: getattr(identity, name) for name in IdentityForm.base_fields})
    if attempt(form, lambda: actions.edit_identity(engagement=engagement, identity=form.person(), by=request.actor)):
        messages.success(request, _("Names and contacts are saved."))
        return redirect("deliver:engagement_detail", public_id)
    return ask(request, form, _("Names and contacts"), back_url=_address(engagement), submit=_("Save"))


@require_http_methods(["GET", "POST"])
def engagement_start(request: HttpRequest, public_id: str) -> HttpResponse:
    """A person who was referred is taken on."""
    engagement = engagement_at(request, public_id)
    policies.may_take_up_referral(request.actor, engagement).require()
    form = StartForm(request.POST or None, initial={"opened_on": today()})
    if request.method == "POST":
        on = lambda: actions.start_engagement(engagement=engagement, on=form.cleaned_data["opened_on"], by=request.actor)  # noqa: E731
        if attempt(form, on):
            messages.success(request, _("The support has started."))
            return redirect("deliver:engagement_detail", public_id)
    return ask(request, form, _("Start the support"), back_url=_address(engagement), submit=_("Start the support"))


@require_http_methods(["GET", "POST"])
def engagement_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """A referral that is not taken up, with the reason."""
    engagement = engagement_at(request, public_id)
    policies.may_take_up_referral(request.actor, engagement).require()
    form = DeclineForm(request.POST or None)
    if attempt(form, lambda: actions.decline_referral(engagement=engagement, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("Kept as not taken up."))
        return redirect("deliver:engagement_detail", public_id)
    return ask(request, form, _("The referral was not taken up"), back_url=_address(engagement), submit=_("Save"))


@require_http_methods(["GET", "POST"])
def engagement_keyworker(request: HttpRequest, public_id: str) -> HttpResponse:
    """Says who supports the person."""
    engagement = engagement_at(request, public_id)
    policies.may_assign_keyworker(request.actor, engagement).require()
    form = KeyworkerForm(request.POST or None, viewer=request.actor, engagement=engagement)
    if attempt(form, lambda: actions.assign_keyworker(engagement=engagement, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The keyworker is changed."))
        return redirect("deliver:engagement_detail", public_id)
    return ask(request, form, _("Choose a keyworker"), back_url=_address(engagement), submit=_("Save"))


@require_http_methods(["GET", "POST"])
def engagement_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """The support ends, with the reason."""
    engagement = engagement_at(request, public_id)
    policies.may_close_engagement(request.actor, engagement).require()
    form = CloseForm(request.POST or None, initial={"on": today()})
    if attempt(form, lambda: actions.close_engagement(engagement=engagement, by=request.actor, **form.cleaned_data)):
        messages.success(request, _("The support has ended. It can be started again while the contract is live."))
        return redirect("deliver:engagement_detail", public_id)
    return ask(request, form, _("End the support"), back_url=_address(engagement), submit=_("End the support"))


@require_POST
def engagement_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Support that has ended starts again."""
    engagement = engagement_at(request, public_id)
    try:
        actions.reopen_engagement(engagement=engagement, by=request.actor)
        messages.success(request, _("The support has started again."))
    except IllegalMove as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("deliver:engagement_detail", public_id)


@require_safe
def engagement_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """What happened to the record, and who opened it."""
    engagement = engagement_at(request, public_id, _("history"))
    entries = list(queries.history_of(engagement))
    names = words_for_actors({entry.actor_id for entry in entries})
    rows = [
        (moment(one.recorded_at), names.get(one.actor_id, _("Lodestar")), one.act.replace("_", " ").capitalize(), one.purpose)
        for one in entries
    ]
    columns = [Column(_("When")), Column(_("Who")), Column(_("What")), Column(_("What for"))]
    table = DataTable(_("What happened"), columns, rows, caption_hidden=True)
    return render(request, "deliver/engagement_history.html", {"engagement": engagement, "table": table, "exit_this_page": True})

"""The star: filled in together, saved as one goes, checked, recorded; shown over last time's; corrected with a reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.common.clock import today
from lodestar.deliver import actions, policies, queries
from lodestar.deliver.forms import FinishForm, ReadingForm
from lodestar.deliver.models import Engagement, InstrumentEdition, Reading, ReadingDraft, Voice
from lodestar.deliver.stars import stage_of, star_of_readings, star_to_fill
from lodestar.deliver.views import filling as fill
from lodestar.deliver.views.shared import engagement_at, reading_at
from lodestar.ui.acting import attempt
from lodestar.ui.autosave import autosave_conflict, autosaved


@require_http_methods(["GET", "POST"])
def star_fill(request: HttpRequest, public_id: str) -> HttpResponse:
    """The star to be filled in, with last time's beneath it; each save keeps a draft."""
    engagement = engagement_at(request, public_id, _("star"))
    policies.may_record_reading(request.actor, engagement).require()
    edition = fill.edition_for(request, engagement)
    if edition is None:
        return _choose_edition(request, engagement)
    draft = fill.draft_of(request, engagement, edition)
    if request.method == "POST":
        return _save(request, engagement, edition)
    filled = fill.from_draft(draft) if draft else fill.begun(edition, **_asked(request))
    return _show_star(request, engagement, filled, version=draft.revision if draft else 0, form=filled.form() if draft else None)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """A voice and a date named in the address: the second voice of a star just recorded."""
    voice, day = request.GET.get("voice", ""), request.GET.get("on", "")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = None
    return {"voice": voice if voice in Voice.values else Voice.TOGETHER, "day": on if on and on <= today() else None}


def _choose_edition(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    context = {
        "form": fill.edition_form(request),
        "engagement": engagement,
        "heading": _("A first star"),
        "back_url": _record_of(engagement),
        "exit_this_page": True,
    }
    return render(request, "deliver/choose_edition.html", context)


def _save(request: HttpRequest, engagement: Engagement, edition: InstrumentEdition) -> HttpResponse:
    """Keeps the draft, then goes where the button said; shows both versions when another tab was quicker."""
    draft = fill.draft_of(request, engagement, edition)
    filled = fill.posted(request.POST, edition, draft.content if draft else None)
    try:
        saved = _keep(request, engagement, filled)
    except actions.DraftConflict as conflict:
        return _show_conflict(request, engagement, filled, conflict)
    if request.POST.get("do") == "later":
        messages.success(request, _("Your draft is kept. Nobody else sees it."))
        return redirect("deliver:engagement_detail", engagement.public_id)
    if request.POST.get("do") == "redraw":
        return redirect(_star_of(engagement, edition))
    form = filled.form()
    if not form.is_valid():
        return _show_star(request, engagement, filled, version=saved.revision, form=form)
    return redirect(_check_of(engagement, edition))


def _keep(request: HttpRequest, engagement: Engagement, filled: fill.Filling) -> Any:
    version = request.POST.get("version", "0")
    return actions.save_draft(
        engagement=engagement,
        edition=filled.edition,
        content=filled.answers,
        revision=int(version) if re.fullmatch(r"[0-9]{1,9}", version) else 0,
        by=request.actor,
    )


def _show_star(request: HttpRequest, engagement: Engagement, filled: fill.Filling, *, version: int, form: Any = None) -> HttpResponse:
    readings = queries.readings_of(engagement, filled.edition)
    context = {
        "form": form or _unbound(filled),
        "has_errors": bool(form and form.errors),
        "autosave_url": reverse("deliver:star_draft", args=[engagement.public_id]),
        "version": version,
        **_drawn(engagement, filled, readings, filled.day or today()),
    }
    return render(request, "deliver/star_fill.html", context)


def _unbound(filled: fill.Filling) -> Any:
    return ReadingForm(initial={"happened_on": filled.day, "voice": filled.voice})


def _drawn(engagement: Engagement, filled: fill.Filling, readings: list[Reading], day: date) -> dict[str, Any]:
    """The star with its questions: last time's beneath, the other voice beside."""
    last = queries.last_counted(readings, day, edition=filled.edition)
    other = queries.own_view_near(readings, day, edition=filled.edition)
    if filled.voice == Voice.PERSON:
        counted = [r for r in readings if not hasattr(r, "corrected_by") and r.voice in queries.COUNTED]
        other = next((r for r in reversed(counted) if abs(r.happened_on - day) <= queries.NEAR), None)
        last = last if other is None else queries.last_counted(readings, other.happened_on, edition=filled.edition)
    areas = list(filled.areas)
    star = star_to_fill(filled.edition, areas, filled.voice, filled.scores, other=other, last=last)  # type: ignore[arg-type]
    return {
        "engagement": engagement,
        "identity": engagement.person.identity,
        "edition": filled.edition,
        "star": star,
        "questions": _questions(star, filled, last),
        "last": last,
        "back_url": _record_of(engagement),
        "exit_this_page": True,
    }


def _questions(star: Any, filled: fill.Filling, last: Reading | None) -> list[dict[str, Any]]:
    """Each area with its points, what was chosen, last time's point and note."""
    before = queries.scores_of(last)
    said = {note.area.key: note.text for note in last.notes.all()} if last else {}
    return [
        {
            "area": arm,
            "chosen": filled.scores.get(arm.key),
            "note": filled.notes.get(arm.key, ""),
            "last": before.get(arm.key),
            "last_note": said.get(arm.key, ""),
        }
        for arm in star.areas
    ]


@require_POST
def star_draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """Saves what is filled in so far, as one goes; nothing that counts follows from it."""
    engagement = engagement_at(request, public_id)
    policies.may_record_reading(request.actor, engagement).require()
    edition = fill.edition_for(request, engagement)
    if edition is None:
        return autosave_conflict()
    try:
        saved = _keep(request, engagement, fill.posted(request.POST, edition))
    except actions.DraftConflict:
        return autosave_conflict()
    return autosaved(request, version=saved.revision)


def _show_conflict(request: HttpRequest, engagement: Engagement, filled: fill.Filling, conflict: actions.DraftConflict) -> HttpResponse:
    """Both versions side by side; nothing is lost. A draft that is gone was recorded or thrown away elsewhere."""
    theirs = conflict.draft.content if conflict.draft else {}
    rows, same = fill.conflict_rows(filled, theirs)
    hidden = {**same, "edition": filled.edition.public_id, "version": conflict.draft.revision if conflict.draft else 0}
    context = {
        "heading": _("This star was changed in another tab"),
        "rows": rows,
        "hidden": hidden,
        "action": reverse("deliver:star_fill", args=[engagement.public_id]),
        "back_url": _star_of(engagement, filled.edition),
        "their_time": conflict.draft.saved_at if conflict.draft else None,
        "exit_this_page": True,
    }
    return render(request, "ui/conflict.html", context, status=409)


@require_http_methods(["GET", "POST"])
def star_check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything once more before it is recorded: a star is never changed afterwards, only corrected."""
    engagement = engagement_at(request, public_id, _("star"))
    policies.may_record_reading(request.actor, engagement).require()
    edition = fill.edition_for(request, engagement)
    draft = fill.draft_of(request, engagement, edition) if edition else None
    if draft is None:
        messages.info(request, _("There is no draft any more: the star was recorded already, or thrown away."))
        return redirect("deliver:engagement_detail", public_id)
    filled = fill.from_draft(draft)
    form = FinishForm(request.POST or None)
    if request.method == "POST" and request.POST.get("version") != str(draft.revision):
        messages.error(request, _("The star has changed since you checked it. Look at it again."))
    elif request.method == "POST":
        made = attempt(form, lambda: _record(request, engagement, draft, form.cleaned_data["review_on"]))
        if made:
            return redirect(f"{reverse('deliver:reading_detail', args=[made.public_id])}?done=1")
    return _show_check(request, engagement, filled, form, draft.revision)


def _record(request: HttpRequest, engagement: Engagement, draft: ReadingDraft, review_on: date | None) -> Reading:
    filled = fill.from_draft(draft)
    day = filled.day
    if day is None:
        raise ValidationError(_("Go back and give the date on which the star was completed."))
    row = actions.NewReading(engagement, filled.edition, day, filled.voice, filled.scores, filled.notes)
    return actions.record_reading(row=row, review_on=review_on, draft=draft, by=request.actor)


def _show_check(request: HttpRequest, engagement: Engagement, filled: fill.Filling, form: Any, revision: int) -> HttpResponse:
    last = queries.last_counted(queries.readings_of(engagement, filled.edition), filled.day or today(), edition=filled.edition)
    before = queries.scores_of(last)
    context = {
        "heading": _("Check this star"),
        "form": form,
        "version": revision,
        "edition": filled.edition,
        "voice": Voice(filled.voice).label,
        "day": filled.day,
        "unanswered": [area.name for area in filled.areas if filled.scores[area.key] is None],
        "answers": [_answer(filled, area, before.get(area.key)) for area in filled.areas],
        "submit": _("Record this star"),
        "back_url": _star_of(engagement, filled.edition),
        "exit_this_page": True,
    }
    return render(request, "deliver/star_check.html", context)


def _answer(filled: fill.Filling, area: Any, before: int | None) -> dict[str, Any]:
    score = filled.scores[area.key]
    return {
        "area": area,
        "score": score,
        "stage": stage_of(filled.edition, score) if score is not None else "",
        "words": area.words.get(str(score), "") if score is not None else "",
        "last": before,
        "note": filled.notes[area.key],
    }


@require_POST
def star_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throws one's draft away."""
    engagement = engagement_at(request, public_id)
    edition = fill.edition_for(request, engagement)
    draft = fill.draft_of(request, engagement, edition) if edition else None
    if draft:
        actions.drop_draft(draft=draft, by=request.actor)
        messages.success(request, _("The draft is thrown away."))
    return redirect("deliver:engagement_detail", public_id)


@require_safe
def reading_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A star as it was recorded, over last time's, with the person's own view of about that date."""
    reading = reading_at(request, public_id, _("star"))
    engagement = reading.engagement
    readings = queries.readings_of(engagement, reading.edition)
    last = queries.last_counted(readings, reading.happened_on, edition=reading.edition)
    own = queries.own_view_near(readings, reading.happened_on, edition=reading.edition)
    recorded, before = fill.from_reading(reading), queries.scores_of(last)
    context = {
        "reading": reading,
        "engagement": engagement,
        "identity": engagement.person.identity,
        "star": star_of_readings(reading.edition, list(recorded.areas), reading, own=own, last=last),
        "answers": [_answer(recorded, area, before.get(area.key)) for area in recorded.areas],
        "own": own,
        "may_correct": policies.may_correct_reading(request.actor, reading),
        "just_recorded": "done" in request.GET,
        "own_view_url": f"{_star_of(engagement, reading.edition)}&{urlencode({'voice': 'person', 'on': reading.happened_on.isoformat()})}",
        "exit_this_page": True,
    }
    return render(request, "deliver/reading_detail.html", context)


@require_http_methods(["GET", "POST"])
def reading_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Puts a corrected star in the place of one that was wrong; the old one is kept."""
    reading = reading_at(request, public_id, _("correction"))
    policies.may_correct_reading(request.actor, reading).require()
    filled = fill.posted(request.POST, reading.edition) if request.method == "POST" else fill.from_reading(reading)
    form = fill.correction_form(filled, request.POST.get("reason", "") if request.method == "POST" else None)
    if request.method == "POST":
        corrected = attempt(form, lambda: _correct(request, reading, filled, form.cleaned_data))
        if corrected:
            messages.success(request, _("The star is corrected. The old one is kept."))
            return redirect("deliver:reading_detail", corrected.public_id)
    others = [r for r in queries.readings_of(reading.engagement, reading.edition) if r.pk != reading.pk]
    context = {
        **_drawn(reading.engagement, filled, others, filled.day or reading.happened_on),
        "form": form,
        "correcting": reading,
        "back_url": reverse("deliver:reading_detail", args=[public_id]),
    }
    return render(request, "deliver/star_fill.html", context)


def _correct(request: HttpRequest, reading: Reading, filled: fill.Filling, answers: dict[str, Any]) -> Reading:
    row = actions.NewReading(reading.engagement, reading.edition, answers["happened_on"], answers["voice"], filled.scores, filled.notes)
    return actions.correct_reading(reading=reading, row=row, reason=answers["reason"], by=request.actor)


def _record_of(engagement: Engagement) -> str:
    return reverse("deliver:engagement_detail", args=[engagement.public_id])


def _star_of(engagement: Engagement, edition: InstrumentEdition) -> str:
    return f"{reverse('deliver:star_fill', args=[engagement.public_id])}?edition={edition.public_id}"


def _check_of(engagement: Engagement, edition: InstrumentEdition) -> str:
    return f"{reverse('deliver:star_check', args=[engagement.public_id])}?edition={edition.public_id}"

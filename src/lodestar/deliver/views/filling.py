"""A star being filled in: what is typed, as one flat set of answers that a draft keeps and a conflict can show side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lodestar.common.clock import today
from lodestar.common.text import normalise
from lodestar.deliver.forms import CorrectionForm, ReadingForm
from lodestar.deliver.models import Engagement, InstrumentArea, InstrumentEdition, Reading, ReadingDraft, Voice
from lodestar.deliver.queries import editions_for_viewer, scores_of
from lodestar.ui import forms
from lodestar.ui.forms.fields import typed_from

PARTS = ("happened_on-day", "happened_on-month", "happened_on-year")
LONGEST_NOTE = 4000
CHOICE, YOURS = "choice-", "yours-"

Answers = dict[str, str]


@dataclass(frozen=True)
class Filling:
    """The answers of one star by the names of their fields, and what they mean."""

    edition: InstrumentEdition
    areas: tuple[InstrumentArea, ...]
    answers: Answers

    @property
    def scores(self) -> dict[str, int | None]:
        """Points by area key; what is no point of the scale is no answer."""
        low, high = self.edition.scale_min, self.edition.scale_max
        given = {area.key: self.answers.get(f"area-{area.key}", "") for area in self.areas}
        return {key: int(text) if text.isascii() and text.isdigit() and low <= int(text) <= high else None for key, text in given.items()}

    @property
    def notes(self) -> dict[str, str]:
        return {area.key: self.answers.get(f"note-{area.key}", "") for area in self.areas}

    @property
    def voice(self) -> str:
        given = self.answers.get("voice", "")
        return given if given in Voice.values else Voice.TOGETHER

    @property
    def day(self) -> date | None:
        """The date typed, or None where it is not one."""
        form = ReadingForm(self.answers)
        form.is_valid()
        return form.cleaned_data.get("happened_on")

    def form(self) -> ReadingForm:
        return ReadingForm(self.answers)


def edition_for(request: HttpRequest, engagement: Engagement) -> InstrumentEdition | None:
    """The edition asked for, else the one in use with this person, else the only one there is; None when it must be chosen."""
    editions = editions_for_viewer(request.actor)
    asked = request.POST.get("edition") or request.GET.get("edition")
    if asked:
        return editions.filter(public_id=normalise(asked)).first()
    used = engagement.readings.order_by("-happened_on", "-pk").values_list("edition", flat=True).first()
    drafted = engagement.drafts.filter(account=request.actor.account_id).values_list("edition", flat=True).first()
    if drafted or used:
        return editions.filter(pk=drafted or used).first()
    found = list(editions[:2])
    return found[0] if len(found) == 1 else None


def areas_of(edition: InstrumentEdition) -> tuple[InstrumentArea, ...]:
    return tuple(edition.areas.select_related("edition").order_by("position"))


def draft_of(request: HttpRequest, engagement: Engagement, edition: InstrumentEdition) -> ReadingDraft | None:
    """The viewer's own draft of a star."""
    return ReadingDraft.objects.filter(engagement=engagement, edition=edition, account=request.actor.account_id).first()


def posted(post: Mapping[str, str], edition: InstrumentEdition, theirs: Answers | None = None) -> Filling:
    """What was sent; where a conflict was settled on the page before, each answer as it was chosen."""
    areas = areas_of(edition)
    settled = {name: text for name in names_of(areas) if (text := _settled(post, name, theirs or {})) is not None}
    return Filling(edition, areas, {name: normalise(text)[:LONGEST_NOTE] for name, text in settled.items()})


def names_of(areas: tuple[InstrumentArea, ...]) -> list[str]:
    return [*PARTS, "voice", *(f"{part}-{area.key}" for area in areas for part in ("area", "note"))]


def _settled(post: Mapping[str, str], name: str, theirs: Answers) -> str | None:
    choice = post.get(CHOICE + name)
    if choice is None:
        return post.get(name)
    yours, other = post.get(YOURS + name, ""), theirs.get(name, "")
    return {"yours": yours, "both": f"{other}\n\n{yours}".strip()}.get(choice, other)


def begun(edition: InstrumentEdition, *, voice: str = Voice.TOGETHER, day: date | None = None) -> Filling:
    """A star not begun yet: today, together, nothing answered."""
    answers = dict(zip(PARTS, typed_from(day or today()), strict=True)) | {"voice": voice}
    return Filling(edition, areas_of(edition), answers)


def from_draft(draft: ReadingDraft) -> Filling:
    areas = areas_of(draft.edition)
    known = set(names_of(areas))
    return Filling(draft.edition, areas, {name: str(text) for name, text in draft.content.items() if name in known})


def from_reading(reading: Reading) -> Filling:
    """A reading as what would be typed to make it again."""
    answers = dict(zip(PARTS, typed_from(reading.happened_on), strict=True)) | {"voice": reading.voice}
    answers |= {f"area-{key}": str(score) for key, score in scores_of(reading).items()}
    answers |= {f"note-{note.area.key}": note.text for note in reading.notes.all()}
    return Filling(reading.edition, areas_of(reading.edition), answers)


def correction_form(filling: Filling, reason: str | None) -> CorrectionForm:
    """The form of a correction: bound when something was sent."""
    if reason is None:
        return CorrectionForm(initial={"happened_on": filling.day, "voice": filling.voice})
    return CorrectionForm({**filling.answers, "reason": reason})


def conflict_rows(yours: Filling, theirs: Answers) -> tuple[list[dict[str, Any]], Answers]:
    """Each answer that differs, both ways, as the conflict page shows it; and the answers that do not."""
    labels = _labels(yours)
    differing = [name for name in names_of(yours.areas) if yours.answers.get(name, "") != theirs.get(name, "")]
    rows = [
        {
            "label": labels[name],
            "name": name,
            "yours": _in_words(name, yours.answers.get(name, "")),
            "yours_raw": yours.answers.get(name, ""),
            "theirs": _in_words(name, theirs.get(name, "")),
            "can_keep_both": name.startswith("note-"),
        }
        for name in differing
    ]
    return rows, {name: text for name, text in yours.answers.items() if name not in differing}


def _labels(filling: Filling) -> dict[str, str]:
    dates = dict(zip(PARTS, (_("Day"), _("Month"), _("Year")), strict=True))
    of_areas = {f"area-{area.key}": area.name for area in filling.areas}
    notes = {f"note-{area.key}": _("%(area)s: note") % {"area": area.name} for area in filling.areas}
    return {**dates, "voice": _("Who completed this star?"), **of_areas, **notes}


def _in_words(name: str, text: str) -> str:
    if name == "voice" and text in Voice.values:
        return str(Voice(text).label)
    return text or (_("I don’t know yet") if name.startswith("area-") else "")


def edition_form(request: HttpRequest) -> forms.Form:
    from lodestar.deliver.forms import EditionForm

    return EditionForm(request.GET if "edition" in request.GET else None, editions=editions_for_viewer(request.actor))

"""Stakeholders: the action that power and interest suggest, and what is missing or risky on the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Involvement, Programme, Side, Stakeholder

HIGH, MIDDLE = 4, 3
LADDER = (Involvement.NONE, Involvement.INFORM, Involvement.CONSULT, Involvement.INVOLVE)
INTERNAL, EXTERNAL = Side.INTERNAL, Side.EXTERNAL

# The fifteen groups that an exercise usually meets, with the side on which they usually stand.
READY_GROUPS: tuple[tuple[str, object, str], ...] = (
    ("clinicians", gettext_lazy("Clinicians"), INTERNAL),
    ("practices", gettext_lazy("Practices"), EXTERNAL),
    ("nurses", gettext_lazy("Nurses"), EXTERNAL),
    ("hospital", gettext_lazy("Hospital specialists"), EXTERNAL),
    ("community-managers", gettext_lazy("Community managers"), EXTERNAL),
    ("community-staff", gettext_lazy("Community staff"), EXTERNAL),
    ("provider-managers", gettext_lazy("Provider managers"), EXTERNAL),
    ("improvement", gettext_lazy("Improvement lead"), INTERNAL),
    ("national", gettext_lazy("National commissioner"), EXTERNAL),
    ("wellbeing-board", gettext_lazy("Health and wellbeing board"), EXTERNAL),
    ("third-sector", gettext_lazy("Third sector"), EXTERNAL),
    ("representatives", gettext_lazy("Patients and their representatives"), EXTERNAL),
    ("public", gettext_lazy("The public"), EXTERNAL),
    ("political", gettext_lazy("Political representatives"), EXTERNAL),
    ("media", gettext_lazy("Media"), EXTERNAL),
)

PROMPTS = (
    gettext_lazy("Who is affected by what is decided? Carers and families too, and people who get nothing today."),
    gettext_lazy("Who can affect it: help it on, hold it up, or stop it?"),
    gettext_lazy("Who has to answer for it afterwards: to the board, to the public, to a regulator?"),
    gettext_lazy("Whose influence is needed for it to happen on the ground?"),
)


@dataclass(frozen=True)
class Suggestion:
    """The action that the map suggests, and why. No action where power or interest has not been said."""

    involvement: str
    why: str

    @property
    def label(self) -> str:
        return str(Involvement(self.involvement).label) if self.involvement else ""


@dataclass(frozen=True)
class ListedStakeholder:
    """A stakeholder with the suggested action, and whether the person's own choice departs from it."""

    stakeholder: Stakeholder
    suggestion: Suggestion
    warnings: tuple[str, ...]

    @property
    def departs(self) -> bool:
        chosen = self.stakeholder.involvement
        return bool(chosen and self.suggestion.involvement and chosen != self.suggestion.involvement)


def suggested_involvement(power: int | None, interest: int | None, importance: int | None = None) -> Suggestion:
    """The power and interest grid, read as: who can move it and is with us is involved; who can move it and is not is consulted early.

    Power 4 or 5: involve where interest (support for us) is 4 or 5, otherwise consult. Power 3: consult where interest is 4 or 5, otherwise
    keep informed. Power 1 or 2: keep informed where interest is 3 or more, otherwise no action. Importance 4 or 5 raises this by one step.
    """
    if power is None or interest is None:
        return Suggestion("", _("Say power and interest first; then an action is suggested."))
    step, why = _from_grid(power, interest)
    if importance is not None and importance >= HIGH and step < len(LADDER) - 1:
        return Suggestion(LADDER[step + 1], _("%(why)s You call them important, so one step more.") % {"why": why})
    return Suggestion(LADDER[step], why)


def _from_grid(power: int, interest: int) -> tuple[int, str]:
    if power >= HIGH and interest >= HIGH:
        return 3, _("They can move the decision and are with you: have them in the room.")
    if power >= HIGH:
        return 2, _("They can move or stop the decision and are not with you yet: ask them early.")
    if power == MIDDLE and interest >= HIGH:
        return 2, _("They have some power and are with you: ask what they know.")
    if power == MIDDLE:
        return 1, _("They have some power and little interest: let them know in good time.")
    if interest >= MIDDLE:
        return 1, _("They are with you but can move little: let them know.")
    return 0, _("Little power and little interest: nothing needs to be done.")


def warnings_about(stakeholder: Stakeholder) -> tuple[str, ...]:
    """What could go wrong with a group as it stands on the list."""
    found = []
    powerful = stakeholder.power is not None and stakeholder.power >= HIGH
    if powerful and stakeholder.involvement in ("", Involvement.NONE):
        found.append(_("Powerful, but nothing is to be done with them."))
    if powerful and stakeholder.interest is None:
        found.append(_("Powerful, but nobody has said whether they support it."))
    if stakeholder.power is None:
        found.append(_("Nobody has said how much power they have."))
    suggestion = suggested_involvement(stakeholder.power, stakeholder.interest, stakeholder.importance)
    departs = stakeholder.involvement and suggestion.involvement and stakeholder.involvement != suggestion.involvement
    if departs and not stakeholder.involvement_reason:
        found.append(_("Another action than suggested, without a reason."))
    return tuple(found)


def listed_stakeholders(stakeholders: Iterable[Stakeholder]) -> list[ListedStakeholder]:
    """Stakeholders in the order given, each with its suggestion and warnings."""
    return [
        ListedStakeholder(row, suggested_involvement(row.power, row.interest, row.importance), warnings_about(row)) for row in stakeholders
    ]


def stakeholders_for_viewer(viewer: Actor, programme: Programme, *, removed: bool = False) -> QuerySet[Stakeholder]:
    """The stakeholders on the list (or those taken off it), as far as the viewer may see them."""
    found: QuerySet[Stakeholder] = (
        Stakeholder.objects.visible_to(viewer)
        .filter(programme=programme, removed_at__isnull=not removed)
        .select_related("area", "programme")
        .order_by("pk")
    )
    return found


def groups_left(stakeholders: Iterable[Stakeholder]) -> list[tuple[str, str]]:
    """The ready-made groups that are not on the list yet, as (key, name)."""
    have = {row.name.casefold() for row in stakeholders}
    return [(key, str(name)) for key, name, _side in READY_GROUPS if str(name).casefold() not in have]

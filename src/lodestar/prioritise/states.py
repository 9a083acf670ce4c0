"""The allowed moves of a programme and of an intervention."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class ProgrammeState(models.TextChoices):
    GATHERING = "gathering", _("Gathering")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


PROGRAMME = state_table(
    ProgrammeState,
    start=ProgrammeState.GATHERING,
    turn={ProgrammeState.GATHERING: _("the commissioning manager"), ProgrammeState.DECIDED: None, ProgrammeState.CLOSED: None},
    decide=((ProgrammeState.GATHERING, ProgrammeState.DECIDED), ProgrammeState.DECIDED),
    close=((ProgrammeState.DECIDED,), ProgrammeState.CLOSED),
)


class InterventionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    AGREED = "agreed", _("Agreed")
    FUNDED = "funded", _("Funded")
    NOT_FUNDED = "not_funded", _("Not funded")


INTERVENTION = state_table(
    InterventionState,
    start=InterventionState.DRAFT,
    turn={
        InterventionState.DRAFT: _("the analyst"),
        InterventionState.AGREED: _("the commissioning manager"),
        InterventionState.FUNDED: None,
        InterventionState.NOT_FUNDED: None,
    },
    agree=((InterventionState.DRAFT,), InterventionState.AGREED),
    fund=((InterventionState.AGREED, InterventionState.NOT_FUNDED, InterventionState.FUNDED), InterventionState.FUNDED),
    not_fund=((InterventionState.AGREED, InterventionState.FUNDED, InterventionState.NOT_FUNDED), InterventionState.NOT_FUNDED),
    reopen=((InterventionState.AGREED,), InterventionState.DRAFT),
)

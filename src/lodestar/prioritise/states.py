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


class WorkshopState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


WORKSHOP = state_table(
    WorkshopState,
    start=WorkshopState.PREPARED,
    turn={WorkshopState.PREPARED: _("the facilitator"), WorkshopState.OPEN: _("the room"), WorkshopState.CLOSED: None},
    open=((WorkshopState.PREPARED, WorkshopState.CLOSED), WorkshopState.OPEN),
    close=((WorkshopState.OPEN,), WorkshopState.CLOSED),
)


class SeatState(models.TextChoices):
    HERE = "here", _("Here")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")


SEAT = state_table(
    SeatState,
    start=SeatState.HERE,
    turn=dict.fromkeys(SeatState),
    leave=((SeatState.HERE,), SeatState.LEFT),
    come_back=((SeatState.LEFT, SeatState.HERE), SeatState.HERE),
    remove=((SeatState.HERE, SeatState.LEFT), SeatState.REMOVED),
)


class BallotState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OPEN = "open", _("Open for scores")
    REVEALED = "revealed", _("Revealed")
    AGREED = "agreed", _("Agreed")


BALLOT = state_table(
    BallotState,
    start=BallotState.WAITING,
    turn={
        BallotState.WAITING: _("the facilitator"),
        BallotState.OPEN: _("the room"),
        BallotState.REVEALED: _("the facilitator"),
        BallotState.AGREED: None,
    },
    open=((BallotState.WAITING,), BallotState.OPEN),
    put_back=((BallotState.OPEN,), BallotState.WAITING),
    reveal=((BallotState.OPEN,), BallotState.REVEALED),
    score_again=((BallotState.REVEALED,), BallotState.OPEN),
    take_back_round=((BallotState.OPEN,), BallotState.REVEALED),
    agree=((BallotState.REVEALED,), BallotState.AGREED),
    discuss_again=((BallotState.AGREED,), BallotState.REVEALED),
)

"""A workshop: who sits in it, what they are asked, what each said sealed until the reveal, and what the room agreed."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.estimates import Estimate, Quantity
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import AgreedValueQuerySet, BallotQuerySet, ScoreQuerySet, SeatQuerySet, WorkshopQuerySet
from lodestar.prioritise.states import BallotState, SeatState, WorkshopState


class Workshop(Owned):
    """A meeting in which the people concerned judge interventions together. They join by its code, without an account.

    `changes` counts whatever the wall and the desk show, so that a page that asks again is told in one query that nothing is new.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="workshops", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=120)
    held_on = models.DateField(_("held on"))
    shows_labels = models.BooleanField(_("labels beside the dots"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=WorkshopState.choices, default=WorkshopState.PREPARED)
    join_code = models.CharField(_("join code"), max_length=40, blank=True, editable=False)
    joining_ends_at = models.DateTimeField(_("can be joined until"), null=True, blank=True, editable=False)
    wall_edition = models.PositiveIntegerField(default=1, editable=False)
    on_floor = models.ForeignKey(
        "Ballot", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("ballot on the floor"), editable=False
    )
    changes = models.PositiveIntegerField(default=0, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="one_workshop_a_name",
                violation_error_message=_("The programme has a workshop of that name already"),
            ),
            models.UniqueConstraint(fields=["join_code"], condition=~Q(join_code=""), name="one_workshop_a_join_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Owned):
    """Someone in a workshop, without an account, under a label that they chose themselves."""

    personal = {
        "label": ("to tell the voices in the room apart", "public task", "with the programme's record: six years after it is closed"),
        "group": (
            "to see that all who are concerned were heard",
            "public task",
            "with the programme's record: six years after it is closed",
        ),
    }

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="seats", verbose_name=_("workshop"))
    label = models.CharField(_("label"), max_length=30)
    group = models.CharField(_("whom they speak for"), max_length=80, blank=True)
    is_paper = models.BooleanField(_("scores on paper"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=SeatState.choices, default=SeatState.HERE)
    # Of a number in the form they joined by, so that pressing twice takes one seat.
    joined_by_digest = models.CharField(max_length=64, editable=False)
    # Counted up when every phone that holds the seat must give it up.
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "label"],
                name="one_seat_a_label",
                violation_error_message=_("Somebody in the room has that label already: add a letter or a number"),
            ),
            models.UniqueConstraint(fields=["workshop", "joined_by_digest"], name="one_seat_a_joining"),
        ]

    def __str__(self) -> str:
        return self.label


class Ballot(Owned):
    """One number of one intervention, put to the room: scored in private, revealed at once, scored again, agreed."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="ballots", verbose_name=_("workshop"))
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="ballots", verbose_name=_("intervention"))
    quantity = models.CharField(_("number"), max_length=12, choices=Quantity.choices)
    unit = models.CharField(_("unit"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=BallotState.choices, default=BallotState.WAITING)
    round = models.PositiveSmallIntegerField(_("round"), default=1, validators=[MinValueValidator(1)])
    ends_at = models.DateTimeField(_("time is up at"), null=True, blank=True)
    changes = models.PositiveIntegerField(default=0, editable=False)

    objects = BallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "intervention", "quantity"],
                name="asked_once_a_workshop",
                violation_error_message=_("The workshop asks that already"),
            ),
            models.UniqueConstraint(fields=["workshop"], condition=Q(state=BallotState.OPEN), name="one_open_ballot_a_workshop"),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.get_quantity_display()}"


class Score(Owned):
    """What one seat said in one round of a ballot. Never rewritten: the last before the reveal counts, earlier ones are kept.

    No value means "I cannot judge this". Sealed until the reveal: read through `revealed()` or, by the seat itself, `of_seat()`.
    """

    append_only = ("update",)
    personal = {
        "reason": ("so that what was agreed can be understood", "public task", "with the programme's record: six years after it is closed")
    }

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="scores", verbose_name=_("ballot"))
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="scores", verbose_name=_("seat"))
    round = models.PositiveSmallIntegerField(_("round"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    keyed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("keyed in from paper by"))

    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["id"]
        indexes = [models.Index(fields=["ballot", "round", "seat"], name="scores_of_a_round")]

    def __str__(self) -> str:
        return f"{self.ballot_id}: round {self.round}"


class AgreedValue(Owned):
    """What the room agreed on a ballot, with its reason. Never rewritten: agreed again, the later one is in use."""

    append_only = ("update",)

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="agreed_values", verbose_name=_("ballot"))
    low = models.DecimalField(_("low"), max_digits=16, decimal_places=4)
    best = models.DecimalField(_("best"), max_digits=16, decimal_places=4)
    high = models.DecimalField(_("high"), max_digits=16, decimal_places=4)
    reason = models.TextField(_("reason"))
    after_round = models.PositiveSmallIntegerField(_("after round"))
    agreed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("written down by"))
    estimate = models.OneToOneField(Estimate, on_delete=models.PROTECT, related_name="agreed_value", verbose_name=_("estimate"))

    objects = AgreedValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed value")
        verbose_name_plural = _("agreed values")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("best")) & Q(best__lte=F("high")),
                name="agreed_low_best_high_in_order",
                violation_error_message=_("Low, best and high must be in order"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.best.normalize():f}"

"""Where the next pound does most good: programmes, priority areas, interventions, their estimates, and the funding decision."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.querysets import (
    EstimateQuerySet,
    FundingDecisionQuerySet,
    InterventionQuerySet,
    PriorityAreaQuerySet,
    ProgrammeQuerySet,
)
from lodestar.prioritise.states import InterventionState, ProgrammeState


class Commitment(models.TextChoices):
    OPEN = "open", _("To be decided")
    MUST = "must", _("Must be funded")
    NEVER = "never", _("Must not be funded")


class Quantity(models.TextChoices):
    """The four numbers of an intervention."""

    PEOPLE = "people", _("People who benefit")
    BENEFIT = "benefit", _("Benefit per person")
    PROBABILITY = "probability", _("Probability of success")
    COST = "cost", _("Cost")


class Grade(models.TextChoices):
    """How good the evidence for a number is."""

    MEASURED = "measured", _("Measured here")
    PUBLISHED = "published", _("Published elsewhere")
    EXPERT = "expert", _("Expert judgement")
    GUESS = "guess", _("A first guess")


class Programme(Owned):
    """One turn of the cycle for one scope. Belongs to a commissioner."""

    name = models.CharField(_("name"), max_length=200)
    scope = models.TextField(_("what it covers"), blank=True)
    financial_year = models.PositiveSmallIntegerField(_("financial year, from 1 April of"))
    challenge = models.TextField(_("the challenge"), blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", verbose_name=_("follows")
    )
    state = models.CharField(_("state"), max_length=20, choices=ProgrammeState.choices, default=ProgrammeState.GATHERING)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-financial_year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_organisation", "name", "financial_year"],
                name="one_programme_a_name_and_year",
                violation_error_message=_("There is a programme of that name and year already"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PriorityArea(Owned):
    """A field of need inside a programme, with the source it came from."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="areas", verbose_name=_("programme"))
    name = models.CharField(_("area"), max_length=120)
    sub_area = models.CharField(_("sub-area"), max_length=120, blank=True)
    source = models.CharField(_("where it came from"), max_length=200, blank=True)
    source_link = models.URLField(_("link to the evidence"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PriorityAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name", "sub_area"],
                name="one_area_a_name",
                violation_error_message=_("The programme has that area already"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.sub_area}" if self.sub_area else self.name


class Intervention(Owned):
    """Something that could be funded; a draft until a workshop agrees it."""

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="interventions", verbose_name=_("priority area"))
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it is"), blank=True)
    typical_person = models.TextField(_("the typical person"), blank=True)
    commitment = models.CharField(_("commitment"), max_length=10, choices=Commitment.choices, default=Commitment.OPEN)
    commitment_reason = models.CharField(_("reason for the commitment"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=InterventionState.choices, default=InterventionState.DRAFT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["area__position", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], name="one_intervention_a_name", violation_error_message=_("The area has that intervention already")
            )
        ]

    def __str__(self) -> str:
        return self.name


class Estimate(Owned):
    """One number of an intervention as judged on a day. Never rewritten: the latest recorded of a quantity is the one in use."""

    append_only = ("update",)

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="estimates", verbose_name=_("intervention"))
    quantity = models.CharField(_("number"), max_length=12, choices=Quantity.choices)
    low = models.DecimalField(_("low"), max_digits=16, decimal_places=4)
    best = models.DecimalField(_("best"), max_digits=16, decimal_places=4)
    high = models.DecimalField(_("high"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=80)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    grade = models.CharField(_("quality"), max_length=12, choices=Grade.choices, default=Grade.GUESS)
    reason = models.TextField(_("reason"), blank=True)
    supplied_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("supplied by"))

    objects = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = _("estimate")
        verbose_name_plural = _("estimates")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("best")) & Q(best__lte=F("high")),
                name="low_best_high_in_order",
                violation_error_message=_("Low, best and high must be in order"),
            ),
            models.CheckConstraint(
                condition=~Q(quantity=Quantity.PROBABILITY) | (Q(low__gte=0) & Q(high__lte=1)),
                name="a_probability_is_a_share",
                violation_error_message=_("A probability lies between 0 and 1"),
            ),
            models.CheckConstraint(
                condition=~Q(quantity=Quantity.PEOPLE) | Q(low__gte=0),
                name="people_are_not_negative",
                violation_error_message=_("The number of people cannot be below nothing"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_quantity_display()} {self.best.normalize():f}"


class FundingDecision(Owned):
    """What a programme funds at a budget, with the calculation it rested on kept as it was."""

    append_only = ("update",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("programme"))
    budget_pence = models.BigIntegerField(_("budget"), validators=[MinValueValidator(0)])
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    reason = models.TextField(_("reason"))
    method_input = models.JSONField(_("what went into the calculation"))
    method_result = models.JSONField(_("what came out"))
    interventions = models.ManyToManyField(Intervention, through="FundedIntervention", related_name="decisions")

    objects = FundingDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding decision")
        verbose_name_plural = _("funding decisions")
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return f"{self.programme}, {self.decided_on}"


class FundedIntervention(models.Model):
    """Whether a decision funds an intervention, and why where it departs from the optimum."""

    append_only = ("update",)

    decision = models.ForeignKey(FundingDecision, on_delete=models.PROTECT, related_name="choices")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="choices")
    is_funded = models.BooleanField(_("funded"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("funded intervention")
        verbose_name_plural = _("funded interventions")
        constraints = [models.UniqueConstraint(fields=["decision", "intervention"], name="decided_once_a_decision")]

    def __str__(self) -> str:
        return f"{self.intervention}: {'funded' if self.is_funded else 'not funded'}"

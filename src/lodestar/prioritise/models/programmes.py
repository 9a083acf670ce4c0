"""Programmes, one turn of the cycle each, and their priority areas."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.prioritise.querysets import PriorityAreaQuerySet, ProgrammeQuerySet
from lodestar.prioritise.states import ProgrammeState

LONGEST_HORIZON = 30
USUAL_RATE = Decimal("0.035")
USUAL_SOURCE = "NICE health technology evaluations manual (PMG36), 2022: 3.5 % a year for costs and for benefits"
RATES = [MinValueValidator(0), MaxValueValidator(Decimal("0.2"))]


class Stages(models.TextChoices):
    """How far the judging goes: within areas, or between them too."""

    TWO = "two", _("Two stages: within one area")
    THREE = "three", _("Three stages: within each area, then between areas")


class Programme(Owned):
    """One turn of the cycle for one scope. Belongs to a commissioner."""

    name = models.CharField(_("name"), max_length=200)
    scope = models.TextField(_("what it covers"), blank=True)
    financial_year = models.PositiveSmallIntegerField(_("financial year, from 1 April of"))
    challenge = models.TextField(_("the challenge"), blank=True)
    horizon_years = models.PositiveSmallIntegerField(
        _("horizon in years"), default=1, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_HORIZON)]
    )
    cost_discount_rate = models.DecimalField(
        _("discount rate of costs"), max_digits=5, decimal_places=4, default=USUAL_RATE, validators=RATES
    )
    benefit_discount_rate = models.DecimalField(
        _("discount rate of benefits"), max_digits=5, decimal_places=4, default=USUAL_RATE, validators=RATES
    )
    discount_source = models.CharField(_("where the rates come from"), max_length=200, default=USUAL_SOURCE)
    stages = models.CharField(_("stages"), max_length=5, choices=Stages.choices, blank=True)
    stages_reason = models.TextField(_("reason for the stages"), blank=True)
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
    reason = models.TextField(_("why it is examined"), blank=True)
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

"""What every portfolio of a programme keeps, beside the budget; and groups of people who would be counted twice."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import PriorityArea, Programme
from lodestar.prioritise.querysets import PeopleOverlapQuerySet, PortfolioConstraintQuerySet


class ConstraintKind(models.TextChoices):
    """The six rules that a portfolio can be held to."""

    REQUIRES = "requires", _("If one is funded, another must be too")
    ALTERNATIVES = "alternatives", _("At most one of these is funded")
    AT_MOST = "at_most", _("At most so many of these are funded")
    AT_LEAST = "at_least", _("At least so many of these are funded")
    AREA_FLOOR = "area_floor", _("An area gets at least so much money")
    AREA_CAP = "area_cap", _("An area gets at most so much money")


class PortfolioConstraint(Owned):
    """A rule that every portfolio of a programme keeps, with its reason; withdrawn with a reason, never rewritten."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="constraints", verbose_name=_("programme"))
    kind = models.CharField(_("rule"), max_length=12, choices=ConstraintKind.choices)
    members = models.ManyToManyField(
        Intervention, through="ConstraintMember", related_name="constraints", verbose_name=_("interventions"), blank=True
    )
    count = models.PositiveSmallIntegerField(_("how many"), null=True, blank=True)
    area = models.ForeignKey(
        PriorityArea, null=True, blank=True, on_delete=models.PROTECT, related_name="constraints", verbose_name=_("priority area")
    )
    amount_pence = models.BigIntegerField(_("amount"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = PortfolioConstraintQuerySet.as_manager()

    class Meta:
        verbose_name = _("constraint")
        verbose_name_plural = _("constraints")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=("area_floor", "area_cap")) | Q(area__isnull=False, amount_pence__isnull=False, amount_pence__gte=0),
                name="an_area_rule_names_area_and_amount",
                violation_error_message=_("A rule about an area names the area and an amount"),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("at_most", "at_least")) | Q(count__isnull=False),
                name="a_rule_that_counts_says_how_many",
                violation_error_message=_("Say how many"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_active(self) -> bool:
        return self.withdrawn_at is None


class ConstraintMember(models.Model):
    """An intervention in a constraint; of “if A then B”, A is first and B second."""

    constraint = models.ForeignKey(PortfolioConstraint, on_delete=models.PROTECT, related_name="places")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="constraint_places")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("intervention in a constraint")
        verbose_name_plural = _("interventions in constraints")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["constraint", "intervention"], name="named_once_a_constraint")]

    def __str__(self) -> str:
        return f"{self.position}. {self.intervention}"


class PeopleOverlap(Owned):
    """Two interventions that would help some of the same people, so that their benefits do not simply add."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="overlaps", verbose_name=_("programme"))
    first = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+", verbose_name=_("first intervention"))
    second = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+", verbose_name=_("second intervention"))
    share = models.DecimalField(
        _("share of the smaller group"), max_digits=5, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    reason = models.TextField(_("how it is known"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = PeopleOverlapQuerySet.as_manager()

    class Meta:
        verbose_name = _("overlap of people")
        verbose_name_plural = _("overlaps of people")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=1),
                name="an_overlap_is_a_share",
                violation_error_message=_("The share lies above 0 and up to 1: write 0.4 for 40 %"),
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_overlap_a_pair",
                violation_error_message=_("The overlap of these two is marked already"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ∩ {self.second}"

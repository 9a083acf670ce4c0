"""The numbers of an intervention, each as judged on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.querysets import EstimateQuerySet


class Quantity(models.TextChoices):
    """The four numbers of an intervention, and what it costs once where it costs something once."""

    PEOPLE = "people", _("People who benefit")
    BENEFIT = "benefit", _("Benefit per person")
    PROBABILITY = "probability", _("Probability of success")
    COST = "cost", _("Cost")
    ONE_OFF_COST = "one_off_cost", _("One-off cost")


# Without these four an intervention is not weighed. Where there is no one-off cost, nothing is spent once.
FOUR_NUMBERS = (Quantity.PEOPLE, Quantity.BENEFIT, Quantity.PROBABILITY, Quantity.COST)
COSTS = (Quantity.COST, Quantity.ONE_OFF_COST)


class Grade(models.TextChoices):
    """How good the evidence for a number is."""

    MEASURED = "measured", _("Measured here")
    PUBLISHED = "published", _("Published elsewhere")
    EXPERT = "expert", _("Expert judgement")
    GUESS = "guess", _("A first guess")


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
    carries = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_on", verbose_name=_("carried forward from")
    )

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

    @property
    def supplier(self) -> str:
        """Who supplied it: the account, or the colleague who answered a request by link; empty where the system did."""
        if self.supplied_by is not None:
            return self.supplied_by.name
        request = getattr(self, "figure_request", None)
        return request.name if request is not None else ""

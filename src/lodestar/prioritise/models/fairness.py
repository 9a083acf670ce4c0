"""Who would gain and how well each fifth of the people fares now: what fairness is judged by. Fifth 1 is the most deprived."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import FairnessProfileQuerySet, HealthProfileQuerySet

FIFTHS = (1, 2, 3, 4, 5)


class FairnessProfile(Owned):
    """Who an intervention reaches and how it is scored for fairness, as judged on a day. Never rewritten: the latest is in use."""

    append_only = ("update",)

    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="fairness_profiles", verbose_name=_("intervention")
    )
    score = models.SmallIntegerField(
        _("fairness score"), null=True, blank=True, validators=[MinValueValidator(-100), MaxValueValidator(100)]
    )
    score_reason = models.TextField(_("reason for the score"), blank=True)
    people_1 = models.PositiveBigIntegerField(_("people of the most deprived fifth"), null=True, blank=True)
    people_2 = models.PositiveBigIntegerField(_("people of the second fifth"), null=True, blank=True)
    people_3 = models.PositiveBigIntegerField(_("people of the third fifth"), null=True, blank=True)
    people_4 = models.PositiveBigIntegerField(_("people of the fourth fifth"), null=True, blank=True)
    people_5 = models.PositiveBigIntegerField(_("people of the least deprived fifth"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    reason = models.TextField(_("reason for the change"), blank=True)
    supplied_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("supplied by"))

    objects = FairnessProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fairness profile")
        verbose_name_plural = _("fairness profiles")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(-100, 100)),
                name="a_fairness_score_is_at_most_100",
                violation_error_message=_("A fairness score lies between -100 and 100"),
            ),
            models.CheckConstraint(
                condition=Q(**{f"people_{n}__isnull": True for n in FIFTHS}) | Q(**{f"people_{n}__isnull": False for n in FIFTHS}),
                name="people_of_all_fifths_or_none",
                violation_error_message=_("Give the people of all five fifths, or of none"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention}, fairness"

    @property
    def people_by_fifth(self) -> tuple[int, ...] | None:
        """People of each fifth, the most deprived first; None where nobody has said."""
        people = tuple(getattr(self, f"people_{n}") for n in FIFTHS)
        return None if None in people else people


class HealthProfile(Owned):
    """How well each fifth of a programme's people fares now, and how strongly it minds the gap. Never rewritten: the latest is in use."""

    append_only = ("update",)

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="health_profiles", verbose_name=_("programme"))
    health_1 = models.DecimalField(_("health of the most deprived fifth"), max_digits=9, decimal_places=3)
    health_2 = models.DecimalField(_("health of the second fifth"), max_digits=9, decimal_places=3)
    health_3 = models.DecimalField(_("health of the third fifth"), max_digits=9, decimal_places=3)
    health_4 = models.DecimalField(_("health of the fourth fifth"), max_digits=9, decimal_places=3)
    health_5 = models.DecimalField(_("health of the least deprived fifth"), max_digits=9, decimal_places=3)
    share_1 = models.DecimalField(_("share of people in the most deprived fifth"), max_digits=5, decimal_places=4, default="0.2")
    share_2 = models.DecimalField(_("share of people in the second fifth"), max_digits=5, decimal_places=4, default="0.2")
    share_3 = models.DecimalField(_("share of people in the third fifth"), max_digits=5, decimal_places=4, default="0.2")
    share_4 = models.DecimalField(_("share of people in the fourth fifth"), max_digits=5, decimal_places=4, default="0.2")
    share_5 = models.DecimalField(_("share of people in the least deprived fifth"), max_digits=5, decimal_places=4, default="0.2")
    unit = models.CharField(_("unit of health"), max_length=80)
    eta = models.DecimalField(_("how strongly the gap is minded"), max_digits=5, decimal_places=2, default=1)
    score_weight = models.DecimalField(_("weight of the fairness score"), max_digits=4, decimal_places=3, default="0.2")
    population = models.PositiveBigIntegerField(_("people in all"), null=True, blank=True)
    health_per_benefit = models.DecimalField(_("health in one unit of benefit"), max_digits=12, decimal_places=6, null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    reason = models.TextField(_("reason for the change"), blank=True)
    supplied_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("supplied by"))

    objects = HealthProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("health profile")
        verbose_name_plural = _("health profiles")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"health_{n}__gt": 0 for n in FIFTHS}),
                name="health_is_above_nothing",
                violation_error_message=_("Health must be above 0 in every fifth"),
            ),
            models.CheckConstraint(
                condition=Q(**{f"share_{n}__gt": 0 for n in FIFTHS}),
                name="every_fifth_has_people",
                violation_error_message=_("Every fifth needs a share above 0"),
            ),
            models.CheckConstraint(
                condition=Q(eta__range=(0, 100)),
                name="eta_is_not_negative",
                violation_error_message=_("The strength lies between 0 and 100"),
            ),
            models.CheckConstraint(
                condition=Q(score_weight__range=(0, 1)),
                name="the_weight_of_a_score_is_a_share",
                violation_error_message=_("The weight lies between 0 and 1"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, health by fifth"

    @property
    def health_by_fifth(self) -> tuple[float, ...]:
        return tuple(float(getattr(self, f"health_{n}")) for n in FIFTHS)

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the people in each fifth, the most deprived first; they add up to 1."""
        return tuple(float(getattr(self, f"share_{n}")) for n in FIFTHS)

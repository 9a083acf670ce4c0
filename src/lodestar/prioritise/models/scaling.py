"""Areas brought on to one scale: the best of each judged against the best of all."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import PriorityArea
from lodestar.prioritise.querysets import AreaScaleQuerySet


class AreaScale(Owned):
    """How much the best of an area does beside the best of all (100), as judged on a day. Never rewritten: the latest is in use.

    `best_does` is people × benefit of the best as it stood when it was judged: it fixes what a point of the area's own scale is worth.
    """

    append_only = ("update",)

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="scales", verbose_name=_("priority area"))
    best = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="+", verbose_name=_("best of the area"))
    best_does = models.DecimalField(_("people × benefit of the best"), max_digits=32, decimal_places=8)
    score = models.DecimalField(
        _("beside the best of all"), max_digits=6, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    reason = models.TextField(_("reason"))
    judged_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("judged by"))

    objects = AreaScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("area scale")
        verbose_name_plural = _("area scales")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gt=0) & Q(score__lte=100),
                name="an_area_scale_is_above_0_to_100",
                violation_error_message=_("The best of an area lies above 0 and at most at 100"),
            ),
            models.CheckConstraint(
                condition=Q(best_does__gt=0),
                name="the_best_of_an_area_does_something",
                violation_error_message=_("The best of an area must do some good"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.score.normalize():f}"

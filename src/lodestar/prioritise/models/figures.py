"""Figures asked of a colleague by link, and findings about figures that someone has looked at and let stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.common.clock import now, today
from lodestar.prioritise.models.estimates import Estimate, Quantity
from lodestar.prioritise.models.interventions import Intervention
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import DismissedFindingQuerySet, FigureRequestQuerySet


class FigureAnswer(models.TextChoices):
    GIVEN = "given", _("Given")
    UNKNOWN = "unknown", _("“I don’t know”")


class FigureRequest(Owned):
    """One figure of one intervention, asked of a named colleague by a link that needs no account. Only the link's digest is kept."""

    personal = {
        "name": ("to say who was asked and who supplied the figure", "public task", "as long as the figure is in use; then erased"),
        "message": ("what the colleague is told", "public task", "as long as the figure is in use; then erased"),
        "answer_reason": ("what the colleague said", "public task", "as long as the figure is in use; then erased"),
    }

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="figure_requests", verbose_name=_("intervention"))
    quantity = models.CharField(_("number"), max_length=12, choices=Quantity.choices)
    name = models.CharField(_("who is asked"), max_length=120)
    message = models.TextField(_("message"), blank=True)
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    due_on = models.DateField(_("wanted by"))
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("can be used until"))
    answer = models.CharField(_("answer"), max_length=8, choices=FigureAnswer.choices, blank=True)
    answer_reason = models.TextField(_("what was said"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True, editable=False)
    estimate = models.OneToOneField(
        Estimate, null=True, blank=True, on_delete=models.PROTECT, related_name="figure_request", verbose_name=_("estimate")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    objects = FigureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a figure")
        verbose_name_plural = _("requests for figures")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.intervention}: {self.get_quantity_display()}"

    @property
    def is_open(self) -> bool:
        """Whether its link can still be answered."""
        return self.answered_at is None and self.withdrawn_at is None and self.expires_at > now()

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still wanted, even where the link has run out."""
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_waiting and self.due_on < today()


class DismissedFinding(Owned):
    """A finding about the figures that someone has looked at and let stand, with the reason. It returns when what it says changes."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="dismissed_findings", verbose_name=_("programme"))
    rule = models.CharField(_("rule"), max_length=30)
    where = models.CharField(_("where"), max_length=80)
    facts_digest = models.CharField(_("what it was about"), max_length=64)
    reason = models.CharField(_("reason"), max_length=300)
    dismissed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("let stand by"))
    restored_at = models.DateTimeField(_("shown again since"), null=True, blank=True, editable=False)

    objects = DismissedFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding let stand")
        verbose_name_plural = _("findings let stand")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "rule", "where", "facts_digest"],
                condition=Q(restored_at__isnull=True),
                name="let_stand_once",
                violation_error_message=_("This finding has been let stand already"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.where}"

"""When things happen on the way to the decision, and what has been ticked off."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import ChecklistTickQuerySet, TimelineStepQuerySet


class StepKind(models.TextChoices):
    """What a step of the timeline is."""

    FRAME = "frame", _("Problem, areas and team settled")
    INVITE = "invite", _("Invitations out, to senior clinicians first")
    NUMBERS = "numbers", _("Numbers gathered and checked")
    PACK = "pack", _("Papers to everyone who comes")
    CONFIRM = "confirm", _("Venue and materials confirmed")
    WORKSHOP = "workshop", _("Workshop")
    PAPER = "paper", _("Board paper sent")
    DECISION = "decision", _("Funding is decided")


class TimelineStep(Owned):
    """One dated step on the way to the decision; worked out backwards from it until somebody moves it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="timeline", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=12, choices=StepKind.choices)
    name = models.CharField(_("name"), max_length=120)
    happens_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    invited_on = models.DateField(_("invitations went out"), null=True, blank=True)
    is_moved = models.BooleanField(_("moved by a person"), default=False)
    is_done = models.BooleanField(_("done"), default=False)
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)

    objects = TimelineStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the timeline")
        verbose_name_plural = _("steps of the timeline")
        ordering = ["happens_on", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="a_step_ends_after_it_starts",
                violation_error_message=_("It must end after it starts"),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistTick(Owned):
    """What a person says is done, or is not any more: among the first steps, or the venue and materials of a workshop."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="ticks", verbose_name=_("programme"))
    step = models.ForeignKey(
        TimelineStep, null=True, blank=True, on_delete=models.PROTECT, related_name="ticks", verbose_name=_("step of the timeline")
    )
    item = models.CharField(_("item"), max_length=20)
    is_done = models.BooleanField(_("done"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    ticked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("ticked by"))

    objects = ChecklistTickQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist tick")
        verbose_name_plural = _("checklist ticks")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "step", "item"], name="ticked_once_for_a_step"),
            models.UniqueConstraint(fields=["programme", "item"], condition=Q(step__isnull=True), name="ticked_once_for_a_programme"),
        ]

    def __str__(self) -> str:
        return self.item

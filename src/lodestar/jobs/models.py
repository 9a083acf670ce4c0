"""Long work: what was asked for, how far it has come, and where its result lies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.jobs.querysets import JobQuerySet
from lodestar.jobs.states import OVER, JobState


class Job(Owned):
    """One piece of long work, done by the worker for whoever asked for it."""

    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    kind = models.CharField(_("kind"), max_length=60)
    parameters = models.JSONField(_("parameters"), default=dict)
    state = models.CharField(_("state"), max_length=20, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("what is being done"), max_length=200, blank=True)
    result_address = models.CharField(_("where the result is"), max_length=300, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    cancel_requested = models.BooleanField(_("asked to stop"), default=False)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0)
    # Written by the running worker every few seconds: silence means that it was killed.
    last_sign_of_life = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("looked at since"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-recorded_at"]
        indexes = [models.Index(fields=["account", "-recorded_at"]), models.Index(fields=["state", "last_sign_of_life"])]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_is_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def per_cent(self) -> int | None:
        """Whole per cent done, or None while nobody knows how much there is."""
        return min(100, 100 * self.done // self.total) if self.total else None

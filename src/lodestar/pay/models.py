"""What is owed and why: claims, statements, payment lines, reversals. Nothing paid is ever edited."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Contract, Metric
from lodestar.deliver.models import Achievement
from lodestar.pay.querysets import ClaimQuerySet, LineQuerySet, StatementQuerySet
from lodestar.pay.states import StatementState


class Claim(Owned):
    """An achievement's entry for one metric. Belongs to the provider; the commissioner sees the pseudonym only."""

    append_only = ("update",)

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="claims", verbose_name=_("contract"))
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="claims", verbose_name=_("achievement"))
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="claims", verbose_name=_("metric"))
    pseudonym = models.CharField(_("person"), max_length=12)
    achieved_on = models.DateField(_("achieved on"))
    claimed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("claimed by"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [models.UniqueConstraint(fields=["achievement", "metric"], name="claimed_once_a_metric")]

    def __str__(self) -> str:
        return self.public_id


class Statement(Owned):
    """What is owed for a contract and period: everything recomputed as known at its close, less all paid before.

    Belongs to the commissioner. Input and result of the calculation are kept, so that it can be replayed to the same penny.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="statements", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    closed_at = models.DateTimeField(_("what was known at"))
    method_input = models.JSONField(_("what went into the calculation"))
    method_result = models.JSONField(_("what came out"))
    net_pence = models.BigIntegerField(_("net"))
    vat_pence = models.BigIntegerField(_("VAT"), default=0)
    prepared_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    payment_reference = models.CharField(_("payment reference"), max_length=60, blank=True)
    returned_reason = models.TextField(_("why it was returned"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=StatementState.choices, default=StatementState.PREPARED)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["contract", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="one_statement_a_number"),
            models.UniqueConstraint(
                fields=["contract", "period_from"],
                condition=~Q(state=StatementState.RETURNED),
                name="one_statement_a_period",
                violation_error_message=_("There is a statement for that period already"),
            ),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_to")), name="a_period_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.contract}, statement {self.number}"

    @property
    def gross_pence(self) -> int:
        return self.net_pence + self.vat_pence


class PaymentLine(Owned):
    """One amount in a statement, explained down to the claim, the price version and the cap that bit. Never edited."""

    append_only = ("update",)

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines", verbose_name=_("statement"))
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="lines", verbose_name=_("claim"))
    claim_reference = models.CharField(_("claim"), max_length=80, blank=True)
    pseudonym = models.CharField(_("person"), max_length=12, blank=True)
    metric_key = models.CharField(_("metric"), max_length=40, blank=True)
    amount_pence = models.BigIntegerField(_("amount"))
    rule = models.CharField(_("rule"), max_length=80)
    explanation = models.TextField(_("explanation"))
    position = models.PositiveIntegerField(_("position"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment line")
        verbose_name_plural = _("payment lines")
        ordering = ["statement", "position"]
        constraints = [models.UniqueConstraint(fields=["statement", "position"], name="one_line_a_position")]

    def __str__(self) -> str:
        return f"{self.statement} {self.position}"


class Reversal(Owned):
    """Takes a claim back from a date on: the next statement shows what is recovered. The lines paid before stay as they are."""

    append_only = ("update",)

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reversals", verbose_name=_("claim"))
    reason = models.TextField(_("reason"))
    happened_on = models.DateField(_("reversed on"))
    reversed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reversed by"))

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")

    def __str__(self) -> str:
        return self.public_id

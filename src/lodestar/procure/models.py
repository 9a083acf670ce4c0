"""Finding a provider: opportunities, sealed proposals, the two keys that open them, and the award."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Organisation, Owned
from lodestar.design.models import Service
from lodestar.procure.querysets import AwardQuerySet, OpportunityQuerySet, ProposalQuerySet
from lodestar.procure.states import OpportunityState, ProposalState


class Opportunity(Owned):
    """An invitation to propose how a service's outcomes will be reached. Asks for targets, not methods."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("service"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what is sought"))
    givens = models.TextField(_("what every proposal must work within"), blank=True)
    budget_pence = models.BigIntegerField(_("money available"), null=True, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"))
    state = models.CharField(_("state"), max_length=12, choices=OpportunityState.choices, default=OpportunityState.DRAFT)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["-deadline"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(opens_at__lt=F("deadline")),
                name="opens_before_its_deadline",
                violation_error_message=_("It must open before its deadline"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(Owned):
    """A provider's answer to an opportunity. Its content is encrypted from the first keystroke until two people open it.

    Belongs to the provider. The digest on the receipt is over the content as submitted.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("opportunity"))
    sealed_content = models.BinaryField(_("sealed content"), default=bytes)
    content = models.JSONField(_("content, once opened"), null=True, blank=True)
    digest = models.CharField(_("digest of the content"), max_length=64, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    state = models.CharField(_("state"), max_length=12, choices=ProposalState.choices, default=ProposalState.DRAFT)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "owner_organisation"],
                condition=~Q(state=ProposalState.WITHDRAWN),
                name="one_proposal_a_provider",
                violation_error_message=_("Your organisation has a proposal for this already"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_organisation}: {self.opportunity}"


class OpeningKey(models.Model):
    """One of the two keys that open the proposals of an opportunity. The second, by another account, opens them."""

    append_only = ("update", "delete")

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="keys_turned")
    turned_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("turned by"))
    turned_at = models.DateTimeField(_("turned at"))

    class Meta:
        verbose_name = _("opening key")
        verbose_name_plural = _("opening keys")
        constraints = [models.UniqueConstraint(fields=["opportunity", "turned_by"], name="one_key_a_person")]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.turned_at}"


class Award(Owned):
    """The choice of one proposal, with its reasons."""

    append_only = ("update",)

    opportunity = models.OneToOneField(Opportunity, on_delete=models.PROTECT, related_name="award", verbose_name=_("opportunity"))
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="award", verbose_name=_("proposal"))
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="awards", verbose_name=_("provider"))
    reason = models.TextField(_("reason"))
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-decided_on"]

    def __str__(self) -> str:
        return f"{self.provider}: {self.opportunity}"

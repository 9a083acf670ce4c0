"""Contracts as data: versions that stand only when both have signed, their targets, milestones, metrics and terms."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Organisation, Owned
from lodestar.contract.querysets import ContractQuerySet, TargetQuerySet, VersionQuerySet
from lodestar.contract.states import ContractState, VersionState
from lodestar.design.models import Outcome, Service
from lodestar.procure.models import Award


class VerificationMethod(models.TextChoices):
    """How an achievement is checked, weakest first."""

    PERSON = "person", _("The person says so")
    STAFF = "staff", _("Another member of staff checks")
    THIRD_PARTY = "third_party", _("A third party confirms")
    MEASUREMENT = "measurement", _("It is measured or taken from a record")


class Contract(Owned):
    """An agreement between a commissioner (its owner) and a provider for a service."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("service"))
    award = models.OneToOneField(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="contract", verbose_name=_("award"))
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("provider"))
    verifier = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts_verified",
        verbose_name=_("independent verifier"),
        help_text=_("Whoever checks that results are real, where it is another organisation than the provider."),
    )
    reference = models.CharField(_("reference"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    finance_reference = models.CharField(_("finance reference"), max_length=60, blank=True)
    vat_basis_points = models.PositiveSmallIntegerField(_("VAT, in hundredths of a per cent"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=ContractState.choices, default=ContractState.DRAFT)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on", "reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_organisation", "reference"],
                name="one_contract_a_reference",
                violation_error_message=_("There is a contract of that reference already"),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="a_contract_ends_after_it_starts",
                violation_error_message=_("The contract must end after it starts"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContractVersion(Owned):
    """The targets and terms from a date on. `terms` holds all of payment_statement's terms but the metrics, which are rows."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("version"))
    effective_from = models.DateField(_("in force from"))
    reason = models.TextField(_("why it was proposed"), blank=True)
    terms = models.JSONField(_("terms, without metrics"), default=dict)
    proposed_by = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by", verbose_name=_("changes version")
    )
    refused_reason = models.TextField(_("why it was refused"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=VersionState.choices, default=VersionState.DRAFT)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract version")
        verbose_name_plural = _("contract versions")
        ordering = ["contract", "number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.contract}, version {self.number}"


class Signature(models.Model):
    """One party's signature on a version."""

    append_only = ("update", "delete")

    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("for"))
    signed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="a_party_signs_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.version}"


class BaselineKind(models.TextChoices):
    PRE_EXISTING = "pre_existing", _("How it was before")
    PROJECTED = "projected", _("What would have happened anyway")
    COMPARISON = "comparison", _("A comparable group")


class Target(Owned):
    """Six parts: who, what change, how much is success, by when, how many, how verified. `key` is the same in every version."""

    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="targets", verbose_name=_("contract version"))
    key = models.CharField(_("key"), max_length=40)
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="targets", verbose_name=_("outcome"))
    question = models.CharField(_("the commissioner's question behind it"), max_length=300, blank=True)
    who = models.CharField(_("who"), max_length=200)
    change = models.CharField(_("what change"), max_length=200)
    success = models.CharField(_("how much is success"), max_length=200)
    by_when = models.DateField(_("by when"))
    how_many = models.PositiveIntegerField(_("how many people"), validators=[MinValueValidator(1)])
    out_of = models.PositiveIntegerField(_("out of how many"), null=True, blank=True)
    verified_by = models.CharField(_("how verified"), max_length=14, choices=VerificationMethod.choices)
    baseline_kind = models.CharField(_("kind of baseline"), max_length=14, choices=BaselineKind.choices, blank=True)
    baseline = models.CharField(_("baseline"), max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["version", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="one_target_a_key"),
            models.CheckConstraint(
                condition=Q(out_of__isnull=True) | Q(out_of__gte=F("how_many")),
                name="no_more_than_there_are",
                violation_error_message=_("More people cannot succeed than there are"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.change}"


class Milestone(Owned):
    """A critical point that a person must reach on the way to a target. `key` is the same in every version."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="milestones", verbose_name=_("target"))
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("milestone"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))
    expected_count = models.PositiveIntegerField(_("people expected to reach it"), null=True, blank=True)
    expected_by = models.DateField(_("expected by"), null=True, blank=True)
    verified_by = models.CharField(_("how verified"), max_length=14, choices=VerificationMethod.choices)

    objects = models.Manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["target", "position"]
        constraints = [models.UniqueConstraint(fields=["target", "key"], name="one_milestone_a_key")]

    def __str__(self) -> str:
        return self.name


class MetricKind(models.TextChoices):
    MILESTONE = "milestone", _("Milestone")
    OUTCOME = "outcome", _("Outcome")
    SUSTAINMENT = "sustainment", _("Sustained change")


class Metric(Owned):
    """A milestone with a price. `key` is the name that the terms, claims and statements use for it; `more` holds what else
    payment_statement allows of a metric (limits, caps, groups, tiers, windows)."""

    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="metrics", verbose_name=_("contract version"))
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="metrics", verbose_name=_("milestone"))
    key = models.CharField(_("key"), max_length=40)
    description = models.CharField(_("what is paid for"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=MetricKind.choices)
    price_pence = models.PositiveBigIntegerField(_("price"))
    max_per_person = models.PositiveIntegerField(_("at most so often a person"), null=True, blank=True, default=1)
    more = models.JSONField(_("further terms"), default=dict, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["version", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_metric_a_key")]

    def __str__(self) -> str:
        return self.description

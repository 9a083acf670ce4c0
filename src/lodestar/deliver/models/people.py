"""People, their identity apart, and their engagements with a service."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Contract
from lodestar.deliver.querysets import (
    EngagementQuerySet,
    PersonQuerySet,
)
from lodestar.deliver.states import EngagementState
from lodestar.design.models import Service


def new_salt() -> str:
    return secrets.token_hex(16)


class Person(Owned):
    """Someone who is supported, as an opaque id. Belongs to one provider. Losing the salt unlinks every digest made of them."""

    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.public_id


class PersonIdentity(models.Model):
    """A person's names and contacts: seen only by the keyworkers of their caseload and their provider manager."""

    personal = {
        "given_name": ("to address the person", "legitimate interests or public task", "until the engagement's retention ends"),
        "family_name": ("to address the person", "legitimate interests or public task", "until the engagement's retention ends"),
        "known_as": ("to address the person as they wish", "legitimate interests or public task", "until the engagement's retention ends"),
        "date_of_birth": ("to test eligibility and tell people apart", "public task", "until the engagement's retention ends"),
        "contact": ("to reach the person", "legitimate interests or public task", "until the engagement's retention ends"),
        "needs": (
            "to communicate as the person needs",
            "public task; Accessible Information Standard",
            "until the engagement's retention ends",
        ),
        "search_name": ("to find the person again", "legitimate interests or public task", "until the engagement's retention ends"),
    }

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity", primary_key=True)
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    known_as = models.CharField(_("likes to be called"), max_length=100, blank=True)
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    contact = models.TextField(_("how to reach them"), blank=True)
    needs = models.TextField(_("how they need to be communicated with"), blank=True)
    search_name = models.CharField(max_length=200, db_index=True, editable=False, blank=True)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return self.known_as or self.given_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Engagement(Owned):
    """A person × a service × a contract, from opening to closing. Belongs to the provider."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("person"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("service"))
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("contract"))
    keyworker = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="caseload", verbose_name=_("keyworker")
    )
    pseudonym = models.CharField(
        _("pseudonym"),
        max_length=12,
        help_text=_("How the contract's commissioner sees this person in a statement. Made from the person's salt."),
    )
    group = models.CharField(_("price group"), max_length=40, blank=True)
    referred_on = models.DateField(_("referred on"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_reason = models.CharField(_("why it closed"), max_length=200, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=EngagementState.choices, default=EngagementState.REFERRED)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["-opened_on", "id"]
        indexes = [models.Index(fields=["keyworker", "state"]), models.Index(fields=["contract", "pseudonym"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "contract"],
                condition=Q(state__in=["referred", "open"]),
                name="one_engagement_open_at_a_time",
                violation_error_message=_("This person has an open engagement with the service already"),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="closed_after_it_opened",
                violation_error_message=_("It cannot close before it opened"),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

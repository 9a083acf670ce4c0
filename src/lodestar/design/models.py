"""What should change for whom: outcome frameworks, outcomes and how they lead to one another, and services."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Owned
from lodestar.design.querysets import FrameworkQuerySet, OutcomeQuerySet, ServiceQuerySet
from lodestar.design.states import ServiceState
from lodestar.prioritise.models import Intervention, Programme


class OutcomeLevel(models.TextChoices):
    """Whose outcome it is: the person's, the provider's, or the strategy's."""

    EARLY = "early", _("Early: for the person")
    INTERMEDIATE = "intermediate", _("Intermediate: for the provider")
    LATE = "late", _("Late: an aim of the strategy")


class OutcomeKind(models.TextChoices):
    BEHAVIOUR = "behaviour", _("Behaviour")
    CONDITION = "condition", _("Condition")
    SATISFACTION = "satisfaction", _("Satisfaction")


class OutcomeFramework(Owned):
    """A named, versioned set of outcomes; shared ones may be used by every organisation of the deployment."""

    name = models.CharField(_("name"), max_length=160)
    edition = models.CharField(_("edition"), max_length=40)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_shared = models.BooleanField(_("shared with every organisation"), default=False)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome framework")
        verbose_name_plural = _("outcome frameworks")
        ordering = ["name", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_organisation", "name", "edition"],
                name="one_framework_an_edition",
                violation_error_message=_("There is a framework of that name and edition already"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"


class Outcome(Owned):
    """A specific, sustained change in behaviour, condition or satisfaction."""

    framework = models.ForeignKey(OutcomeFramework, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("framework"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("outcome"), max_length=200)
    plain_words = models.CharField(_("in plain words"), max_length=300, blank=True)
    level = models.CharField(_("level"), max_length=14, choices=OutcomeLevel.choices)
    kind = models.CharField(_("kind of change"), max_length=14, choices=OutcomeKind.choices, default=OutcomeKind.CONDITION)
    sustained_months = models.PositiveSmallIntegerField(_("sustained for, in months"), default=0)
    leads_to = models.ManyToManyField(
        "self", through="OutcomeLink", symmetrical=False, related_name="led_from", blank=True, verbose_name=_("leads to")
    )

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["framework", "level", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"], name="one_outcome_a_code", violation_error_message=_("The framework has that code already")
            )
        ]

    def __str__(self) -> str:
        return self.name


class OutcomeLink(models.Model):
    """Why one outcome is believed to lead to another, and the evidence."""

    source = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="links_out", verbose_name=_("from"))
    target = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="links_in", verbose_name=_("to"))
    reason = models.TextField(_("why"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    evidence_date = models.DateField(_("date of the evidence"), null=True, blank=True)

    class Meta:
        verbose_name = _("link between outcomes")
        verbose_name_plural = _("links between outcomes")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="outcomes_linked_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="no_outcome_leads_to_itself",
                violation_error_message=_("An outcome cannot lead to itself"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Service(Owned):
    """What is to be provided for whom. Its price, capacity and eligibility are the only inputs that a commissioner sets."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="services", verbose_name=_("programme"))
    decided_from = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, related_name="services", verbose_name=_("decided from")
    )
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("what it is"), blank=True)
    eligibility = models.TextField(_("who may use it"), blank=True)
    capacity_places = models.PositiveIntegerField(_("places at one time"), null=True, blank=True)
    price_per_hour_pence = models.PositiveIntegerField(_("price for an hour of direct support"), null=True, blank=True)
    outcomes = models.ManyToManyField(Outcome, related_name="services", blank=True, verbose_name=_("outcomes"))
    state = models.CharField(_("state"), max_length=14, choices=ServiceState.choices, default=ServiceState.DRAFT)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner_organisation", "name", "programme"],
                name="one_service_a_name",
                violation_error_message=_("The programme has a service of that name already"),
            )
        ]

    def __str__(self) -> str:
        return self.name

"""People and their journeys. Identity is apart from journey: names live in one table, seen only by those who support them."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.contract.models import Contract, Milestone, VerificationMethod
from lodestar.deliver.querysets import (
    AchievementQuerySet,
    EditionQuerySet,
    EngagementQuerySet,
    GoalQuerySet,
    PersonQuerySet,
    ReadingQuerySet,
    ReturnQuerySet,
)
from lodestar.deliver.states import AchievementState, EngagementState, GoalState
from lodestar.design.models import Outcome, Service


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


class Instrument(Owned):
    """A set of scales, whoever holds its licence. Scores are never compared across instruments."""

    name = models.CharField(_("name"), max_length=120)
    licence_holder = models.CharField(_("licence holder"), max_length=160)
    is_shared = models.BooleanField(_("may be used by every organisation"), default=False)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [models.UniqueConstraint(fields=["owner_organisation", "name"], name="one_instrument_a_name")]

    def __str__(self) -> str:
        return self.name


class InstrumentEdition(Owned):
    """One version of an instrument: never changed once a reading has used it."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="editions", verbose_name=_("instrument"))
    edition = models.CharField(_("edition"), max_length=40)
    scale_min = models.SmallIntegerField(_("lowest point"), default=1)
    scale_max = models.SmallIntegerField(_("highest point"))
    higher_is_better = models.BooleanField(_("a higher point is better"), default=True)
    stages = models.JSONField(_("stages of the journey"), help_text=_("Names in order, lowest first."))

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument edition")
        verbose_name_plural = _("instrument editions")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "edition"], name="one_edition_a_name"),
            models.CheckConstraint(condition=Q(scale_min__lt=F("scale_max")), name="a_scale_has_room"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}, {self.edition}"


class InstrumentArea(models.Model):
    """One arm of the star, with the words of each point of its scale."""

    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="areas")
    key = models.CharField(_("key"), max_length=40)
    name = models.CharField(_("area"), max_length=80)
    prompt = models.CharField(_("what it is about"), max_length=300, blank=True)
    words = models.JSONField(_("words of each point"), default=dict, help_text=_('{"1": "…", "2": "…"}'))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("area of an instrument")
        verbose_name_plural = _("areas of an instrument")
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_area_a_key")]

    def __str__(self) -> str:
        return self.name


class Voice(models.TextChoices):
    """Who completed a reading."""

    TOGETHER = "together", _("Together")
    WORKER = "worker", _("The worker alone")
    PERSON = "person", _("The person alone")


class Reading(Owned):
    """One completed star. Never rewritten: a correction is a new reading that takes its place and says why."""

    append_only = ("update",)

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="readings", verbose_name=_("engagement"))
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="readings", verbose_name=_("instrument edition"))
    happened_on = models.DateField(_("completed on"))
    voice = models.CharField(_("who completed it"), max_length=10, choices=Voice.choices)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by", verbose_name=_("takes the place of")
    )
    correction_reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["happened_on", "id"]
        indexes = [models.Index(fields=["engagement", "edition", "happened_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(correction_reason=""),
                name="a_correction_says_why",
                violation_error_message=_("Say why it is corrected"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.voice}"


class AreaScore(models.Model):
    """One point on one arm; no row where the area was left out. A missing area is never filled in."""

    append_only = ("update",)

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="scores")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField(_("point"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["reading", "area"], name="one_score_an_area")]

    def __str__(self) -> str:
        return f"{self.area}: {self.score}"


class AreaNote(models.Model):
    """What was said about an area, kept apart from the score so that it can be erased."""

    personal = {"text": ("to remember what was said", "legitimate interests or public task", "until the engagement's retention ends")}

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="notes")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [models.UniqueConstraint(fields=["reading", "area"], name="one_note_an_area")]

    def __str__(self) -> str:
        return f"{self.area}"


class ReadingDraft(models.Model):
    """A reading being filled in, saved as one goes. `revision` tells two tabs apart."""

    personal = {"content": ("so that work is not lost", "legitimate interests or public task", "until the reading is completed or 30 days")}

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="drafts")
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a reading")
        verbose_name_plural = _("drafts of readings")
        constraints = [models.UniqueConstraint(fields=["engagement", "edition", "account"], name="one_draft_each")]

    def __str__(self) -> str:
        return f"{self.engagement}: {self.revision}"


class Journey(models.Model):
    """First and latest score of an engagement in an area, summed as readings are written, under the default rule.

    Pages and reports read these rows and never walk raw readings. `rebuild_journeys` makes them again from the readings and
    must find no difference.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="journeys")
    area = models.ForeignKey(InstrumentArea, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(InstrumentEdition, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    readings = models.PositiveSmallIntegerField(_("readings"))
    first_on = models.DateField(_("first reading"))
    first_score = models.SmallIntegerField(_("first point"), null=True)
    latest_on = models.DateField(_("latest reading"), null=True)
    latest_score = models.SmallIntegerField(_("latest point"), null=True)

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        constraints = [models.UniqueConstraint(fields=["engagement", "area"], name="one_journey_an_area")]
        indexes = [models.Index(fields=["service", "edition", "area", "first_score", "latest_score"], name="journey_of_a_service")]

    def __str__(self) -> str:
        return f"{self.engagement} {self.area}"


class Goal(Owned):
    """What a person wants to change next, in their own words; points at one of the contract's outcomes or says why it is unlisted."""

    personal = {"words": ("to support the person", "legitimate interests or public task", "until the engagement's retention ends")}

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="goals", verbose_name=_("engagement"))
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="goals", verbose_name=_("outcome of the contract")
    )
    words = models.TextField(_("in the person's own words"))
    unlisted_reason = models.CharField(_("why it is not among the contract's outcomes"), max_length=200, blank=True)
    set_on = models.DateField(_("set on"))
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=GoalState.choices, default=GoalState.SET)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["-set_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=False) | ~Q(unlisted_reason=""),
                name="a_goal_is_listed_or_says_why",
                violation_error_message=_("Choose one of the contract's outcomes, or say why it is not among them"),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Achievement(Owned):
    """A milestone reached by a person on a date, as recorded by the provider. Nothing is paid for it until another account verifies it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="achievements", verbose_name=_("engagement"))
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="achievements", verbose_name=_("milestone"))
    occurrence = models.PositiveSmallIntegerField(_("which time, where it can be reached again"), default=1)
    happened_on = models.DateField(_("reached on"))
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.SET_NULL, related_name="achievements", verbose_name=_("goal"))
    state = models.CharField(_("state"), max_length=14, choices=AchievementState.choices, default=AchievementState.RECORDED)

    objects = AchievementQuerySet.as_manager()

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ["-happened_on", "id"]
        indexes = [models.Index(fields=["state", "happened_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "milestone", "occurrence"],
                condition=~Q(state=AchievementState.WITHDRAWN),
                name="a_milestone_is_recorded_once",
                violation_error_message=_("This milestone is recorded for this person already"),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Evidence(Owned):
    """What shows that an achievement happened."""

    append_only = ("update",)
    personal = {
        "description": ("to show that it happened", "contract; public task", "seven years after the contract's end"),
        "reference": ("to find the proof again", "contract; public task", "seven years after the contract's end"),
    }

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("achievement"))
    method = models.CharField(_("kind"), max_length=14, choices=VerificationMethod.choices)
    description = models.TextField(_("what it shows"))
    reference = models.CharField(_("where it is kept"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return self.public_id


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    OVERTURNED = "overturned", _("Overturned")


class Verification(Owned):
    """Another account's judgement of an achievement. Later judgements are added; none is changed."""

    append_only = ("update",)

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("achievement"))
    method = models.CharField(_("method"), max_length=14, choices=VerificationMethod.choices)
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices)
    verified_on = models.DateField(_("verified on"))
    verified_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id


class Return(Owned):
    """Totals reported for a contract and period, where no persons are recorded: counts by metric key.

    Counts for nothing until another account confirms it (`ReturnVerification`). Never rewritten: a later return takes its place.
    """

    append_only = ("update",)

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="returns", verbose_name=_("contract"))
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    counts = models.JSONField(_("counts by metric"))
    source = models.CharField(_("source"), max_length=300)
    recorded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by", verbose_name=_("takes the place of")
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["period_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to")),
                name="a_return_runs_forward",
                violation_error_message=_("The period must end on or after the day it starts"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.period_from} to {self.period_to}"

    @property
    def judged(self) -> ReturnVerification | None:
        """The latest judgement, or None while it waits for one."""
        return max(self.verifications.all(), key=lambda one: one.pk, default=None)


class ReturnVerification(Owned):
    """Another account's judgement of a return, on behalf of its own organisation. Later judgements are added; none is changed."""

    append_only = ("update",)

    totals = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="verifications", verbose_name=_("return"))
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict.choices)
    verified_on = models.DateField(_("verified on"))
    verified_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("verified by"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("verification of a return")
        verbose_name_plural = _("verifications of returns")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.public_id

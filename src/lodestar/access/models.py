"""Who: accounts, organisations, memberships, invitations; and the base of every row that an organisation owns."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lodestar.access.querysets import AccountQuerySet, InvitationQuerySet, MembershipQuerySet, OrganisationQuerySet
from lodestar.access.roles import OrganisationKind, RoleName
from lodestar.common.clock import now
from lodestar.common.ids import LENGTH, PublicIdField


class Organisation(models.Model):
    """A commissioner, provider or verifier. Every row belongs to one."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    is_demo = models.BooleanField(_("made up, for the demo"), default=False)
    added_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_organisation_a_name", violation_error_message=_("There is one of that name already")
            )
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account: Account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        found: Account = self.get(email=(username or "").lower())
        return found


class Account(AbstractBaseUser):
    """Someone who signs in. Known to the audit chain by the opaque id only."""

    personal = {
        "email": ("to sign in and to be reached", "public task or contract", "while the account is open and two years after"),
        "name": ("so that others know who did what", "public task or contract", "while what they signed is kept"),
    }

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail address"), unique=True, error_messages={"unique": _("Someone has that address already")})
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_demo = models.BooleanField(_("made up, for the demo"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"), default=now)
    # Counted up whenever every session of the account must end: a role or a way of signing in was changed, or it was locked.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match to live on: it ends with a new password and with `sessions_ended`."""
        return salted_hmac(
            "lodestar.access.session", f"{self.password}.{self.sessions_ended}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Membership(models.Model):
    """An account's role in an organisation, for the whole of it or for one programme or service."""

    public_id = PublicIdField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("account"))
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation"))
    role = models.CharField(_("role"), max_length=30, choices=RoleName.choices)
    scope_id = models.CharField(
        _("only for"),
        max_length=LENGTH,
        blank=True,
        help_text=_("Blank: the whole organisation. Otherwise the id of one programme or service."),
    )
    given_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "organisation", "role", "scope_id"],
                condition=Q(ended_at__isnull=True),
                name="a_role_is_held_once",
                violation_error_message=_("They have that role already"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_role_display()} · {self.organisation}"


class Invitation(models.Model):
    """A one-time link by which someone takes up a role. Only its digest is kept."""

    personal = {
        "email": ("to send the link", "public task or contract", "until taken up or expired, and 30 days"),
        "name": ("to address whom the link is for", "public task or contract", "until taken up or expired, and 30 days"),
    }

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("organisation"))
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=30, choices=RoleName.choices)
    scope_id = models.CharField(_("only for"), max_length=LENGTH, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now)
    expires_at = models.DateTimeField(_("can be used until"))
    accepted_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.organisation}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > now()


class PasswordLink(models.Model):
    """A one-time link by which someone who cannot sign in sets a new password. Only its digest is kept."""

    public_id = PublicIdField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="password_links", verbose_name=_("account"))
    token_digest = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now)
    expires_at = models.DateTimeField(_("can be used until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("password link")
        verbose_name_plural = _("password links")

    def __str__(self) -> str:
        return f"{self.account} · {self.expires_at:%d %B %Y}"


class Owned(models.Model):
    """The base of every row of the cycle: an opaque id, the organisation it belongs to, and when it was written down."""

    public_id = PublicIdField()
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("belongs to"))
    recorded_at = models.DateTimeField(_("recorded at"), default=now, editable=False)

    class Meta:
        abstract = True

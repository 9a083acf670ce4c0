"""The allowed moves of a contract and of a contract version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class ContractState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    ENDED = "ended", _("Ended")
    ABANDONED = "abandoned", _("Abandoned before signing")


CONTRACT = state_table(
    ContractState,
    start=ContractState.DRAFT,
    turn={
        ContractState.DRAFT: _("both parties, to sign the first version"),
        ContractState.LIVE: None,
        ContractState.ENDED: None,
        ContractState.ABANDONED: None,
    },
    go_live=((ContractState.DRAFT,), ContractState.LIVE),
    end=((ContractState.LIVE,), ContractState.ENDED),
    abandon=((ContractState.DRAFT,), ContractState.ABANDONED),
)


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    PROPOSED = "proposed", _("Proposed, to be signed")
    SIGNED = "signed", _("Signed by both")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


VERSION = state_table(
    VersionState,
    start=VersionState.DRAFT,
    turn={
        VersionState.DRAFT: _("whoever is writing it"),
        VersionState.PROPOSED: _("the party that has not yet signed"),
        VersionState.SIGNED: None,
        VersionState.REFUSED: None,
        VersionState.WITHDRAWN: None,
    },
    propose=((VersionState.DRAFT,), VersionState.PROPOSED),
    sign=((VersionState.PROPOSED,), VersionState.SIGNED),
    refuse=((VersionState.PROPOSED,), VersionState.REFUSED),
    withdraw=((VersionState.DRAFT, VersionState.PROPOSED), VersionState.WITHDRAWN),
)

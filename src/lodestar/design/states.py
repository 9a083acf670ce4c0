"""The allowed moves of a service."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class ServiceState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Ready to commission")
    COMMISSIONED = "commissioned", _("Commissioned")
    CLOSED = "closed", _("Closed")


SERVICE = state_table(
    ServiceState,
    start=ServiceState.DRAFT,
    turn={
        ServiceState.DRAFT: _("the commissioning manager"),
        ServiceState.READY: _("the procurement officer"),
        ServiceState.COMMISSIONED: None,
        ServiceState.CLOSED: None,
    },
    make_ready=((ServiceState.DRAFT,), ServiceState.READY),
    return_to_draft=((ServiceState.READY,), ServiceState.DRAFT),
    commission=((ServiceState.READY, ServiceState.COMMISSIONED), ServiceState.COMMISSIONED),
    close=((ServiceState.COMMISSIONED, ServiceState.READY), ServiceState.CLOSED),
)

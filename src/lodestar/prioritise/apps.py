from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def reads_programmes(actor: Any) -> bool:
    """Programmes belong to commissioners: only roles that a commissioner has make them worth a place in the navigation."""
    from lodestar.access.roles import ROLES, OrganisationKind, Permission

    wanted = (role for role in actor.roles if Permission.SEE_CYCLE in ROLES[role].permissions)
    return bool(actor.is_system or any(OrganisationKind.COMMISSIONER in ROLES[role].kinds for role in wanted))


class PrioritiseConfig(AppConfig):
    name = "lodestar.prioritise"
    label = "prioritise"
    verbose_name = _("Prioritise")

    def ready(self) -> None:
        from lodestar.prioritise import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav

        nav.add("prioritise", _("Prioritise"), "prioritise:programme_list", 10, visible=reads_programmes)

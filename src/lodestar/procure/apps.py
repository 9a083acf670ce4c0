from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcureConfig(AppConfig):
    name = "lodestar.procure"
    label = "procure"
    verbose_name = _("Procure")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.procure import panels as ours
        from lodestar.procure import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav, panels

        nav.add(
            "procure",
            _("Procure"),
            "procure:opportunity_list",
            30,
            visible=lambda actor: actor.holds(Permission.SEE_CYCLE, Permission.PROPOSE),
        )
        panels.add("design.service.detail", ours.opportunities_of_service, order=20)

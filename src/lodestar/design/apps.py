from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignConfig(AppConfig):
    name = "lodestar.design"
    label = "design"
    verbose_name = _("Design")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.design import panels as ours
        from lodestar.design import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav, panels

        nav.add("design", _("Design"), "design:service_list", 20, visible=lambda actor: actor.holds(Permission.SEE_CYCLE))
        panels.add("prioritise.intervention.detail", ours.services_of_intervention, order=10)
        panels.add("prioritise.programme.detail", ours.services_of_the_programme, order=10)
        panels.add("prioritise.decision.detail", ours.services_of_decision, order=10)
        panels.add("prioritise.hand_over", ours.services_of_decision, order=10)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliverConfig(AppConfig):
    name = "lodestar.deliver"
    label = "deliver"
    verbose_name = _("Deliver")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.deliver import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav

        seen_by = (Permission.SUPPORT_PEOPLE, Permission.MANAGE_CASELOADS, Permission.VERIFY, Permission.SEE_DELIVERY)
        nav.add("deliver", _("Deliver"), "deliver:home", 50, visible=lambda actor: actor.holds(*seen_by))

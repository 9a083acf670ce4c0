from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearnConfig(AppConfig):
    name = "lodestar.learn"
    label = "learn"
    verbose_name = _("Learn")

    def ready(self) -> None:
        from lodestar.access.roles import Permission
        from lodestar.learn import panels as ours
        from lodestar.learn import tasks  # noqa: F401 — registers what is owed
        from lodestar.ui.registry import nav, panels

        nav.add("learn", _("Learn"), "learn:learning_list", 70, visible=lambda actor: actor.holds(Permission.SEE_CYCLE))
        panels.add("home.cycle", ours.cycle_at_home)
        panels.add("prioritise.programme.new", ours.lessons_to_begin_with)
        panels.add("contract.contract.detail", ours.results_of_targets, order=20)
        panels.add("contract.contract.detail", ours.lessons_of_contract, order=40)
        panels.add("design.service.detail", ours.lessons_of_service, order=40)
        panels.add("deliver.engagement.detail", ours.goals_in_sight, order=80)
        for slot in (
            "prioritise.programme.detail",
            "prioritise.intervention.detail",
            "design.service.detail",
            "design.outcome.detail",
            "contract.contract.detail",
            "procure.opportunity.detail",
            "deliver.service.detail",
            "pay.statement.detail",
        ):
            panels.add(slot, ours.sight_link, order=90)

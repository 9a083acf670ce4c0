"""What is asked on the pages of this app."""

from __future__ import annotations

from lodestar.prioritise.forms.areas import AREA_FACTS, AreaForm
from lodestar.prioritise.forms.decisions import BudgetForm, ChoiceForm, DepartureForm, SurenessForm
from lodestar.prioritise.forms.estimates import HINTS, UNITS, EstimateForm
from lodestar.prioritise.forms.hand_over import LARGEST_WORKBOOK, NOW, CarryForwardForm, CompareForm, ReturnForm, SnapshotForm, WorkbookForm
from lodestar.prioritise.forms.interventions import INTERVENTION_FACTS, AgreeForm, InterventionFilterForm, InterventionForm
from lodestar.prioritise.forms.programmes import FIRST_YEAR, LAST_YEAR, ProgrammeFilterForm, ProgrammeForm
from lodestar.prioritise.forms.words import pounds_in_address, words_of_year

__all__ = [
    "AREA_FACTS",
    "FIRST_YEAR",
    "HINTS",
    "INTERVENTION_FACTS",
    "LARGEST_WORKBOOK",
    "LAST_YEAR",
    "NOW",
    "UNITS",
    "AgreeForm",
    "AreaForm",
    "BudgetForm",
    "CarryForwardForm",
    "ChoiceForm",
    "CompareForm",
    "DepartureForm",
    "EstimateForm",
    "InterventionFilterForm",
    "InterventionForm",
    "ProgrammeFilterForm",
    "ProgrammeForm",
    "ReturnForm",
    "SnapshotForm",
    "SurenessForm",
    "WorkbookForm",
    "pounds_in_address",
    "words_of_year",
]

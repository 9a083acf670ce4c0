"""Who brings in readings from a file."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.common.decisions import Decision, allow_if
from lodestar.deliver.policies import may_import_readings
from lodestar.interchange.models import ReadingsFile
from lodestar.interchange.states import FileState


def may_finish_file(actor: Actor, file: ReadingsFile) -> Decision:
    """Whoever uploaded the file imports it or throws it away, once."""
    own = actor.is_system or file.uploaded_by_id == actor.account_id
    return (
        may_import_readings(actor, file.owner_organisation)
        & allow_if(own, _("Someone else uploaded this file."))
        & allow_if(file.state == FileState.CHECKED, _("This file was imported or thrown away already."))
    )

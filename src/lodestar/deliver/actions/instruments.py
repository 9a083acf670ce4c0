"""Instruments come from versioned files: ours are shipped with Lodestar, a licence holder's are loaded by whoever holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.deliver.actions.bulk import digest_of
from lodestar.deliver.models import Instrument, InstrumentArea, InstrumentEdition
from lodestar.deliver.policies import may_load_instrument, may_share_instrument

OWN_FILES = Path(__file__).resolve().parent.parent / "instruments"
_KEY = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
FEWEST_AREAS, MOST_AREAS, FEWEST_STAGES, MOST_POINTS = 3, 12, 2, 100


class BadInstrument(ValidationError):  # noqa: N818 — named for what it is
    """An instrument file that cannot be used; says everything that is wrong with it."""


@action
def load_instrument(*, file: Mapping[str, Any], organisation: Organisation, by: Actor, is_shared: bool = False) -> InstrumentEdition:
    """Loads one edition of an instrument from its file (name, edition, licence_holder, scale, stages, areas with their words).

    The same file again gives the same edition; another file under the same name and edition is refused, for readings rest on it.
    Raises BadInstrument with every fault of the file.
    """
    may_load_instrument(by, organisation).require()
    faults = list(faults_of(file))
    if faults:
        raise BadInstrument(faults)
    instrument, _new = Instrument.objects.get_or_create(
        owner_organisation=organisation, name=file["name"], defaults={"licence_holder": file["licence_holder"], "is_shared": is_shared}
    )
    if is_shared:
        may_share_instrument(by, instrument).require()
    edition = instrument.editions.filter(edition=file["edition"]).first()
    if edition is None:
        edition = _make_edition(instrument, file)
    elif _content(edition) != _content_of(file):
        raise BadInstrument([_("There is an edition of that name already, with other words or another scale.")])
    record("loaded_instrument", subject=edition, by=by, digest=digest_of([_content_of(file)]))
    return edition


def load_own_instruments(*, organisation: Organisation, by: Actor) -> list[InstrumentEdition]:
    """Lodestar's own instruments, shared with every organisation of this deployment."""
    files = sorted(OWN_FILES.glob("*.json"))
    texts = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    return [load_instrument(file=text, organisation=organisation, by=by, is_shared=True) for text in texts]


def faults_of(file: Mapping[str, Any]) -> Iterator[str]:
    """Everything that is wrong with an instrument file, each in a sentence."""
    for name in ("name", "edition", "licence_holder"):
        if not isinstance(file.get(name), str) or not file[name].strip():
            yield _("“%(name)s” must be given as text.") % {"name": name}
    low, high = file.get("scale_min", 1), file.get("scale_max")
    if type(low) is not int or type(high) is not int or low != 1 or not low < high <= MOST_POINTS:
        yield _("“scale_min” must be 1, and “scale_max” a whole number above it.")
        return
    stages = file.get("stages")
    if not isinstance(stages, list) or len(stages) < FEWEST_STAGES or not all(isinstance(stage, str) and stage.strip() for stage in stages):
        yield _("“stages” must list at least two names, lowest first.")
    elif (high - low + 1) % len(stages):
        yield _("The points of the scale must divide evenly into the stages.")
    yield from _faults_of_areas(file.get("areas"), low, high)


def _faults_of_areas(areas: Any, low: int, high: int) -> Iterator[str]:
    if not isinstance(areas, list) or not FEWEST_AREAS <= len(areas) <= MOST_AREAS or not all(isinstance(area, dict) for area in areas):
        yield _("“areas” must list from %(low)s to %(high)s areas.") % {"low": FEWEST_AREAS, "high": MOST_AREAS}
        return
    keys = [area.get("key") for area in areas]
    for place, area in enumerate(areas, 1):
        if not isinstance(area.get("key"), str) or not _KEY.match(area["key"]):
            yield _("Area %(place)s needs a key of small letters and figures.") % {"place": place}
        elif keys.count(area["key"]) > 1:
            yield _("The key “%(key)s” is used twice.") % {"key": area["key"]}
        if not isinstance(area.get("name"), str) or not area["name"].strip():
            yield _("Area %(place)s needs a name.") % {"place": place}
        words = area.get("words", {})
        wanted = {str(point) for point in range(low, high + 1)}
        if not isinstance(words, dict) or not set(words) <= wanted or not all(isinstance(text, str) for text in words.values()):
            yield _("The words of area %(place)s must be texts for points of the scale.") % {"place": place}


def _make_edition(instrument: Instrument, file: Mapping[str, Any]) -> InstrumentEdition:
    edition = InstrumentEdition.objects.create(
        owner_organisation=instrument.owner_organisation,
        instrument=instrument,
        edition=file["edition"],
        scale_min=file.get("scale_min", 1),
        scale_max=file["scale_max"],
        higher_is_better=bool(file.get("higher_is_better", True)),
        stages=[normalise(stage) for stage in file["stages"]],
    )
    InstrumentArea.objects.bulk_create(
        InstrumentArea(
            edition=edition,
            key=area["key"],
            name=normalise(area["name"]),
            prompt=normalise(area.get("prompt", "")),
            words={point: normalise(text) for point, text in area.get("words", {}).items()},
            position=place,
        )
        for place, area in enumerate(file["areas"], 1)
    )
    return edition


def _content(edition: InstrumentEdition) -> list[Any]:
    areas = [[a.key, a.name, a.prompt, a.words] for a in edition.areas.order_by("position")]
    return [edition.scale_min, edition.scale_max, edition.higher_is_better, list(edition.stages), areas]


def _content_of(file: Mapping[str, Any]) -> list[Any]:
    areas = [
        [
            area["key"],
            normalise(area["name"]),
            normalise(area.get("prompt", "")),
            {point: normalise(text) for point, text in area.get("words", {}).items()},
        ]
        for area in file["areas"]
    ]
    stages = [normalise(stage) for stage in file["stages"]]
    return [file.get("scale_min", 1), file["scale_max"], bool(file.get("higher_is_better", True)), stages, areas]

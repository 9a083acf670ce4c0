"""How long recording one reading takes, with its scores, notes, event and the journey row of each area, on the demo county.

Run by hand, or by `make bench`. LODESTAR_SQLITE_SYNCHRONOUS is left as it is in use (FULL), so that the wait for the disk is in it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HOW_MANY = 200

MEASURE = """
import json, os, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from lodestar.demo.load import load_county
load_county()
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lodestar.access.actor import actor_for
from lodestar.common.clock import today
from lodestar.deliver import actions
from lodestar.deliver.models import Engagement, Reading
needed = ("service", "contract", "person", "keyworker", "owner_organisation")
open_now = Engagement.objects.filter(state="open", keyworker__isnull=False).select_related(*needed).order_by("pk")
waited, asked = [], 0
rows = list(open_now[: int(os.environ["HOW_MANY"])])
edition = Reading.objects.select_related("edition").latest("pk").edition
areas = [area.key for area in edition.areas.order_by("position")]
for place, engagement in enumerate(rows):
    scores = {key: 1 + (place + number) % 10 for number, key in enumerate(areas)}
    row = actions.NewReading(engagement, edition, today(), "worker", scores, {areas[0]: "A good week, all in all."})
    by = actor_for(engagement.keyworker)
    began = time.perf_counter()
    actions.record_reading(row=row, review_on=None, by=by)
    waited.append(time.perf_counter() - began)
with CaptureQueriesContext(connection) as captured:
    row = actions.NewReading(rows[0], edition, today(), "worker", scores, {})
    actions.record_reading(row=row, review_on=None, by=actor_for(rows[0].keyworker))
print("MEASURED " + json.dumps({"waited": waited, "queries": len(captured.captured_queries), "areas": len(areas)}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lodestar-bench-") as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LODESTAR_")},
            "LODESTAR_DATA": str(Path(folder) / "data"),
            "LODESTAR_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "lodestar.site.settings",
            "HOW_MANY": str(HOW_MANY),
        }
        done = subprocess.run([sys.executable, "-c", MEASURE], env=environment, capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("MEASURED ")), None)
    if line is None:
        raise RuntimeError(done.stderr[-2000:])
    told = json.loads(line[9:])
    waited = sorted(1000 * one for one in told["waited"])
    middle, late = waited[len(waited) // 2], waited[int(0.95 * len(waited))]
    print(f"recording one reading of {told['areas']} areas with its journey rows, n={len(waited)}: ", end="")
    print(f"p50 {middle:.1f} ms, p95 {late:.1f} ms, slowest {waited[-1]:.1f} ms, {told['queries']} queries; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

"""Pages of the spine under load, on the demo county: 2 processes × 4 threads, 8 readers. Run by hand, or by `make bench`.

Prints for each page what half and 95 in 100 readers waited at most, its size, and how often it asks the database; beside the targets.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.journeys.crawl import entered
from tests.journeys.server import Server

READERS = 8
SECONDS = float(os.environ.get("LODESTAR_BENCH_SECONDS", "30"))
TARGET_MS, TARGET_QUERIES, TARGET_KB, TARGET_PAGES = 300, 15, 200, 60

# Who opens what: lists, and the first of each that the list leads to.
SPINE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("commissioning_manager", "Ruth Adeyemi", (
        "site:home", "prioritise:programme_list", "prioritise:programme_detail", "prioritise:intervention_list", "prioritise:decide",
        "prioritise:intervention_detail", "design:service_list", "design:service_detail", "design:framework_detail",
        "procure:opportunity_list", "procure:opportunity_detail", "contract:contract_list", "contract:contract_detail",
        "contract:version_detail", "deliver:service_list", "deliver:service_detail", "learn:learning_list", "learn:programme",
        "learn:sight",
    )),
    ("keyworker", "Sam Okafor", (
        "site:home", "deliver:engagement_list", "deliver:engagement_detail", "deliver:star_fill", "deliver:reading_detail",
    )),
    ("provider_manager", "Nora Sharpe", ("site:home", "deliver:engagement_list", "deliver:service_detail", "pay:statement_list")),
    ("verifier", "Verity Osei", ("site:home", "deliver:verification_list", "deliver:achievement_detail")),
    ("finance_officer", "Frances Oduya", ("site:home", "pay:statement_list", "pay:statement_detail")),
)  # fmt: skip


@dataclass
class Page:
    """One page as one reader opens it."""

    route: str
    role: str
    address: str
    waited: list[float] = field(default_factory=list)
    size: int = 0
    queries: int = 0
    refused: int = 0

    def share(self, part: float) -> float:
        """What so many of the readers waited at most, in ms."""
        return 1000 * sorted(self.waited)[min(len(self.waited) - 1, int(part * len(self.waited)))] if self.waited else float("nan")


def find_pages(server: Server) -> dict[tuple[str, str], list[Page]]:
    """The addresses of the spine, found by following links as each reader."""
    from tests.journeys.crawl import links_of, route_of

    found: dict[tuple[str, str], list[Page]] = {}
    for role, name, routes in SPINE:
        client = entered(server.address, role, name)
        wanted, met, waiting, known = set(routes), {}, ["/"], {"/"}
        while waiting and not wanted <= set(met):
            address = waiting.pop(0)
            route = route_of(address)
            if route in met or not route or route == "account_logout":
                continue
            answer = client.get(address, follow_redirects=True)
            if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            met[route] = address
            met[route_of(answer.url.path)] = answer.url.path
            new = [link for link in links_of(answer.text, str(answer.url.path)) if link not in known]
            known.update(new)
            # Pages that are wanted come first, so that the walk stays short.
            waiting = [
                *(link for link in new if route_of(link) in wanted),
                *waiting,
                *(link for link in new if route_of(link) not in wanted),
            ]
        client.close()
        missing = wanted - set(met)
        if missing:
            print(f"  {role} is not led to: {', '.join(sorted(missing))}")
        found[(role, name)] = [Page(route, role, met[route]) for route in routes if route in met]
    return found


def read(server: Server, pages: dict[tuple[str, str], list[Page]]) -> float:
    """Eight readers open pages as fast as they are answered; gives pages a second."""
    lock, stop = threading.Lock(), threading.Event()
    people = list(pages)
    counts: dict[int, int] = defaultdict(int)

    def reader(number: int) -> None:
        role, name = people[number % len(people)]
        client, chosen = entered(server.address, role, name), random.Random(number)
        for page in pages[(role, name)]:
            client.get(page.address)
        ready.wait()
        while not stop.is_set():
            page = chosen.choice(pages[(role, name)])
            began = time.perf_counter()
            answer = client.get(page.address)
            took = time.perf_counter() - began
            with lock:
                page.waited.append(took)
                page.size = max(page.size, len(answer.content))
                page.refused += answer.status_code != httpx.codes.OK
                counts[number] += 1
        client.close()

    ready = threading.Barrier(READERS + 1)
    threads = [threading.Thread(target=reader, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    time.sleep(SECONDS)
    stop.set()
    took = time.perf_counter() - began
    for thread in threads:
        thread.join()
    return sum(counts.values()) / took


COUNT = """
import json, sys
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lodestar.access.models import Account
held = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
counts = {}
for name, addresses in json.load(sys.stdin).items():
    client = Client()
    client.force_login(Account.objects.get(name=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/account/")
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts[name + " " + address] = sum(not query["sql"].startswith(held) for query in asked.captured_queries)
print("COUNTS " + json.dumps(counts))
"""


def count_queries(server: Server, pages: dict[tuple[str, str], list[Page]]) -> None:
    """How often each page asks the database, counted in a process of its own on the same data."""
    import json

    asked = {name: [page.address for page in found] for (_role, name), found in pages.items()}
    environment = {
        **server.environment,
        "LODESTAR_DATA": str(server.data),
        "LODESTAR_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "lodestar.site.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", COUNT], env=environment, input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    counts = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("COUNTS "))[7:])
    for (_role, name), found in pages.items():
        for page in found:
            page.queries = counts[f"{name} {page.address}"]


def show(pages: list[Page], speed: float) -> None:
    print(f"{'page':<34} {'as':<22} {'p50 ms':>7} {'p95 ms':>7} {'kB':>6} {'queries':>8} {'opened':>7}")
    for page in pages:
        over = [
            page.share(0.95) > TARGET_MS and "slow",
            page.size > TARGET_KB * 1000 and "big",
            page.queries > TARGET_QUERIES and "asks much",
            page.refused > 0 and f"{page.refused} not answered",
        ]
        print(
            f"{page.route:<34} {page.role:<22} {page.share(0.5):>7.0f} {page.share(0.95):>7.0f} {page.size / 1000:>6.0f} {page.queries:>8} "
            f"{len(page.waited):>7}  {', '.join(word for word in over if word)}"
        )
    every = Page("all pages", "", "", [took for page in pages for took in page.waited])
    most, largest = max(page.queries for page in pages), max(page.size for page in pages) / 1000
    print(f"\nall pages: p50 {every.share(0.5):.0f} ms, p95 {every.share(0.95):.0f} ms (target ≤ {TARGET_MS})")
    print(f"most queries {most} (≤ {TARGET_QUERIES}), largest page {largest:.0f} kB (≤ {TARGET_KB})")
    load = os.getloadavg()[0]
    print(f"{speed:.0f} pages/s with {READERS} readers (≥ {TARGET_PAGES}) on {os.cpu_count()} cores shared with them; load {load:.1f}")


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import logging

    import django

    logging.getLogger("httpx").setLevel(logging.WARNING)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodestar.site.settings")
    server = Server()
    os.environ["LODESTAR_DATA"] = str(server.data)
    try:
        server.start()
        django.setup()
        logging.getLogger("httpx").setLevel(logging.WARNING)
        pages = find_pages(server)
        speed = read(server, pages)
        count_queries(server, pages)
        show([page for found in pages.values() for page in found], speed)
        for fault in server.faults():
            print(f"FAULT {fault}")
    finally:
        server.stop()
        server.remove()


if __name__ == "__main__":
    main()

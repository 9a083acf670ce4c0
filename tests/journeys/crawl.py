"""Where each role gets to by following what its pages offer: the navigation, the lists, and the first of each thing they lead to."""

from __future__ import annotations

import re
from collections import deque
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

from lodestar.access.roles import ROLES

SIGN_IN, HOME = "/sign-in/", "/"
# Pages of one kind looked at by each role: the first may be in another state than the second.
OF_EACH = 2
# Signing out would end the walk; the gallery has tests of its own.
LEFT_OUT = ("account_logout", "components:")


@dataclass
class Seen:
    """What a role met: one address a route, and each answer that was not a page."""

    role: str
    pages: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    led_on: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def entered(server_address: str, role: str, name: str = "") -> httpx.Client:
    """A client that came in by one click as the first person of a role, or as one named."""
    client = httpx.Client(base_url=server_address, timeout=30, follow_redirects=False)
    page = BeautifulSoup(client.get(SIGN_IN).text, "html.parser")
    mark = page.find(id=f"demo-{role}")
    assert mark is not None, f"The sign-in page of the demo offers nobody who is {role}"
    form = next(form for form in mark.find_parent("section").find_all("form") if name in form.text)
    token = form.find("input", {"name": "csrfmiddlewaretoken"})["value"]
    answer = client.post(form["action"], data={"csrfmiddlewaretoken": token}, headers={"Referer": server_address + SIGN_IN})
    assert answer.status_code == 302, (role, answer.status_code)
    return client


def walk(server_address: str, role: str) -> Seen:
    """Follows links breadth first, so many of each route."""
    seen = Seen(role)
    met: dict[str, int] = {}
    with closing(entered(server_address, role)) as client:
        waiting, known = deque([(HOME, "signing in")]), {HOME}
        while waiting:
            address, found_on = waiting.popleft()
            name = route_of(address)
            if not name or name.startswith(LEFT_OUT) or met.get(name, 0) >= OF_EACH:
                continue
            met[name] = met.get(name, 0) + 1
            answer = client.get(address)
            for link in _look(seen, name, address, found_on, answer):
                if link not in known:
                    known.add(link)
                    waiting.append((link, address))
    return seen


def _look(seen: Seen, name: str, address: str, found_on: str, answer: httpx.Response) -> list[str]:
    if answer.status_code in (301, 302):
        seen.led_on.add(name)
        return [_here(urljoin(address, answer.headers["location"]))]
    if answer.status_code != 200:
        seen.refused.append(f"{seen.role}: {found_on} leads to {address} ({name}), which answers {answer.status_code}")
        return []
    seen.pages.setdefault(name, address)
    seen.kinds[name] = answer.headers.get("content-type", "")
    return links_of(answer.text, address) if "text/html" in seen.kinds[name] else []


def links_of(html: str, address: str) -> list[str]:
    """The addresses on our site that a page offers, without their fragments."""
    links = BeautifulSoup(html, "html.parser").find_all("a", href=True)
    found = [urljoin(address, link["href"]) for link in links if not re.match(r"[a-z]+:|#", link["href"])]
    return list(dict.fromkeys(_here(link) for link in found))


def _here(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def route_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def roles() -> list[str]:
    return list(ROLES)

"""The address that phones open to join: of the machine they can reach, not of the one that the screen happens to use."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lodestar.prioritise.models import Workshop

ONLY_HERE = ("localhost", "127.", "[::1]")


@dataclass(frozen=True)
class JoinAddress:
    """`short` is typed, `full` lies in the QR code and holds the join code; `is_reachable` by phones, as far as can be told."""

    short: str
    full: str
    is_reachable: bool

    @property
    def qr(self) -> SafeString:
        """The full address as a drawing that a phone's camera reads; letters and numbers only, no words of people."""
        drawn = segno.make(self.full, error="m").svg_inline(omitsize=True, border=2, svgclass="ws-qr__drawing", lineclass=None)
        return mark_safe(drawn)  # noqa: S308 - drawn by segno from an address of ours


def join_address(request: HttpRequest, workshop: Workshop) -> JoinAddress:
    """Where phones join a workshop: what the deployment says, else this machine in its own network, else the address in use."""
    base = join_base(request)
    host = base.partition("://")[2]
    return JoinAddress(
        short=f"{host}{reverse('site:join').rstrip('/')}",
        full=f"{base}{reverse('prioritise:join_code', args=[workshop.join_code or 'x'])}",
        is_reachable=not host.startswith(ONLY_HERE),
    )


def join_base(request: HttpRequest) -> str:
    """Scheme and host. `LODESTAR_JOIN_ADDRESS` decides where it is set."""
    if settings.JOIN_ADDRESS:
        return str(settings.JOIN_ADDRESS).rstrip("/")
    host = request.get_host()
    if host.startswith(ONLY_HERE) and settings.OWN_ADDRESSES:
        port = host.rpartition(":")[2] if ":" in host.rpartition("]")[2] else ""
        host = f"{settings.OWN_ADDRESSES[0]}:{port}" if port else settings.OWN_ADDRESSES[0]
    return f"{request.scheme}://{host}"

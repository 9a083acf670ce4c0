"""Mail, where it is set up: one-time links only, no personal data, sent beside the request so that a slow server keeps nobody waiting."""

from __future__ import annotations

import threading

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

log = structlog.get_logger("lodestar.mail")


def mail_link(to: str, address: str) -> None:
    """Mails a one-time link if e-mail is set up; a failure is logged, and the link can be copied from the page anyway."""
    if settings.HAS_EMAIL:
        threading.Thread(target=_send, args=(to, address), daemon=True).start()


def _send(to: str, address: str) -> None:
    words = _("Here is your link to Lodestar. It works once and not for long.\n\n%(address)s\n\nIf you did not expect this, do nothing.")
    try:
        send_mail(_("Your link to Lodestar"), words % {"address": address}, None, [to])
    except OSError as fault:
        log.error("mail_not_sent", error=type(fault).__name__)

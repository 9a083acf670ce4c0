"""What no page may do, whoever opens it: complain in the console, break the security policy, fail at the server, scroll sideways."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Response

# Runs in every page before its own scripts; what it finds is said in the console, where it is heard.
LISTENER = """
addEventListener("securitypolicyviolation", event => console.error("security policy: " + event.violatedDirective + " " + event.blockedURI));
addEventListener("load", () => {
  const wide = document.documentElement.scrollWidth, room = document.documentElement.clientWidth;
  if (wide > room) console.error("scrolls sideways: " + wide + " in " + room);
});
"""
SERVER_ERROR = 500
CLIENT_ERROR = 400


class Watch:
    """Listens to one browser; `faults` holds what was wrong, each with the path of its page."""

    def __init__(self, context: BrowserContext) -> None:
        self.faults: list[str] = []
        context.add_init_script(LISTENER)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._say(error.page.url if error.page else "", f"script: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # The browser's own line about an answer of 4xx: pages of theirs are expected in some journeys, files are looked at below.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self._say(message.page.url if message.page else "", f"console: {message.text}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= SERVER_ERROR or (response.status >= CLIENT_ERROR and not is_page):
            self._say(response.url, f"answered {response.status}")

    def _say(self, url: str, what: str) -> None:
        self.faults.append(f"{urlsplit(url).path}: {what}")


def sideways(page: object) -> str:
    """For browsers without JavaScript there is nobody to listen; this asks from outside. Empty when all is well."""
    try:
        wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")  # type: ignore[attr-defined]
    except Error:
        return ""
    return f"{wide} in {room}" if wide > room else ""

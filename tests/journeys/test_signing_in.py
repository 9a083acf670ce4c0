"""From an invitation to an account of one's own: password, codes from an app, a passkey; and the ways back in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.people import follow, go, press, sees

PASSWORD = "lantern harbour quilt"
PERIOD, FIGURES = 30, 6


Invite = Callable[[], tuple[Page, str]]


@pytest.fixture
def invited(page_as: Callable[..., Page], open_browser: Callable[..., BrowserContext]) -> Invite:
    """Someone whom the administrator has invited, with their account just taken up; and the address they sign in with."""

    def inviting() -> tuple[Page, str]:
        email = f"wren.{secrets.token_hex(4)}@example.org"
        administrator = page_as("administrator", "Harriet Lowe")
        go(administrator, "People and roles")
        administrator.locator("main").get_by_role("button", name="Invite someone").click()
        administrator.get_by_label("Their name").fill("Wren Sayers")
        administrator.get_by_label("Their e-mail address").fill(email)
        administrator.get_by_role("radio", name="Auditor").check()
        press(administrator, "Make the invitation")
        link = administrator.get_by_label("The link").input_value()
        page = open_browser().new_page()
        page.goto(link)
        sees(page, "You are invited to Lodestar")
        page.locator("input[type=password]").first.fill(PASSWORD)
        press(page, "Take up this role")
        expect(page.locator("h1")).to_have_text("Your account")
        return page, email

    return inviting


def code_for(secret: str, at: float) -> str:
    """The six figures an authenticator app shows (RFC 6238), worked out here as any app would."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // PERIOD), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return str(number % 10**FIGURES).zfill(FIGURES)


def show_it_is_you(page: Page) -> None:
    """What changes how one signs in asks for the password once more."""
    sees(page, "Is it you?")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Continue")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form", has=page.locator("input[name=login]")).get_by_role("button", name="Sign in").click()


def test_code_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1 at 59 seconds, the last six of its eight figures."""
    assert code_for(base64.b32encode(b"12345678901234567890").decode(), 59) == "287082"


def test_by_invitation_with_a_password_then_with_a_code(invited: Invite) -> None:
    # Given an account taken up by invitation
    page, email = invited()
    # When codes from an app are added
    follow(page, "Passkeys and one-time codes")
    page.locator("main").get_by_role("button", name="Use codes from an app").click()
    show_it_is_you(page)
    secret = page.get_by_label("Secret").input_value()
    page.locator("input[name=code]").fill(code_for(secret, time.time()))
    press(page, "Use codes from now on")
    follow_home = page.url
    assert "/account/" in follow_home
    # Then a password alone opens nothing
    sign_out(page)
    sign_in(page, email)
    expect(page).to_have_url(re.compile("/sign-in/code/"))
    page.goto("/account/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    # And with the next code one is in (a code works once)
    page.goto("/sign-in/code/")
    page.locator("input[name=code]").first.fill(code_for(secret, time.time() + PERIOD))
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()


def test_a_wrong_password_tells_nothing(invited: Invite) -> None:
    page, email = invited()
    sign_out(page)
    said = []
    for one in (email, "nobody.at.all@example.org"):
        sign_in(page, one, "not the password at all")
        said.append(page.locator(".govuk-error-summary").inner_text())
    assert said[0] == said[1]
    expect(page.locator("input[name=password]")).to_have_value("")


def test_with_a_passkey(invited: Invite) -> None:
    # Given a device that can make passkeys
    page, _email = invited()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    abilities = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**abilities, "automaticPresenceSimulation": True}})
    # When a passkey is added
    follow(page, "Passkeys and one-time codes")
    page.locator("main").get_by_role("button", name="Add a passkey").click()
    show_it_is_you(page)
    page.locator("main input[name=name]").fill("My laptop")
    press(page, "Add this passkey")
    expect(page).not_to_have_url(re.compile("/passkeys/add/"))
    # Then it signs one in, without a password
    sign_out(page)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_attached()
    page.goto("/account/")
    sees(page, "Wren Sayers")

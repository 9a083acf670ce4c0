"""Keys are made once, kept apart, and changed by a command; what the old ones closed stays open to whoever holds them."""

from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken
from django.core import signing

from lodestar.common.sealing import seal, unseal
from lodestar.site.backup import key_fingerprints
from lodestar.site.data_folder import keys, rotate_key


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LODESTAR_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


def test_key_is_made_once_and_closed_to_others(folder):
    assert keys("sealing") == keys("sealing")
    assert len(keys("sealing")[0]) >= 50
    assert (folder / "sealing").stat().st_mode & 0o077 == 0


def test_rotated_key_is_in_use_and_the_old_one_still_opens(folder, settings):
    settings.SEALING_KEYS = keys("sealing")
    before, print_before = seal({"price": 12}, purpose="test"), key_fingerprints()
    rotate_key("sealing")
    assert keys("sealing")[1:] == settings.SEALING_KEYS
    settings.SEALING_KEYS = keys("sealing")
    after = seal({"price": 13}, purpose="test")
    assert (unseal(before, purpose="test"), unseal(after, purpose="test")) == ({"price": 12}, {"price": 13})
    assert key_fingerprints()[1:] == print_before
    assert (folder / "sealing").stat().st_mode & 0o077 == 0
    settings.SEALING_KEYS = keys("sealing")[1:]
    with pytest.raises(InvalidToken):
        unseal(after, purpose="test")


def test_what_is_sealed_for_one_purpose_opens_for_no_other():
    with pytest.raises(InvalidToken):
        unseal(seal("words", purpose="one"), purpose="another")


def test_old_secret_still_knows_what_it_signed(folder, settings):
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = keys("secret")
    signed = signing.dumps("seat")
    rotate_key("secret")
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = keys("secret")
    assert signing.loads(signed) == "seat"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)


def test_key_from_the_environment_is_rotated_where_it_is_kept(folder, monkeypatch):
    monkeypatch.setenv("LODESTAR_KEY_SEALING", "new,old")
    assert keys("sealing") == ["new", "old"]
    with pytest.raises(ValueError, match="LODESTAR_KEY_SEALING"):
        rotate_key("sealing")

"""The data folder: database, files, and a keys folder that no backup holds. Made at first run, closed to other users."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def data_folder() -> Path:
    """`LODESTAR_DATA`, or `data` in the working folder; made when missing."""
    folder = Path(os.environ.get("LODESTAR_DATA", "data")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keys(name: str) -> list[str]:
    """The secrets of that name, the one in use first, then those it took the place of, which still open what they closed.

    From `LODESTAR_KEY_<NAME>` (several apart by commas) if set, else a line each in the keys folder, made there at first use.
    """
    from_environment = os.environ.get(f"LODESTAR_KEY_{name.upper()}")
    if from_environment:
        return from_environment.split(",")
    path = keys_folder() / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().split()
    with os.fdopen(handle, "w") as file:
        secret = new_key()
        file.write(secret)
    return [secret]


def keys_folder() -> Path:
    """`LODESTAR_KEYS`, or `keys` in the data folder; made when missing."""
    folder = Path(os.environ.get("LODESTAR_KEYS", data_folder() / "keys"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def rotate_key(name: str) -> None:
    """Puts a new secret before those of that name, in one step: a reader finds the old file or the new one, never half of one.

    Raises ValueError where the environment gives it, since it can only be changed where it is kept.
    """
    if os.environ.get(f"LODESTAR_KEY_{name.upper()}"):
        raise ValueError(f"LODESTAR_KEY_{name.upper()}")
    path = keys_folder() / name
    beside = path.with_name(f"{name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join([new_key(), *keys(name)]))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def new_key() -> str:
    return secrets.token_urlsafe(48)

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


def key(name: str) -> str:
    """The secret of that name: from `LODESTAR_KEY_<NAME>` if set, else from the keys folder, written there at first use."""
    from_environment = os.environ.get(f"LODESTAR_KEY_{name.upper()}")
    if from_environment:
        return from_environment
    keys = Path(os.environ.get("LODESTAR_KEYS", data_folder() / "keys"))
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = keys / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret

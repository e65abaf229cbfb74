"""A stamp says that a step was finished for exactly these inputs; a half-done step leaves none."""

import fcntl
import hashlib
from contextlib import contextmanager
from pathlib import Path

from . import paths


def digest(*inputs) -> str:
    """Return a short fingerprint of texts, bytes and files."""
    total = hashlib.sha256()
    for one in inputs:
        if isinstance(one, Path):
            one = one.read_bytes() if one.exists() else b""
        total.update(one if isinstance(one, bytes) else str(one).encode())
        total.update(b"\0")
    return total.hexdigest()[:16]


def is_done(name: str, fingerprint: str) -> bool:
    stamp = paths.STAMPS / name
    return stamp.is_file() and stamp.read_text() == fingerprint


def done(name: str, fingerprint: str) -> None:
    paths.STAMPS.mkdir(parents=True, exist_ok=True)
    (paths.STAMPS / name).write_text(fingerprint)


def forget(name: str) -> None:
    (paths.STAMPS / name).unlink(missing_ok=True)


@contextmanager
def one_at_a_time(name: str):
    """Hold a step back while another process is at the same one:
    test processes that need the same database wait for it.
    """
    with (paths.DEV / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

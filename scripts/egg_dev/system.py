"""What the machine itself must have: Python, disk space, and a few system packages."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths
from .console import Problem, run, step

PYTHONS = ((3, 10), (3, 13))
NEEDED_BYTES = 4 * 1024**3
#: Debian and Ubuntu package -> how to see that it is there without asking apt.
LIBRARIES = {"libxrender1": "Xrender", "libxext6": "Xext", "libx11-6": "X11", "libfontconfig1": "fontconfig",
             "libfreetype6": "freetype"}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def check_python() -> None:
    low, high = PYTHONS
    if not low <= sys.version_info[:2] <= high:
        raise Problem(
            f"Python {sys.version_info.major}.{sys.version_info.minor} is not supported: Odoo 19 runs here on "
            f"{low[0]}.{low[1]} to {high[0]}.{high[1]}. Say which one to use, for example: make test PYTHON=python3.12"
        )


def check_disk() -> None:
    paths.DEV.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(paths.DEV).free
    built = paths.VENV.exists()
    needed = NEEDED_BYTES // 4 if built else NEEDED_BYTES
    if free < needed:
        raise Problem(
            f"Only {free / 1024**3:.1f} GiB are free for {paths.DEV}; about {needed / 1024**3:.0f} GiB are needed. "
            "Free some space, or set EGG_DEV to a folder on a larger disk."
        )


def chromium() -> str | None:
    """Path of the browser for the browser tests, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def missing_packages(with_browser: bool) -> list[str]:
    missing = [name for name, library in LIBRARIES.items() if not ctypes.util.find_library(library)]
    if with_browser and not chromium():
        missing.append("chromium")
    if not shutil.which("pdftotext"):
        missing.append("poppler-utils")
    if not Path("/usr/share/keyrings/debian-archive-keyring.gpg").exists() and not os.environ.get("ODOO_HOME"):
        missing.append("debian-archive-keyring")
    return missing


def _privilege() -> list[str] | None:
    """Prefix that makes a command run as root, or None when this user may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True,
                                               check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def ensure_packages(with_browser: bool = True) -> None:
    missing = missing_packages(with_browser)
    if not missing:
        return
    prefix = _privilege()
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if prefix is None or not shutil.which("apt-get"):
        raise Problem(
            f"These system packages are missing: {', '.join(missing)}. Install them once, as an administrator:\n"
            f"  sudo {' '.join(command)}\nThen run the same command again."
        )
    with step(f"System packages: {', '.join(missing)}"):
        env = ["env", "DEBIAN_FRONTEND=noninteractive"]
        hint = "Is the network there, and is no other package manager at work?"
        run([*prefix, *env, "apt-get", "update", "-q"], log="system", hint=hint)
        run([*prefix, *env, *command], log="system", hint=hint)
    still = missing_packages(with_browser)
    if still:
        raise Problem(f"Still missing after the installation: {', '.join(still)}. See {paths.LOGS / 'system.log'}.")

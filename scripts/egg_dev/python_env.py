"""A private Python environment with pinned versions, and Odoo on its path."""

import shutil
import subprocess
import sys

from . import odoo_source, paths, stamps
from .console import run, step

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "constraints.txt")


def ensure() -> None:
    files = [paths.ROOT / name for name in REQUIREMENTS]
    fingerprint = stamps.digest(*files, sys.version)
    if not (stamps.is_done("python", fingerprint) and paths.PYTHON.exists()):
        stamps.forget("python")
        with step("Python environment"):
            _build()
        stamps.done("python", fingerprint)
    _put_odoo_on_the_path()


def _build() -> None:
    if not paths.PYTHON.exists() or _python_of_venv() != sys.version_info[:2]:
        shutil.rmtree(paths.VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", paths.VENV], log="python",
            hint="On Debian and Ubuntu the module comes with the package python3-venv.")
    for pth in paths.VENV.glob("lib/python3*/site-packages/egg_odoo.pth"):
        pth.unlink()  # pip would check the distribution's Odoo too, which names its packages otherwise
    hint = "Is the network there? Half a download is not kept: run the same command again."
    pip = [paths.PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run([*pip, "install", "-q", "-r", paths.ROOT / "requirements-dev.txt"], log="python", hint=hint)
    run([*pip, "check"], log="python")


def _python_of_venv() -> tuple:
    code = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([paths.PYTHON, "-c", code], capture_output=True, text=True, check=False).stdout.split()
    return tuple(map(int, answer))


def _put_odoo_on_the_path() -> None:
    """Write exactly one .pth: `odoo` is a namespace package, and two trees on the path would merge without a word."""
    site = next(paths.VENV.glob("lib/python3*/site-packages"))
    pth = site / "egg_odoo.pth"
    text = f"{odoo_source.package_root()}\n"
    if not pth.exists() or pth.read_text() != text:
        pth.write_text(text)

"""ruff, and pylint with its Odoo rules, in an environment of their own."""

import subprocess
import sys

from . import paths, stamps
from .console import run, say, step

VENV = paths.DEV / "lint"
#: C8101 wants one set author; C8112 a README.rst: ours is readme/*.md. `data: []` in a manifest is no fault; decision
#: 0001 has one class per feature; computes that extend `super()` return nothing; an extension of a core wizard stands
#: with its feature.
DISABLED = (
    "missing-readme,manifest-required-author,manifest-superfluous-key,consider-merging-classes-inherited,"
    "attribute-string-redundant,missing-return,no-wizard-in-models"
)


def ensure() -> None:
    requirements = paths.ROOT / "requirements-lint.txt"
    fingerprint = stamps.digest(requirements, sys.version)
    if stamps.is_done("lint", fingerprint):
        return
    with step("Linters"):
        run([sys.executable, "-m", "venv", "--clear", VENV], log="lint")
        run([VENV / "bin/python", "-m", "pip", "--disable-pip-version-check", "install", "-q", "-r", requirements],
            log="lint",
            hint="Is the network there?")
    stamps.done("lint", fingerprint)


def run_all() -> int:
    python = VENV / "bin/python"
    checks = {
        "ruff": [python, "-m", "ruff", "check", "."],
        "pylint-odoo": [python, "-m", "pylint", "--rcfile=.pylintrc", f"--disable={DISABLED}", "-sn", "--ignore=tests",
                        *paths.SHIPPED],
    }
    worst = 0
    for name, command in checks.items():
        status = subprocess.run(list(map(str, command)), cwd=paths.ROOT, check=False).returncode
        say(f"{name}: {'clean' if not status else 'see above'}")
        worst = worst or status
    return worst


def main() -> int:
    ensure()
    return run_all()

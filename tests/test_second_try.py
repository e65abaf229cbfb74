"""What is tried once more, and what is not."""

import os
import subprocess
import sys

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import paths  # isort: skip

LATE_ONCE = """
from playwright.sync_api import sync_playwright
from egg_dev import system
from tests.support.web import CHROMIUM_FLAGS
tries = []
def test_waited_in_vain():
    tries.append(1)
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=system.chromium(), args=CHROMIUM_FLAGS).new_page()
        page.wait_for_selector("main" if len(tries) == 1 else "html", state="attached",
                               timeout=100 if len(tries) == 1 else 30000)
def test_was_wrong():
    tries.append("wrong")
    assert tries.count("wrong") == 2
"""


def test_a_browser_that_waited_in_vain_tries_once_more(tmp_path):
    """SCR-19: on a busy machine a browser may wait in vain: it tries once more, and is named; what is wrong is not."""
    (tmp_path / "test_late.py").write_text(LATE_ONCE)
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-c", str(paths.ROOT / "setup.cfg"), "--rootdir",
         str(paths.ROOT), str(tmp_path / "test_late.py")],
        capture_output=True, text=True, check=False, cwd=paths.ROOT,
        env=outside | {"PYTHONPATH": f"{paths.ROOT}:{paths.ROOT}/scripts"})
    assert "1 failed, 1 passed, 1 rerun" in said.stdout, said.stdout + said.stderr
    assert "RERUN" in said.stdout and "test_waited_in_vain" in said.stdout.rpartition("RERUN")[2].splitlines()[0]

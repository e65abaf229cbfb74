"""The bridge to Odoo's approved platform, beside a stub of it: the Odoo of these tests has not got the addon."""

import re

from .support.databases import cloned, sql
from .support.web import free_port

from egg_dev import console, odoo, paths  # isort: skip

STUBS = paths.ROOT / "tests/stubs"
STATE = "SELECT state FROM ir_module_module WHERE name = 'egg_billing_pdp'"
#: How Odoo's runner ends.
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def addons_path() -> str:
    """The addons path of the set-up, with the stubs."""
    [line] = [one for one in odoo.configuration_file().read_text().splitlines() if one.startswith("addons_path")]
    return f"{line.split('=', 1)[1].strip()},{STUBS}"


def test_without_the_platform():
    """LAW-07: where Odoo has no such addon, the bridge is neither installed nor in the way."""
    states = sql(odoo.ensure_suite_template(), STATE)
    assert states in ([], [["uninstalled"]], [["uninstallable"]])


def test_beside_the_platform():
    """LAW-07: the bridge comes by itself with the platform's addon, and its own tests pass beside a stub of it."""
    with cloned("pdp", odoo.ensure_suite_template()) as database:
        said = console.run(
            odoo.command("-d", database, "-i", "l10n_fr_pdp", "--addons-path", addons_path(), "--test-tags",
                         "/egg_billing_pdp", "--log-level", "info", "--stop-after-init", "--http-port", free_port()),
            env=odoo.environment(), log="pdp", cwd=paths.ROOT)
        assert sql(database, STATE) == [["installed"]]
    failed, errors, count = map(int, RESULT.search(said).groups())
    assert (failed, errors) == (0, 0), said[-4000:]
    assert count >= 5

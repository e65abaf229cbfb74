"""How the tests are shared out among processes (`make test`):
what belongs together stays together, the longest first.
"""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_odoo
from hypothesis import HealthCheck, settings
from odoo.tools import config
from xdist.scheduler import LoadScopeScheduling

from tests.support.guard import guard

#: Files that take long, with their seconds on the machine they were measured on; whatever is not named takes few.
#: Starting with the longest lets all processes end at nearly the same time; a wrong figure costs time, never a result.
SECONDS = {
    "tests/test_living_database.py": 430, "tests/test_install_matrix.py": 100, "tests/test_install_apart.py": 110,
    "tests/test_end_to_end.py": 140,
    "tests/test_browser.py": 75, "tests/test_french.py": 75,
    "tests/test_sepa_concurrency.py": 120, "tests/test_followup_faults.py": 120, "tests/test_accessibility.py": 60,
    "tests/test_sales_glue.py": 60, "tests/test_habits.py": 85, "tests/test_rights_table.py": 90,
    "tests/test_journeys.py": 75,
    "tests/test_odd_data.py": 120, "tests/test_leaving.py": 60,
    "egg_sales/tests/totals/test_totals_chain.py": 90, "tests/test_phone.py": 65, "tests/test_rights.py": 60,
    "egg_sales/tests/document/test_tour_documents.py": 60, "egg_billing/tests/print/test_invoice.py": 58,
    "egg_agenda/tests/event/test_tour_planning.py": 50,
    "egg_sepa/tests/collection/test_collection.py": 50, "egg_sales/tests/schedule/test_schedule.py": 49,
    "egg_sales/tests/totals/test_laws.py": 48,
    "egg_stripe/tests/debit/test_debit.py": 37, "egg_stripe/tests/run/test_faults.py": 34,
    "egg_followup/tests/test_rights.py": 30,
    "egg_followup/tests/bulk/test_tour_bulk.py": 30, "egg_followup_sales/tests/bulk/test_tour_bulk.py": 20,
}
#: Files whose tests share nothing worth keeping together: each may run in another process.
APART = {"tests/test_install_matrix.py"}
#: The same among the longer proofs; the tests of these files share what takes longest to build.
PROOFS_APART = {"tests/test_living_database.py"}


# A law holds or not; how long a busy machine takes to make up an example says nothing about it.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--proof", action="store_true", help="run the longer proofs, and only these")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Choose the tests or the longer proofs, the longest files first."""
    proofs = [item for item in items if item.get_closest_marker("proof")]
    tests = [item for item in items if not item.get_closest_marker("proof")]
    items[:], left_out = (proofs, tests) if config.getoption("proof") else (tests, proofs)
    config.hook.pytest_deselected(items=left_out)
    if not hasattr(config, "workerinput"):
        return
    items.sort(key=lambda item: -SECONDS.get(item.nodeid.split("::")[0], 0))  # stable: files stay as they are


class ByClass(LoadScopeScheduling):
    """Tests that share what they build run in one process, in their order: those of a class, or of a file of functions.
    """

    def _split_scope(self, nodeid):
        file, *inner = nodeid.split("[")[0].split("::")
        apart = APART | PROOFS_APART if self.config.getoption("proof") else APART
        return nodeid if file in apart else "::".join([file, *inner[:-1]])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ByClass(config, log)


@contextmanager
def own_filestore(original: str, copy: str):
    """Give a process that works on a copy of the test database a copy of its files too.

    The plugin would let all processes share the files of the original. Odoo's test classes remove at their end what
    their own database does not name: they would remove what a test of another process has just written.

    :param original: name of the test database
    :param copy: name of this process's copy of it; the same name when there is one process only
    """
    if original == copy:
        yield
        return
    files, own = (Path(config.filestore(name)) for name in (original, copy))
    shutil.rmtree(own, ignore_errors=True)
    if files.is_dir():
        shutil.copytree(files, own)
    try:
        yield
    finally:
        shutil.rmtree(own, ignore_errors=True)


pytest_odoo._shared_filestore = own_filestore
guard()

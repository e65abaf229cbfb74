"""`make coverage`: which lines of the addons the tests run, addon by addon, as one table.

Each addon's tests leave their own data under `.dev/coverage/`; the report puts together what is there, so that after a
change one addon can be measured again (`make coverage T=egg_sepa`) without running the others.
"""

import subprocess

from . import odoo, paths, postgres
from .console import Problem, step

DATABASE = "egg_coverage"
LEAST = 90


def run(addons: list[str]) -> int:
    unknown = set(addons) - set(paths.ADDONS)
    if unknown:
        raise Problem(f"No such addon: {', '.join(sorted(unknown))}. There are: {', '.join(paths.ADDONS)}.")
    folder = paths.DEV / "coverage"
    folder.mkdir(exist_ok=True)
    failed = [addon for addon in addons or paths.ADDONS if _measure(addon, folder)]
    files = sorted(map(str, folder.glob("data-*")))
    _coverage("combine", "--keep", "-q", *files, data=folder / "all")
    _coverage("json", "-q", "-o", folder / "coverage.json", data=folder / "all")
    status = _coverage("report", "--skip-covered", "--sort=cover", "--show-missing", f"--fail-under={LEAST}",
                       data=folder / "all")
    if failed:
        raise Problem(f"Tests failed in {', '.join(failed)}; see {paths.LOGS}/coverage-*.log. The figures above are "
                      f"too low.")
    return status


def _measure(addon: str, folder) -> int:
    """Run the tests of an addon under coverage; return their status."""
    postgres.clone(odoo.ensure_suite_template(), DATABASE)
    pytest = ["-m", "pytest", f"--odoo-config={odoo.configuration_file()}", f"--odoo-database={DATABASE}",
              "--odoo-http", "-q",
              f"{addon}/tests"]
    with step(f"Tests of {addon} under coverage"), (paths.LOGS / f"coverage-{addon}.log").open("w") as log:
        status = _coverage("run", *pytest, data=folder / f"data-{addon}", output=log)
    postgres.drop(DATABASE)
    return status


def _coverage(command: str, *arguments, data, output=None) -> int:
    line = [paths.PYTHON, "-m", "coverage", command, f"--data-file={data}", "--rcfile=setup.cfg", *arguments]
    return subprocess.run(list(map(str, line)), cwd=paths.ROOT, env=odoo.environment(), stdout=output, stderr=output,
                          check=False).returncode

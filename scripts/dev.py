#!/usr/bin/env python3
"""What the Makefile calls: set up, demo, test, coverage, bench, shell, lint, clean. Needs nothing but Python itself."""

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from egg_dev import console, odoo, paths, postgres, setup  # noqa: E402

TEST_DATABASE = "egg_test"


def do_setup(_options) -> int:
    setup.ensure()
    console.say(f"Ready. Everything is under {paths.DEV}.")
    return 0


def do_test(options) -> int:
    setup.ensure()
    paths.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    targets = options.targets
    needs_browser = not targets or any("tour" in one or "browser" in one or one.startswith("tests") for one in targets)
    template = odoo.ensure_web_template() if needs_browser else odoo.ensure_suite_template()
    postgres.clone(template, TEST_DATABASE)
    command = [paths.PYTHON, "-m", "pytest", f"--odoo-config={odoo.configuration_file()}",
               f"--odoo-database={TEST_DATABASE}", "--odoo-http", *_processes(options.jobs, targets), *options.pytest,
               *targets]
    return subprocess.run(list(map(str, command)), cwd=paths.ROOT, env=odoo.environment(), check=False).returncode


def _processes(wanted: int | None, targets: list) -> list:
    """Options of pytest for the number of processes: one per core for everything,
    each with its own copy of the database; one for a part.

    Which test goes where is decided in `conftest.py`.
    """
    number = wanted or (1 if targets else len(os.sched_getaffinity(0)))
    return [] if number == 1 else ["--numprocesses", str(number), "--dist", "loadscope", "--no-loadscope-reorder"]


def do_proof(options) -> int:
    """The longer proofs: what is too long for each run of the tests."""
    options.pytest.append("--proof")
    options.jobs = options.jobs or len(os.sched_getaffinity(0))
    return do_test(options)


def do_demo(options) -> int:
    setup.ensure(with_browser=False)
    return importlib.import_module("egg_dev.demo").run(serve=options.serve, port=options.port)


def do_bench(options) -> int:
    setup.ensure(with_browser=False)
    return importlib.import_module("egg_dev.bench").run(options.targets)


def do_core_tests(options) -> int:
    setup.ensure(with_browser=False)
    return importlib.import_module("egg_dev.core_tests").run(options.targets)


def do_coverage(options) -> int:
    setup.ensure()
    return importlib.import_module("egg_dev.coverage").run(options.targets)


def do_shell(options) -> int:
    setup.ensure(with_browser=False)
    database = options.targets[0] if options.targets else odoo.ensure_suite_template()
    return subprocess.run(odoo.command("shell", "-d", database, "--no-http"), env=odoo.environment(),
                          check=False).returncode


def do_serve(options) -> int:
    """Serve a database on a port until Ctrl-C; without a name, a fresh copy of the suite's template."""
    setup.ensure(with_browser=False)
    database = options.targets[0] if options.targets else "egg_try"
    if not postgres.exists(database):
        postgres.clone(odoo.ensure_suite_template(), database)
    console.say(f"http://localhost:{options.port}/odoo?db={database} (login admin, password admin); Ctrl-C stops it.")
    command = odoo.command("-d", database, "-u", ",".join(paths.ADDONS), "-p", options.port)
    return subprocess.run(command, env=odoo.environment(), check=False).returncode


def do_i18n(options) -> int:
    """Write each addon's i18n/fr.po anew from the code as it stands, and what customers read in its other catalogues;
    translations that are there are kept.
    """
    setup.ensure(with_browser=False)
    template = odoo.ensure_suite_template()
    for addon in options.targets or paths.ADDONS:
        catalogue = paths.ROOT / addon / "i18n/fr.po"
        catalogue.parent.mkdir(exist_ok=True)
        fresh = paths.DEV / f"{addon}-fr.po"
        odoo.odoo("i18n", "export", "-d", template, "-l", "fr_FR", "-o", fresh, addon, log="i18n")
        if not catalogue.exists():
            shutil.copyfile(fresh, catalogue)
        done = console.run([paths.PYTHON, paths.ROOT / "scripts/merge_catalogue.py", catalogue, fresh], log="i18n")
        console.say(f"{catalogue.relative_to(paths.ROOT)}: {catalogue.read_text(encoding='utf-8').count('msgid ')} "
                    f"messages\n{done}")
    return 0


def do_lint(_options) -> int:
    return importlib.import_module("egg_dev.lint").main()


def do_clean(_options) -> int:
    postgres.stop()
    shutil.rmtree(postgres.socket_folder(), ignore_errors=True)
    shutil.rmtree(paths.DEV, ignore_errors=True)
    console.say(f"Removed {paths.DEV}.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = {name[3:].replace("_", "-"): function for name, function in globals().items() if name.startswith("do_")}
    parser.add_argument("command", choices=sorted(commands))
    parser.add_argument("targets", nargs="*", help="tests, benchmarks or a database, depending on the command")
    parser.add_argument("--serve", type=int, default=1)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8069))
    parser.add_argument("--jobs", type=int, help="processes of a test run; one per core for the whole suite, one for "
                                                 "a part of it")
    parser.add_argument("--pytest", action="append", default=[], help="an option handed to pytest as it is")
    options = parser.parse_intermixed_args()  # options may stand between the command and its targets
    return console.main_guard(lambda: commands[options.command](options))


if __name__ == "__main__":
    sys.exit(main())

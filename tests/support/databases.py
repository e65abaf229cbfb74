"""Databases and Odoo processes of their own, for tests that kill, stop and compete."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg2

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from egg_dev import odoo, paths, postgres  # noqa: E402

#: Test processes that run beside each other use databases of their own.
PREFIX = "_".join(["egg_try", *filter(None, [os.environ.get("PYTEST_XDIST_WORKER")]), ""])
END = "end of the script"


#: `meet()` in a script waits until the other process has come as far.
_MEET = """
import time
from pathlib import Path
def meet():
    Path(%r).touch()
    limit = time.monotonic() + 60
    while not Path(%r).exists() and time.monotonic() < limit:
        time.sleep(0.02)
"""


@contextmanager
def cloned(name: str, template: str = odoo.SUITE_TEMPLATE):
    """A fresh copy of the suite's template; dropped at the end."""
    database = PREFIX + name
    postgres.clone(template, database)
    try:
        yield database
    finally:
        postgres.drop(database)


def sql(database: str, statement: str) -> list:
    """Rows of a statement, as lists of texts."""
    return [line.split("|") for line in postgres.sql(statement, database).splitlines() if line]


@contextmanager
def connected(database: str):
    """A cursor of a connection of its own; what it did is undone at the end."""
    connection = psycopg2.connect(host=str(postgres.socket_folder()), port=postgres.PORT, user=postgres.USER,
                                  dbname=database)
    try:
        with connection.cursor() as cr:
            cr.execute("SET timezone = 'UTC'")
            yield cr
    finally:
        connection.close()


@contextmanager
def kept(database: str, table: str, number: int):
    """Keep this row until the end of the block: whoever changes it meanwhile waits."""
    with connected(database) as cr:
        cr.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [number])
        yield


def start_script(database: str, script: str, *options) -> subprocess.Popen:
    """Start an Odoo process that runs a Python text (`env` is bound) on a database; it does not commit on its own."""
    process = subprocess.Popen(
        odoo.command("shell", "-d", database, "--no-http", *options), env=odoo.environment(), cwd=paths.ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    process.stdin.write(script)
    process.stdin.close()
    process.stdin = None
    return process


def run_together(database: str, script: str, timeout: int = 300) -> list:
    """Run a script in two processes at once, which `meet()` where it says so; return what each of them said."""
    with tempfile.TemporaryDirectory() as folder:
        marks = [str(Path(folder) / name) for name in ("one", "two")]
        running = [start_script(database, f"{_MEET % pair}\n{script}\n") for pair in (tuple(marks), tuple(marks[::-1]))]
        return [process.communicate(timeout=timeout)[0] for process in running]


def run_script(database: str, script: str, *options, timeout: int = 300) -> str:
    """Run such a process to its end and return its output; a script that does not reach its end fails the test."""
    process = start_script(database, f"{script}\nprint('{END}')\n", *options)
    output, errors = process.communicate(timeout=timeout)
    if END not in output:
        raise AssertionError(f"The script failed:\n{errors[-3000:]}")
    return output

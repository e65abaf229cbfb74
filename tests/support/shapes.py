"""Fields and classes of the documents in a database,
and what differs between two of them (see `scripts/shape_job.py`).
"""

import subprocess
import tempfile
from pathlib import Path

from .databases import cloned

from egg_dev import odoo, paths  # isort: skip


def shape(database: str) -> dict:
    """Return {"account.move: fields": [a line for each], "account.move: classes": [their names, first asked first],
    "account.move: methods": [those that the suite and something else define, each with its classes], ...}."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shape.txt"
        command = [paths.PYTHON, paths.ROOT / "scripts/shape_job.py", database, file]
        subprocess.run(list(map(str, command)), env=odoo.environment(), cwd=paths.ROOT, check=True, capture_output=True)
        return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> dict:
    found = {}
    for line in text.splitlines():
        if line.startswith("== "):
            lines = found[line[3:]] = []
        else:
            lines.append(line)
    return found


def shape_of_all() -> dict:
    """The shape with all addons and all the apps that they know."""
    with cloned("shape", odoo.ensure_suite_template()) as database:
        return shape(database)


def no_part_of(part: dict, whole: dict) -> list[str]:
    """Return what another addon changes by being there too: it may add fields, classes, and to what it declares itself.

    :param part: shape of a database with some of the addons
    :param whole: shape with all of them
    """
    found = []
    for title, lines in part.items():
        if title.endswith(": fields"):
            found += _changed(title, _fields(lines), _fields(whole[title]))
        elif title.endswith(": methods"):
            found += _out_of_order(title, _methods(lines), _methods(whole[title]))
        else:
            found += [f"{title}: {name} is gone" for name in lines if name.startswith("egg_")
                      and name not in whole[title]]
    return found


def _methods(lines) -> dict:
    """{method: the classes that define it, first run first}"""
    return {name: classes for name, *classes in map(str.split, lines)}


def _out_of_order(title, some, others) -> list[str]:
    found = []
    for name, classes in some.items():
        now = [one for one in others.get(name, ()) if one in classes]
        if now != [one for one in classes if one in now]:
            found.append(f"{title}: {name} runs {now} and not {classes}")
    return found


def _fields(lines) -> dict:
    """{field: (addons that declare it, how it behaves, what it depends on)}"""
    found = {}
    for line in lines:
        name, modules, facts = line.split(" ", 2)
        facts, _word, depends = f" {facts}".partition(" depends=")
        found[name] = set(modules.strip("[]").split(",")), facts.strip(), set(filter(None, depends.split(",")))
    return found


def _changed(title, some, others) -> list[str]:
    found = []
    for name, (modules, facts, depends) in some.items():
        if not any(one.startswith("egg_") for one in modules):
            continue
        if name not in others:
            found.append(f"{title}: {name} is gone")
            continue
        now, facts_now, depends_now = others[name]
        if now == modules and facts_now != facts:
            found.append(f"{title}: {name} is {facts_now} and not {facts}")
        if depends - depends_now:
            found.append(f"{title}: {name} depends no more on {sorted(depends - depends_now)}")
    return found

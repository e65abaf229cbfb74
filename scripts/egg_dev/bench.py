"""`make bench`: every module of bench/ on a fresh database, printed as one table and kept in `.dev/bench.json`.

A module whose text says `STOCK = True` is also run on a database without the suite, in the same call; its rows are then
printed as ratios to the row called "stock". A module that repeats its work on several sizes gets the growth from the
smallest to the largest. Times differ from machine to machine, ratios and queries hardly.
A module that names `PACKAGES` and `MODULES` is also run on a database of accounting with these addons of others, taken
from the package registry into `.dev/peers`.
A module's `TARGETS` are rows of (name, figure, "times" or "more", name of what it is measured against, limit): each is
printed as met or missed; measured against nothing, the figure itself counts.
"""

import ast
import json
import re
import subprocess

from . import odoo, paths, postgres
from .console import Problem, say, step
from .console import run as run_command

DATABASE = "egg_bench"
PEERS = paths.DEV / "peers"


def run(names: list[str]) -> int:
    found = sorted(one.stem for one in (paths.ROOT / "bench").glob("[a-z]*.py") if one.stem != "support")
    unknown = set(names) - set(found)
    if unknown:
        raise Problem(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
    results = {}
    for name in names or found:
        results[name] = mark_growth(_measure(name))
        keep(results)
    say(table(results))
    say("".join(f"{line}\n" for name, rows in results.items() for line in verdicts(rows, _targets(name))))
    return 0


def keep(results: dict[str, list[dict]]) -> None:
    """Put figures among those of `.dev/bench.json`: one benchmark run on its own replaces its figures only,
    a stopped run loses none.
    """
    kept = paths.DEV / "bench.json"
    before = json.loads(kept.read_text()) if kept.exists() else {}
    kept.write_text(json.dumps(before | results, indent=2))


def _targets(name: str) -> list:
    """Return the targets of a benchmark; what they are measured against may be a constant of the module."""
    constants = _read_constants(name)
    return [tuple(constants.get(part.id) if isinstance(part, ast.Name) else ast.literal_eval(part)
                  for part in row.elts) for row in getattr(constants.get("TARGETS"), "elts", ())]


def _read_constants(name: str) -> dict:
    """Return {name: value} of the literals of a benchmark; of TARGETS its expression."""
    tree, found = ast.parse((paths.ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")), {}
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        pairs = [(node.targets[0], node.value)]
        if isinstance(node.targets[0], ast.Tuple):
            pairs = list(zip(node.targets[0].elts, getattr(node.value, "elts", ()), strict=False))
        for target, value in pairs:
            try:
                found[target.id] = value if target.id == "TARGETS" else ast.literal_eval(value)
            except ValueError:
                continue
    return found


def verdicts(rows: list[dict], targets: list) -> list[str]:
    """Say of each target whether it is met."""
    by_name = {row["name"]: row for row in rows}
    lines = []
    for name, figure, how, against, limit in targets:
        if not {name, against or name} <= by_name.keys():
            continue
        value, base = by_name[name][figure], by_name[against][figure] if against else 0.0
        reached = value / base if how == "times" else value - base
        verdict = "met" if reached <= limit else "MISSED"
        base = against or "nothing"
        lines.append(f"{verdict}: {name} against {base}, {figure}: {reached:.2f} {how}, at most {limit}")
    return lines


def _measure(name: str) -> list[dict]:
    constants, rows = _read_constants(name), []
    templates = [odoo.ensure_core_template()] if constants.get("STOCK") else []
    if "PACKAGES" in constants:
        rows += _measure_peers(name, constants)
    for template in [*templates, odoo.ensure_suite_template()]:
        with step(f"Benchmark {name} on {template}"):
            postgres.clone(template, DATABASE)
            rows += _run_on(DATABASE, name)
    postgres.drop(DATABASE)
    return rows


def _measure_peers(name: str, constants: dict) -> list[dict]:
    """Run a benchmark on addons of others; nothing when they cannot be had."""
    folder, library, database = PEERS / "odoo/addons", PEERS / "library", f"{DATABASE}_peers"
    for target, packages in ((PEERS, constants["PACKAGES"]), (library, constants["LIBRARIES"])):
        pip = [str(paths.PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", str(target),
               *packages]
        if subprocess.run(pip, capture_output=True, text=True, check=False).returncode:
            say("The addons of others cannot be had here (is the network there?): nothing to compare with.")
            return []
    environment = {**odoo.environment(), "PYTHONPATH": str(library)}
    addons = ",".join(map(str, [folder, paths.ROOT, *odoo.odoo_source.addons_paths()]))
    with step(f"Benchmark {name} on {', '.join(constants['MODULES'])}"):
        postgres.clone(odoo.ensure_account_template(), database)
        run_command(odoo.command("-d", database, "-i", ",".join(constants["MODULES"]), "--stop-after-init",
                                 "--addons-path", addons), env=environment, log="peers", cwd=paths.ROOT)
        rows = _run_on(database, name, addons, environment)
    postgres.drop(database)
    return rows


def _run_on(database: str, name: str, addons: str = "", environment: dict | None = None) -> list[dict]:
    command = [str(paths.PYTHON), str(paths.ROOT / "scripts/bench_job.py"), database, name, *filter(None, [addons])]
    done = subprocess.run(command, env=environment or odoo.environment(), cwd=paths.ROOT, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        raise Problem(f"The benchmark {name} stopped:\n{done.stderr[-2000:]}")
    return [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("BENCH ")]


def mark_growth(rows: list[dict]) -> list[dict]:
    """Give the largest of rows that differ in their numbers only ("..., 500 rows", "..., 20000 rows") a `growth`.

    It is what an item costs at the largest size against the smallest: 1 is linear work. For work on one thing beside
    many rows (opening a screen) 1 means that the rows beside it do not matter.
    """
    groups = {}
    for row in rows:
        if row.get("cpu_ms"):
            groups.setdefault(re.sub(r"[\d,.]+", "#", row["name"]), []).append(row)
    for group in groups.values():
        first, last = min(group, key=_size), max(group, key=_size)
        if _size(first) < _size(last):
            last["growth"] = round(last["cpu_ms"] / first["cpu_ms"], 2)
    return rows


def _size(row: dict) -> int:
    """The size of a piece of work: its items, else the largest number in its name."""
    numbers = [int(number) for number in re.findall(r"\d+", row["name"])]
    return row["items"] if row.get("items", 1) > 1 else max(numbers, default=1)


COLUMNS = (("cpu_ms", "CPU ms", 11), ("queries", "queries", 10), ("peak_mib", "MiB", 8), ("kib", "KiB", 9))


def table(results: dict[str, list[dict]]) -> str:
    """All rows as one table for people: cost of one item,
    ratio to the row called "stock" where there is one, and growth.
    """
    head = f"{'work':<56}{'items':>8}" + "".join(f"{title:>{width}}" for _key, title, width in COLUMNS)
    lines = ["", head + f"{'x CPU':>8}{'x queries':>11}{'growth':>8}"]
    for name, rows in results.items():
        stock = next((row for row in rows if row["name"] == "stock"), None)
        lines += ["-" * len(lines[1]), name]
        lines += [_line(row, stock if row is not stock else None) for row in rows]
    return "\n".join(lines)


def _line(row: dict, stock: dict | None) -> str:
    cells = f"  {row['name']:<54}{row.get('items', ''):>8}"
    for key, _title, width in COLUMNS:
        cells += f"{row[key]:>{width}.3f}" if isinstance(row.get(key), (int, float)) else " " * width
    ratios = f"{row['cpu_ms'] / stock['cpu_ms']:>8.2f}{row['queries'] / stock['queries']:>11.2f}" if stock else " " * 19
    return (cells + ratios + (f"{row['growth']:>8.2f}" if "growth" in row else "")).rstrip()

"""`make bench`: every module of bench/ on a fresh database, printed as one table and kept in `.dev/bench.json`.

A module whose text says `STOCK = True` is also run on a database without the suite, in the same call; its rows are then printed as
ratios to the row called "stock". Times differ from machine to machine, ratios and queries hardly. A module's `TARGETS` are rows of
(name, figure, "times" or "more", name of what it is measured against, limit): each is printed as met or missed.
"""

import ast
import json
import subprocess

from . import odoo, paths, postgres
from .console import Problem, say, step

DATABASE = "egg_bench"


def run(names: list[str]) -> int:
    found = sorted(one.stem for one in (paths.ROOT / "bench").glob("[a-z]*.py") if one.stem != "support")
    unknown = set(names) - set(found)
    if unknown:
        raise Problem(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(found)}.")
    results = {name: _measure(name) for name in names or found}
    (paths.DEV / "bench.json").write_text(json.dumps(results, indent=2))
    for name, rows in results.items():
        say(table(name, rows))
        say("".join(f"  {line}\n" for line in verdicts(rows, _targets(name))))
    return 0


def _targets(name: str) -> list:
    tree = ast.parse((paths.ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8"))
    values = [
        node.value for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "TARGETS" for one in node.targets)
    ]
    return ast.literal_eval(values[0]) if values else []


def verdicts(rows: list[dict], targets: list) -> list[str]:
    """Say of each target whether it is met."""
    by_name = {row["name"]: row for row in rows}
    lines = []
    for name, figure, how, against, limit in targets:
        if not {name, against} <= by_name.keys():
            continue
        value, base = by_name[name][figure], by_name[against][figure]
        reached = value / base if how == "times" else value - base
        verdict = "met" if reached <= limit else "MISSED"
        lines.append(f"{verdict}: {name} against {against}, {figure}: {reached:.2f} {how}, at most {limit}")
    return lines


def _measure(name: str) -> list[dict]:
    against_stock = "STOCK = True" in (paths.ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
    templates = [odoo.ensure_core_template()] if against_stock else []
    rows = []
    for template in [*templates, odoo.ensure_suite_template()]:
        with step(f"Benchmark {name} on {template}"):
            postgres.clone(template, DATABASE)
            rows += _run_on(DATABASE, name)
    postgres.drop(DATABASE)
    return rows


def _run_on(database: str, name: str) -> list[dict]:
    command = [str(paths.PYTHON), str(paths.ROOT / "scripts/bench_job.py"), database, name]
    done = subprocess.run(command, env=odoo.environment(), cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(f"The benchmark {name} stopped:\n{done.stderr[-2000:]}")
    return [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("BENCH ")]


def table(name: str, rows: list[dict]) -> str:
    """Rows as text; where there is a row "stock", each other one with its ratios to it."""
    stock = next((row for row in rows if row["name"] == "stock"), None)
    lines = ["", name, f"{'':<52}{'items':>8}{'CPU ms':>11}{'queries':>10}{'MiB':>8}{'x CPU':>8}{'x queries':>11}"]
    for row in rows:
        cells = f"{row['name']:<52}{row.get('items', ''):>8}"
        for key, width in (("cpu_ms", 11), ("queries", 10), ("peak_mib", 8)):
            cells += f"{row[key]:>{width}.3f}" if isinstance(row.get(key), (int, float)) else " " * width
        if stock and row is not stock:
            cells += f"{row['cpu_ms'] / stock['cpu_ms']:>8.2f}{row['queries'] / stock['queries']:>11.2f}"
        lines.append(cells)
    return "\n".join(lines)

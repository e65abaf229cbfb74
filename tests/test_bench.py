"""What `make bench` makes of the rows that the benchmarks return."""

import json

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import bench, paths  # isort: skip

STOCK = {"name": "stock", "items": 1, "cpu_ms": 200.0, "queries": 100.0}
UNUSED = {"name": "unused", "items": 1, "cpu_ms": 220.0, "queries": 105.0}
SMALL = {"name": "bulk screen, 500 rows: open", "items": 1, "cpu_ms": 40.0, "queries": 6.0}
LARGE = {"name": "bulk screen, 20000 rows: open", "items": 1, "cpu_ms": 50.0, "queries": 6.0}
FEW = {"name": "sepa: writer", "items": 500, "cpu_ms": 0.2}
MANY = {"name": "sepa: writer", "items": 20000, "cpu_ms": 0.3}


def test_growth_is_that_of_the_largest_size():
    """QLT-05: rows of one work on several sizes are told apart by their numbers or items;
    the largest carries the growth of an item.
    """
    rows = bench.mark_growth([dict(row) for row in (STOCK, UNUSED, LARGE, SMALL, FEW, MANY)])
    growth = {(row["name"], row["items"]): row["growth"] for row in rows if "growth" in row}
    assert growth == {(LARGE["name"], 1): 1.25, (MANY["name"], 20000): 1.5}


def test_one_table_with_ratios_to_stock():
    """QLT-05: one table for the whole suite; what has a stock row beside it is told as a ratio to it,
    the stock row itself is not.
    """
    text = bench.table({"overhead": [dict(STOCK), dict(UNUSED)], "bulk": bench.mark_growth([dict(SMALL), dict(LARGE)])})
    lines = {line.split("  ")[1].strip(): line for line in text.splitlines() if line.startswith("  ")}
    assert text.count("growth") == 1
    assert "1.10" in lines["unused"] and "1.05" in lines["unused"]
    assert "1.00" not in lines["stock"]
    assert lines[LARGE["name"]].endswith("1.25")


def test_every_benchmark_can_be_run():
    """QLT-05: each module of bench/ that `make bench` finds has a `run` that takes an environment."""
    found = sorted(one.stem for one in (paths.ROOT / "bench").glob("[a-z]*.py") if one.stem != "support")
    assert {"bulk", "followup", "overhead", "pdf", "sepa"} <= set(found)
    for name in found:
        assert "def run(env" in (paths.ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8"), name


def test_figures_of_other_benchmarks_stay(tmp_path, monkeypatch):
    """QLT-05: a benchmark run on its own replaces its own figures only."""
    monkeypatch.setattr(paths, "DEV", tmp_path)
    bench.keep({"bulk": [LARGE], "sepa": [FEW]})
    bench.keep({"sepa": [MANY]})
    assert json.loads((tmp_path / "bench.json").read_text()) == {"bulk": [LARGE], "sepa": [MANY]}

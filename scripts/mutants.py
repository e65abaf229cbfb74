"""How much the tests that need no database notice: `core/` with one random fault at a time.

usage: .dev/venv/bin/python scripts/mutants.py [--count N] [--seed N] [--show] [FILE...]

Each fault (a comparison turned, a sign, a number, a text, a condition, a branch, a result left out) is put into one
module of `*/core/` in a process of its own, which then runs the `test_core_*` of all addons that reach that module, its
own addon's first. Flags of dataclasses, texts for people and what only types are made of take no part. A fault that
makes the tests hang counts as caught. Prints the faults nobody noticed and the share that was; with less than 80 % the
command fails.
"""

import argparse
import ast
import copy
import importlib
import os
import random
import signal
import sys
import types
import unittest
from collections import Counter
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 80
SECONDS = 120
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}
CALCULATED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}


# Faults


def find_faults(tree) -> list:
    """Return (line, what, change) of each fault that can be put into a module; `change` puts it into the tree."""
    found = []
    for node in _walk(tree):
        found += [(node.lineno, what, change) for what, change in _find_faults_of(node)]
    return found


def _walk(node):
    """Yield the nodes that decide something: no docstring, annotation, import or flag of a decorator."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_docstring(node,
                                                                child) and not isinstance(child, (
                                                                    ast.Import, ast.ImportFrom)):
                if hasattr(child, "lineno"):
                    yield child
                yield from _walk(child)


def _is_docstring(parent, node) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node is parent.body[0]


def _find_faults_of(node) -> list:
    finder = _FINDERS.get(type(node))
    return finder(node) if finder else []


def _of_compare(node) -> list:
    return [(f"comparison {number + 1} turned", partial(_turn, node, number)) for number in range(len(node.ops))]


def _turn(node, number: int) -> None:
    node.ops[number] = COMPARED[type(node.ops[number])]()


def _of_operation(node) -> list:
    to = CALCULATED.get(type(node.op))
    return [("other operator", lambda: setattr(node, "op", to()))] if to else []


def _of_choice(node) -> list:
    to = ast.And if isinstance(node.op, ast.Or) else ast.Or
    return [("and for or", lambda: setattr(node, "op", to()))]


def _of_condition(node) -> list:
    return [("condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test)))]


def _of_result(node) -> list:
    if node.value is None or isinstance(node.value, ast.Constant) and node.value.value is None:
        return []  # it has none already: a fault that changes nothing is no fault
    return [("no result", lambda: setattr(node, "value", ast.Constant(None)))]


def _of_constant(node) -> list:
    value = node.value
    if isinstance(value, bool):
        return [(f"not {value}", lambda: setattr(node, "value", not value))]
    if isinstance(value, int):
        return [(f"{value} plus one", lambda: setattr(node, "value", value + 1))]
    if isinstance(value, str):
        return [(f"other text than {value[:20]!r}", lambda: setattr(node, "value", f"{value}x"))]
    return []


def _of_augmented(node) -> list:
    to = CALCULATED.get(type(node.op))
    return [("other operator", lambda: setattr(node, "op", to()))] if to else []


_FINDERS = {
    ast.Compare: _of_compare, ast.BinOp: _of_operation, ast.BoolOp: _of_choice, ast.If: _of_condition,
    ast.IfExp: _of_condition,
    ast.Return: _of_result, ast.Constant: _of_constant, ast.AugAssign: _of_augmented,
}


def put_fault(source: str, number: int) -> tuple:
    """Return (line, what, tree) of a module with its fault of that number."""
    tree = ast.parse(source)
    line, what, change = find_faults(tree)[number]
    before = ast.dump(tree)
    change()
    assert ast.dump(tree) != before
    return line, what, ast.fix_missing_locations(copy.deepcopy(tree))


# Tests


def stand_in_for_addons() -> None:
    """Make our addons packages without what they import: neither models nor a database come in."""
    importlib.import_module("odoo.tests")
    import odoo.addons
    for addon in sorted(one.parent.name for one in ROOT.glob("egg_*/__manifest__.py")):
        for name in (addon, f"{addon}.tests"):
            module = types.ModuleType(f"odoo.addons.{name}")
            module.__path__ = [str(ROOT / name.replace(".", "/"))]
            sys.modules[module.__name__] = module
        setattr(odoo.addons, addon, sys.modules[f"odoo.addons.{addon}"])


class Faulty(MetaPathFinder, Loader):
    """Gives one module its tree with a fault."""

    def __init__(self, name: str, tree):
        self.name, self.tree = name, tree

    def find_spec(self, fullname, path=None, target=None):
        return ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module):
        exec(compile(self.tree, self.name, "exec"), module.__dict__)  # noqa: S102 - it is our own source


def reach(module: str, sources: dict) -> set:
    """Return the names of the modules in `sources` that import a module, or import one that does."""
    found, before = {module}, set()
    while found != before:
        before = set(found)
        found |= {name for name, imported in sources.items() if imported & before}
    return found


def read_imports(path: Path) -> set:
    """Return the modules of our addons that a file imports."""
    package = name_of(path).split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *filter(None, [node.module])])
            found |= {name, *(f"{name}.{one.name}" for one in node.names)}
    return found


def name_of(path: Path) -> str:
    return "odoo.addons." + ".".join(path.relative_to(ROOT).with_suffix("").parts)


def run_tests(names: list) -> bool:
    """Whether all tests of these modules pass; those that need a database are none of ours."""
    return all(_run(unittest.TestSuite(_load_tests(name))) for name in names)


def _load_tests(name: str):
    from odoo.tests import TransactionCase
    module = importlib.import_module(name)
    for found in unittest.defaultTestLoader.loadTestsFromModule(module):
        yield from (test for test in found if not isinstance(test, TransactionCase))
    for function in [one for key, one in vars(module).items() if key.startswith("test_") and callable(one)]:
        yield from (unittest.FunctionTestCase(one) for one in _expand(function))


def _expand(function) -> list:
    """The calls that pytest makes of a test function: one, or one for each row of its `parametrize`."""
    [*marks] = [mark for mark in getattr(function, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return [function]
    [mark] = marks
    names, rows = mark.args
    rows = rows if not isinstance(names, str) else [(row,) for row in rows]
    return [partial(function, *row) for row in rows]


def _run(suite) -> bool:
    result = unittest.TestResult()
    result.failfast = True
    suite.run(result)
    return result.wasSuccessful()


def is_caught(module: str, tree, tests: list) -> bool:
    """Run the tests in a process of its own: whether one of them fails, breaks or hangs."""
    pid = os.fork()
    if not pid:
        _run_and_leave(module, tree, tests)
    return os.waitpid(pid, 0)[1] != 0


def _run_and_leave(module: str, tree, tests: list):
    """What the child does: it leaves with 0 when nobody noticed."""
    code = 1
    try:
        signal.alarm(SECONDS)  # its default ends the process: a test that hangs is a fault noticed
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        if tree is not None:
            sys.meta_path.insert(0, Faulty(module, tree))
        code = 0 if run_tests(tests) else 1
    finally:
        os._exit(code)


# The measure


def order_tests(module: str, tests: dict) -> list:
    """Those that reach the module, its own addon's first."""
    addon = module.split(".")[2]
    reached = [name for name in tests if module in tests[name]]
    return sorted(reached, key=lambda name: (name.split(".")[2] != addon, name))


def main(options) -> int:
    stand_in_for_addons()
    from hypothesis import settings
    settings.register_profile("mutants", deadline=None, max_examples=25, derandomize=True, database=None)
    settings.load_profile("mutants")
    core = {name_of(path): path for path in sorted(ROOT.glob("egg_*/core/*.py")) if path.stem != "__init__"}
    files = {name_of(path): path for path in sorted(ROOT.glob("egg_*/tests/**/test_core_*.py"))}
    imports = {name: read_imports(path) for name, path in {**core, **files}.items()}
    reached = {name: {module for module in core if name in reach(module, imports)} for name in files}
    chosen = [name for name, path in core.items() if not options.files or str(path.relative_to(ROOT)) in options.files]
    faults = [(name, number) for name in chosen
              for number in range(len(find_faults(ast.parse(core[name].read_text()))))]
    for name in {test for module in chosen for test in order_tests(module, reached)}:
        if is_caught("", None, [name]):
            print(f"{name} fails without any fault.")
            return 1
    random.Random(options.seed).shuffle(faults)
    return report(measure(faults[:options.count], core, reached, options.show), len(faults))


def measure(faults: list, core: dict, reached: dict, show: bool) -> dict:
    """Return {module: Counter of what became of its faults}."""
    found = {}
    for module, number in sorted(faults):
        line, what, tree = put_fault(core[module].read_text(), number)
        caught = is_caught(module, tree, order_tests(module, reached))
        found.setdefault(module, Counter())["caught" if caught else "missed"] += 1
        if show and not caught:
            print(f"{core[module].relative_to(ROOT)}:{line}: {what}", flush=True)
    return found


def report(found: dict, possible: int) -> int:
    for module, counts in found.items():
        print(f"{module.removeprefix('odoo.addons.'):42} {counts['caught']:4} of {counts.total():4}")
    caught = sum(counts["caught"] for counts in found.values())
    total = sum(counts.total() for counts in found.values())
    share = 100 * caught / total
    print(f"{caught} of {total} faults caught without a database ({share:.0f} %); {possible} faults are possible.")
    return 0 if share >= LIMIT else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("files", nargs="*")
    sys.exit(main(parser.parse_args()))

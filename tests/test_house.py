"""How the code is built (ARC-06, ARC-07): what can be seen in its syntax. `make lint` holds the width of Python."""

import ast
import re

import pytest
from lxml import etree

from .support import databases  # noqa: F401  (puts scripts/ on the path)

from egg_dev import paths  # isort: skip

WIDTH = 120
WRITES = {
    "create", "write", "unlink", "set_param", "message_post", "message_post_with_source", "_message_log",
    "_message_log_batch", "activity_schedule", "next_by_code", "next_by_id",
}
READERS = re.compile(r"_(get|prepare)_")
#: What tells how a page is at this very moment, while it may still be drawn.
READ_ONCE = {
    "all_inner_texts", "count", "get_attribute", "inner_text", "input_value", "is_checked", "is_disabled", "is_visible",
    "text_content",
}
LOOPS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: What reaches out of the process, or draws what nobody can foresee: no module of a core has it.
OUTSIDE = {
    "odoo", "os", "pathlib", "requests", "secrets", "shutil", "smtplib", "socket", "subprocess", "tempfile", "urllib",
}
CORE = re.compile(r"odoo\.addons\.egg_\w+\.core\b")
#: Hooks that refuse nothing by themselves: each document that has something to refuse adds its own.
SILENT_HOOKS = {"_check_egg_payable", "_check_egg_followup_allowed", "_check_egg_schedule_unlocked"}
#: The third of a row and what follows, read by its number.
NUMBERED = re.compile(r"\w\[([2-9]|\d\d+)\]")
#: Where a line of XML can be broken: before its next attribute. Texts that are translated stay in one piece.
ATTRIBUTE = re.compile(r"""["'] [\w:.-]+=["']""")


def product_files(ending: str) -> list:
    """The files of the addons that people install: not their tests."""
    found = []
    for addon in paths.SHIPPED:
        found += [one for one in (paths.ROOT / addon).rglob(f"*{ending}") if "tests" not in one.parts]
    return sorted(found)


def find(rule, folder: str = "") -> list:
    """Return "file:line" of each node of the product's Python that breaks a rule, of all of it or of one folder."""
    broken = []
    for file in product_files(".py"):
        if folder and folder not in file.relative_to(paths.ROOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if rule(node):
                broken.append(f"{file.relative_to(paths.ROOT)}:{node.lineno}")
    return broken


def is_crowded_loop(node) -> bool:
    """A comprehension has one `for` and at most one `if`."""
    return isinstance(node, LOOPS) and (len(node.generators) > 1 or len(node.generators[0].ifs) > 1)


def is_nested_condition(node) -> bool:
    """A conditional expression holds no other."""
    inner = (one for one in ast.walk(node) if one is not node and isinstance(one, ast.IfExp))
    return isinstance(node, ast.IfExp) and any(inner)


def is_nameless_tuple(node) -> bool:
    """More than two results have names, and so have the rows of a list; commands of the ORM begin with their number."""
    if isinstance(node, ast.Return):
        return _is_long_tuple(node.value)
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
            and any(_is_long_tuple(one) and not _is_number(one.elts[0]) for one in node.args))


def _is_long_tuple(node) -> bool:
    return isinstance(node, ast.Tuple) and len(node.elts) > 2


def _is_number(node) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def is_writing_reader(node) -> bool:
    """`_get_...` and `_prepare_...` change nothing."""
    is_reader = isinstance(node, ast.FunctionDef) and bool(READERS.match(node.name))
    return is_reader and any(map(_writes, ast.walk(node)))


def _writes(node) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) for target in targets)
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
            and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "Command"))


def is_silent_check(node) -> bool:
    """`_check_...` raises, or asks something that does."""
    if not isinstance(node, ast.FunctionDef) or not node.name.startswith("_check_") or node.name in SILENT_HOOKS:
        return False
    return not any(isinstance(one, ast.Raise) or _asks(one) for one in ast.walk(node))


def _asks(node) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "check" in node.func.attr


def is_outside_import(node) -> bool:
    """A core imports other cores and what computes: neither Odoo nor what reads, writes or calls; nor what is no core.

    Of `urllib` it may have `urllib.parse`.
    """
    if isinstance(node, ast.ImportFrom) and node.level:
        return node.level > 1
    names = [one.name for one in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{name}" for name in names]
    return any(name.split(".")[0] in OUTSIDE and not CORE.match(name) and not name.startswith("urllib.parse")
               for name in names)


def is_opening(node) -> bool:
    """A core opens no file."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"


def is_environment(node) -> bool:
    """A core knows no `env`, by no name."""
    named = getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "arg", None)
    return isinstance(node, ast.Name | ast.Attribute | ast.arg | ast.keyword) and "env" in named


def is_odoo_import(node) -> bool:
    """What a tool does needs no database: it knows nothing of Odoo but cores."""
    names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module]
    return any(name.split(".")[0] == "odoo" and not CORE.match(name) for name in names)


@pytest.mark.parametrize("rule", [is_outside_import, is_opening, is_environment], ids=lambda rule: rule.__name__)
def test_core_imports_neither_odoo_nor_i_o(rule):
    """ARC-06: what is decided in `core/` is decided from values: no Odoo, no file, no process, no chance."""
    assert find(rule, "core") == []


def test_tools_need_no_database():
    """ARC-06: what `tools/` do, they do without Odoo."""
    assert find(is_odoo_import, "tools") == []


@pytest.mark.parametrize("rule", [
    is_crowded_loop, is_nested_condition, is_nameless_tuple, is_writing_reader, is_silent_check,
], ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule):
    """ARC-06, ARC-07: one loop per comprehension, no condition in another, names for three results, readers that only
    read, checks that refuse.
    """
    assert find(rule) == []


@pytest.mark.parametrize("source, rule", [
    ("[a for b in c for a in b]", is_crowded_loop), ("[a for a in b if a if c]", is_crowded_loop),
    ("a if b else c if d else e", is_nested_condition),
    ("def f():\n    return 1, 2, 3", is_nameless_tuple), ("rows.append((label, amount, kind))", is_nameless_tuple),
    ("def _get_a(self):\n    self.b = 1", is_writing_reader),
    ("def _prepare_a(self):\n    self.env['x'].create({})", is_writing_reader),
    ("def _get_a(self):\n    self.message_post(body='')", is_writing_reader),
    ("def _get_a(self):\n    return self.env['ir.sequence'].next_by_code('a')", is_writing_reader),
    ("def _check_a(self):\n    return True", is_silent_check),
    ("import shutil", is_outside_import), ("from odoo.tools import SQL", is_outside_import),
    ("from urllib import request", is_outside_import), ("from ..tools import pdf", is_outside_import),
    ("from odoo.addons.egg_debit.models import bank", is_outside_import),
    ("with open('a') as file:\n    pass", is_opening),
    ("def f(env):\n    pass", is_environment), ("a.env['b']", is_environment), ("f(env=1)", is_environment),
    ("from odoo import models", is_odoo_import), ("import odoo", is_odoo_import),
])
def test_a_broken_rule_is_seen(source, rule):
    """ARC-06: the rules find what they are there for."""
    assert any(map(rule, ast.walk(ast.parse(source))))


@pytest.mark.parametrize("source", [
    "import io", "from urllib.parse import quote", "from .words import plain",
    "from odoo.addons.egg_debit.core.iban import clean_iban",
])
def test_a_core_may_import_what_computes(source):
    """ARC-06: the standard library that computes, and other cores."""
    assert not any(map(is_outside_import, ast.walk(ast.parse(source))))


def test_a_command_is_no_writing():
    """ARC-06: `Command.create` makes a value, no record."""
    source = "def _prepare_a(self):\n    return [Command.create({})]"
    assert not any(map(is_writing_reader, ast.walk(ast.parse(source))))
    assert not any(map(is_nameless_tuple, ast.walk(ast.parse("commands.append((1, line.id, values))"))))


@pytest.mark.parametrize("source, count", [
    ("<t t-out='row[2]'/>", 1), ("<t t-attf-class='egg-#{row[3]}'/>", 1), ("<t t-out='row[1]'/>", 0),
    ("<xpath expr='//field[2]'/>", 0), ("<t t-out='lines[2:]'/>", 0),
])
def test_a_row_read_by_its_number_is_seen(source, count):
    """ARC-07: what templates ask of a row of three."""
    assert len(_find_numbered(etree.fromstring(source))) == count


def test_templates_read_names():
    """ARC-07: the rows of what is printed and shown have names, not numbers."""
    found = [f"{file.relative_to(paths.ROOT)}: {value}" for file in product_files(".xml")
             for value in _find_numbered(etree.parse(file))]
    assert found == []


def _find_numbered(tree) -> list:
    """The expressions of a template that read more than the second of a row by its number."""
    return [value for value in tree.xpath("//@*[starts-with(name(), 't-')]") if NUMBERED.search(value)]


def _is_wide(line: str, ending: str) -> bool:
    if len(re.sub(r"\s+# (noqa|pylint).*", "", line)) <= WIDTH or line.startswith("import {"):
        return False
    return ending != ".xml" or bool(ATTRIBUTE.search(line))


@pytest.mark.parametrize("ending", [".py", ".xml", ".js", ".scss"])
def test_no_line_is_wider_than_the_page(ending):
    """ARC-06: at most 120 columns."""
    wide = []
    for file in product_files(ending):
        lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        wide += [f"{file.relative_to(paths.ROOT)}:{number}" for number, line in lines
                 if _is_wide(line, ending)]
    assert wide == []


def is_figure_of_programs(node) -> bool:
    """A figure in a text as programs write it: `f"{value:g}"`."""
    return isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr) and any(
        str(getattr(part, "value", "")).endswith("g") for part in node.format_spec.values)


def test_figures_of_texts_are_the_language_s():
    """SCR-12: what people read has the decimal mark of its language: `figures.py` writes it."""
    found = [f"{file.relative_to(paths.ROOT)}:{node.lineno}" for file in product_files(".py")
             for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if is_figure_of_programs(node)]
    assert is_figure_of_programs(ast.parse("f'{a:g} %'").body[0].value.values[0])
    assert found == []


def _models_of(tree) -> list:
    """The models that a file makes or extends, as their tables are called."""
    found = []
    for node in tree.body:
        names = {assign.targets[0].id: ast.literal_eval(assign.value) for assign in getattr(node, "body", [])
                 if isinstance(assign, ast.Assign) and getattr(assign.targets[0], "id", "") in ("_name", "_inherit")}
        name = names.get("_name") or names.get("_inherit")
        if isinstance(node, ast.ClassDef) and name:
            found.append(name if isinstance(name, str) else name[0])
    return found


def test_each_model_has_its_own_file():
    """ARC-06: under `models/` a file makes or extends one model."""
    several = [f"{file.relative_to(paths.ROOT)}: {models}" for file in product_files(".py") if "models" in file.parts
               and len(models := _models_of(ast.parse(file.read_text(encoding="utf-8")))) > 1]
    assert _models_of(ast.parse("class A:\n    _inherit = ['egg.mixin', 'b']\nclass C:\n    _name = 'c'")) == [
        "egg.mixin", "c"]
    assert several == []


def test_wizards_bear_the_name_of_their_feature():
    """ARC-06: a wizard's file begins with a folder of its addon's models, so that it stands beside what it is about."""
    nameless = []
    for addon in paths.SHIPPED:
        folders = tuple(f"{one.name}_" for one in (paths.ROOT / addon / "models").glob("*/"))
        nameless += [f"{addon}/wizards/{one.name}" for one in (paths.ROOT / addon / "wizards").glob("[a-z]*")
                     if not one.name.startswith(folders)]
    assert nameless == []


def read_once(tree) -> list[int]:
    """The lines of what asserts something of a page without waiting for it."""
    parts = [part for node in ast.walk(tree) if isinstance(node, ast.Assert) for part in ast.walk(node.test)]
    calls = [part for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)]
    return [call.lineno for call in calls
            if call.func.attr in READ_ONCE and not (call.func.attr == "count" and call.args)]


@pytest.mark.parametrize("source, lines", [
    ("assert 'Paid' in page.inner_text('h1')", [1]), ("assert page.locator('tr').count() == 3", [1]),
    ("assert not box.is_checked()", [1]), ("assert heads.count('Status') == 1", []),
    ("expect(page.locator('tr')).to_have_count(3)", []), ("assert_says(page, 'h1', 'Paid')", [])])
def test_what_is_read_too_early_is_seen(source, lines):
    """ARC-07: the rule below can fail."""
    assert read_once(ast.parse(source)) == lines


def test_a_browser_test_waits_for_what_it_asserts():
    """ARC-07: a page is asked until it shows what is expected (`expect`, `assert_says`), not read at one moment."""
    files = [one for one in sorted((paths.ROOT / "tests").glob("test_*.py")) if "support.web import" in one.read_text()]
    found = [f"{one.name}:{line}" for one in files for line in read_once(ast.parse(one.read_text()))]
    assert files and not found, found

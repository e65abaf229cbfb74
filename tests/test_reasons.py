"""Where the code steps over rights it says why, beside it (SEC-11); asked of the sources,
so that a new place fails without its reason.
"""

import ast

from .support.databases import paths


def _statements(tree):
    """{node: the statement it stands in}."""
    owner = {}
    for statement in (node for node in ast.walk(tree) if isinstance(node, ast.stmt)):
        for field, value in ast.iter_fields(statement):
            if field in ("body", "orelse", "finalbody", "handlers"):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    owner |= dict.fromkeys(ast.walk(part), statement)
    return owner


def _steps_over_rights(node) -> bool:
    """A call of `sudo()`, or `with_user` of the superuser; `sudo(False)` and `sudo(self.env.su)` give rights back."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    given = ast.unparse(node.args[0]) if node.args else ""
    return node.func.attr == "sudo" and given in ("", "True") or node.func.attr == "with_user" and "SUPERUSER" in given


def _has_reason(lines, statement) -> bool:
    """A comment in the statement or above it, or two lines above when a few statements share one reason."""
    first, last = statement.lineno - 1, min(statement.end_lineno, statement.lineno + 15)
    if isinstance(statement, (ast.For, ast.If, ast.With)):
        last = statement.body[0].lineno - 1
    if any("#" in line for line in lines[first:last]):
        return True
    above = lines[max(first - 3, 0):first]
    return any(line.strip().startswith("#") for line in above)


def test_every_sudo_has_its_reason():
    """SEC-11: no `sudo()` without a comment that says why, in any addon."""
    without = []
    for path in sorted(paths.ROOT.glob("egg_*/**/*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        source = path.read_text(encoding="utf-8")
        tree, lines = ast.parse(source), source.splitlines()
        owner = _statements(tree)
        without += [f"{path.relative_to(paths.ROOT)}:{node.lineno} {lines[node.lineno - 1].strip()}"
                    for node in ast.walk(tree) if _steps_over_rights(node) and not _has_reason(lines, owner[node])]
    assert without == []

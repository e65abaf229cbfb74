"""What the documents are made of: fields and classes of `account.move`,
`sale.order` and their lines, as text to compare.

usage: shape_job.py DATABASE FILE

One line per field (with what decides how it behaves and the modules that declare it), one per class in the order in
which Python asks them, and one per method that the suite and something else define, with the classes in that order. Run
it before and after a change that moves code, on the same set of addons, and read the difference of the two files.
"""

import sys
from pathlib import Path

import odoo
from odoo import api
from odoo.modules.registry import Registry

MODELS = ("account.move", "account.move.line", "sale.order", "sale.order.line")
#: What makes a field behave as it does.
FACTS = ("type", "comodel_name", "store", "compute", "inverse", "search", "related", "readonly", "required", "copy",
         "precompute", "groups",
         "index")


def shape(env) -> list[str]:
    """Return the lines of all models that are there."""
    lines = []
    for name in MODELS:
        if name in env:
            lines += [f"== {name}: fields", *_fields(env, name), f"== {name}: classes", *_classes(env, name)]
            lines += [f"== {name}: methods", *_methods(env, name)]
    return lines


def _fields(env, name) -> list[str]:
    found = []
    for field in sorted(env[name]._fields.values(), key=lambda field: field.name):
        facts = [f"{fact}={value}" for fact in FACTS if (value := _text(getattr(field, fact, None)))]
        modules = ",".join(sorted(field._modules))
        depends = ",".join(sorted(map(str, env.registry.field_depends[field])))
        found.append(f"{field.name} [{modules}] {' '.join(facts)} depends={depends}")
    return found


def _text(value) -> str:
    return "" if value is None or value is False else getattr(value, "__name__", str(value))


def _classes(env, name) -> list[str]:
    return [f"{one.__module__.removeprefix('odoo.addons.')}.{one.__name__}" for one in type(env[name]).__mro__]


def _methods(env, name) -> list[str]:
    found = {}
    for one in type(env[name]).__mro__:
        for method in (key for key, value in vars(one).items() if callable(value) and not key.startswith("__")):
            found.setdefault(method, []).append(f"{one.__module__.removeprefix('odoo.addons.')}.{one.__name__}")
    return [
        f"{method} {' '.join(classes)}" for method, classes in sorted(found.items())
        if len(classes) > 1 and any(one.startswith("egg_") for one in classes)
    ]


if __name__ == "__main__":
    database, file = sys.argv[1:3]
    odoo.tools.config.parse_config(["-d", database, "--no-http", "--log-level=error"], setup_logging=True)
    with Registry(database).cursor() as cr:
        Path(file).write_text("\n".join(shape(api.Environment(cr, api.SUPERUSER_ID, {}))) + "\n", encoding="utf-8")

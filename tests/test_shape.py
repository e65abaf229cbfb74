"""What documents are made of depends on which addons are there, and on nothing else (ARC-02)."""

import pytest

from .support.databases import cloned, sql
from .support.leaving import SHAPE
from .support.shapes import no_part_of, parse, shape

from egg_dev import odoo  # isort: skip

#: One addon or app of Odoo after the other; each brings its glue. Of any two, each comes first in one of the two orders.
ORDER = ("egg_billing", "egg_sales", "egg_followup", "egg_debit", "egg_sepa", "egg_stripe", "egg_agenda", "sale_stock", "sale_purchase", "sale_crm")
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name"


def test_what_changes_is_told():
    """ARC-02: a field that another addon changes without declaring it, and a class that moves, are differences; what is added is none."""
    part = parse("== m: fields\na [egg_x] type=char depends=p\nb [egg_x] type=char\n== m: classes\negg_x.A\negg_y.B\n")
    whole = parse("== m: fields\na [egg_x] type=text depends=q\nb [egg_x,egg_z] type=text\nc [egg_z] type=char\n== m: classes\negg_z.C\negg_y.B\negg_x.A\n")
    found = no_part_of(part, whole)
    assert [line.split()[2] for line in found] == ["a", "a", "egg_x.A", "egg_y.B"]
    assert no_part_of(whole, whole) == []


@pytest.mark.proof
def test_order_of_installation():
    """ARC-02, PRO-03: fields, classes, columns, indexes, views and rules are the same whatever came first, or all at once."""
    found = {}
    for name, steps in (("forward", ORDER), ("backward", reversed(ORDER)), ("once", [ORDER])):
        with cloned(f"shape_{name}", odoo.ensure_account_template()) as database:
            for step in steps:
                odoo.install(database, [step] if isinstance(step, str) else step, log="shape")
            found[name] = sql(database, INSTALLED), shape(database), sql(database, SHAPE)
    for name in ("forward", "backward"):
        assert found[name][0] == found["once"][0]
        assert no_part_of(found[name][1], found["once"][1]) == []
        assert found[name][1] == found["once"][1]
        differing = set(map(tuple, found[name][2])) ^ set(map(tuple, found["once"][2]))
        assert sorted(differing) == []

"""What documents are made of depends on which addons are there, and on nothing else (ARC-02)."""

import pytest

from .support.databases import cloned, sql
from .support.leaving import SHAPE
from .support.shapes import no_part_of, parse, shape

from egg_dev import odoo  # isort: skip

#: One addon or app of Odoo after the other; each brings its glue. Of any two, each comes first in one of the two
#: orders.
ORDER = ("egg_billing", "egg_sales", "egg_followup", "egg_debit", "egg_sepa", "egg_stripe", "egg_agenda", "sale_stock",
         "sale_purchase", "sale_crm")
#: Numbers of records stand in a view; each order gives others.
STRUCTURE = SHAPE.replace("md5(v.arch_db::text", "md5(regexp_replace(v.arch_db::text, '[0-9]+', '', 'g')")
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed' ORDER BY name"


PART = """== m: fields
a [egg_x] type=char depends=p
b [egg_x] type=char
== m: classes
egg_x.A
egg_y.B
== m: methods
write egg_x.A egg_y.B
"""
WHOLE = """== m: fields
a [egg_x] type=text depends=q
b [egg_x,egg_z] type=text
c [egg_z] type=char
== m: classes
egg_z.C
egg_y.B
== m: methods
write egg_z.C egg_y.B egg_x.A
"""


def test_what_changes_is_told():
    """ARC-02: what another addon may not change: a field that it does not declare,
    what that depends on, a class, the order of overrides.
    """
    found = no_part_of(parse(PART), parse(WHOLE))
    assert [line.split()[2] for line in found] == ["a", "a", "egg_x.A", "write"]
    assert no_part_of(parse(WHOLE), parse(WHOLE)) == []


def structure(database) -> set:
    """Records, views, rules, columns and the suite's indexes. Odoo names its own indexes by their turn,
    and lists a field that a model of ours
    has from a mixin of Odoo's under whichever addon was there first."""
    assert STRUCTURE != SHAPE
    rows = map(tuple, sql(database, STRUCTURE))
    return {row for row in rows if not row[2].startswith("ir.model.fields ")
            and (row[0] != "index" or "egg_" in row[1])}


@pytest.mark.proof
def test_order_of_installation():
    """ARC-02, PRO-03: fields, classes, columns, indexes,
    views and rules are the same whatever came first, or all at once.
    """
    found = {}
    for name, steps in (("forward", ORDER), ("backward", reversed(ORDER)), ("once", [ORDER])):
        with cloned(f"shape_{name}", odoo.ensure_account_template()) as database:
            for step in steps:
                odoo.install(database, [step] if isinstance(step, str) else step, log="shape")
            found[name] = sql(database, INSTALLED), shape(database), structure(database)
    for name in ("forward", "backward"):
        assert found[name][0] == found["once"][0]
        assert no_part_of(found[name][1], found["once"][1]) == []
        assert found[name][1] == found["once"][1]
        assert sorted(found[name][2] ^ found["once"][2]) == []

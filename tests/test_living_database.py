"""The suite comes to an Odoo in use (PRO-02): nothing that was there changes,
not by installing, nor by an upgrade, nor by leaving.

Every column of every table is compared (`support/dumps.py`), and what people see and get when they use their documents
(`support/living_figures.py`). What may differ stands here, each with its reason; everything else is a fault.
`make test` installs the lowest addon and all of them; `make proof` each addon alone, and uses every document.
"""

import ast
from decimal import Decimal

import pytest

from .support.databases import cloned, run_script, sql
from .support.dumps import Allowed, compare, take_dump, told
from .support.leaving import SHAPE, leave
from .support.living import LIVING, ensure_large, ensure_living, figures, figures_before, measured_installation, unlike
from .support.shapes import no_part_of, shape, shape_of_all

from egg_dev import odoo, paths  # isort: skip

NEW_OWN = "records that the addons bring"
LATE_RULES = Allowed("res_company", "changed", "rules of late payment follow the country of the company: a setting "
                                               "that Odoo computes",
                     "write_date|write_uid")
NEEDED = {*odoo.CORE_MODULES, *(name for manifest in paths.ROOT.glob("egg_*/__manifest__.py")
                               for name in ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"])}
MODULE_LIST = [
    Allowed("ir_module_module", "changed", "the list of modules is read anew",
            "demo|latest_version|(menus|reports|views)_by_module|state|write_date"),
    Allowed("ir_module_module", "new|changed", "the suite's own entries, which the list did not have or had otherwise",
            where=lambda one: one.after["name"].startswith("egg_")),
    Allowed("ir_module_module_dependency", "new|gone", "what the suite's own addons need", where=lambda one: (
        (one.before or one.after)["name"].startswith("egg_") or (one.before or one.after)["name"] in NEEDED)),
]
INSTALLED = [
    *MODULE_LIST,
    Allowed("ir_act_.*|ir_actions.*|ir_model.*|ir_rule|ir_ui_.*|rule_group_rel|ir_cron_trigger|orm_signaling_.*", "new",
            "what a module declares: models, fields, views, actions, menus, rights"),
    Allowed(
        "ir_cron|mail_template|product_product|product_template|uom_uom|ir_sequence|res_groups|res_groups_privilege",
        "new", NEW_OWN,
            where=lambda one: one.owned),
    Allowed("ir_default|ir_config_parameter", "new", "choices of the addons' own fields"),
    Allowed("ir_attachment", "new", "icons of menus", where=lambda one: one.after["res_model"] == "ir.ui.menu"),
    Allowed("mail_message", "new", "Odoo's note “created” on records that the addons bring",
            where=lambda one: one.after["model"] in (
        "ir.actions.server", "ir.cron", "product.template", "product.product", "res.partner")),
    Allowed("product_value", "new", "Odoo's note of the cost of products that the addons bring",
            where=lambda one: one.after["description"].startswith("Price update from None to 0.0")),
    Allowed("ir_sequence", "new", "series of documents that only the suite has, one per company",
            where=lambda one: one.after["code"].startswith("egg.")),
    Allowed("ir_sequence_id_seq", "number", "counts the series themselves"),
    LATE_RULES,
    Allowed("ir_model", "changed", "the description of a model is read from its class", "info"),
    Allowed("ir_act_report_xml|ir_actions", "changed", "the file of an order that is still written is named order",
            "print_report_name|write_date|write_uid"),
]
LEFT = [
    *MODULE_LIST,
    Allowed("ir_cron_trigger|orm_signaling_.*", "new",
            "jobs to come, and what tells processes to load the modules anew"),
    Allowed("ir_model_constraint", "new", "Odoo forgets to unlist constraints of columns that are gone"),
    Allowed("ir_model_data|ir_model_fields", "gone|new", "Odoo lists anew fields of its own that an addon extended; "
                                                         "none has a column",
            where=lambda one: one.table != "ir_model_fields" or (one.before or one.after)["store"] == "false"),
    Allowed("product_value", "new", "Odoo's note of the cost of products outlives them",
            where=lambda one: one.after["description"].startswith("Price update from None to 0.0")),
    Allowed("ir_sequence", "new", "series whose numbers stand on documents stay, switched off",
            where=lambda one: one.after["code"].startswith("egg.") and one.after["active"] == "false"),
    Allowed("ir_sequence_id_seq", "number", "counts the series themselves"),
    LATE_RULES,
    Allowed("ir_act_report_xml|ir_actions", "changed", "the name of the file of an order is Odoo's again",
            "write_date|write_uid"),
]
#: After people worked with the suite: what they made is there. What was there before is compared as strictly.
USED = [
    Allowed("(?!ir_|res_groups|uom_).*|ir_attachment|ir_actions_server_history", "new",
            "documents made meanwhile, with all that belongs to them"),
    Allowed("ir_sequence_.*", "number", "they took numbers"),
]
USE = """
company = env["res.company"].search([("name", "=", "Atelier Durand")])
env = env(user=env.ref("base.user_admin"), context={"allowed_company_ids": company.ids})
partner = env["res.partner"].create({"name": "Client of the new time", "email": "new@example.com"})
product = env["product.product"].create({"name": "P1", "list_price": 100, "type": "service", "invoice_policy": "order"})
order = env["sale.order"].create({"partner_id": partner.id,
                                  "order_line": [(0, 0, {"product_id": product.id, "price_unit": 90})]})
order.action_confirm()
invoice = order._create_invoices()
invoice.action_post()
env["calendar.event"].create({"name": "New", "start": "2026-02-05 09:00:00", "stop": "2026-02-05 10:00:00"})
print("USED", order.state, invoice.state, invoice.amount_untaxed)
env.cr.commit()
"""

@pytest.fixture(scope="module")
def before():
    """All that was there, row by row; in a copy of its own:
    whoever copies the original sends away those who read it.
    """
    with cloned("living_before", ensure_living()) as database:
        found = take_dump(database)
        print(f"Compared: {found.size}")
        yield found


@pytest.fixture(scope="module")
def whole():
    """Fields and classes of documents with all addons."""
    return shape_of_all()


def assert_as_before(before, database: str, *allowed) -> None:
    found = compare(before, database, [rule for rules in allowed for rule in rules])
    if found:
        pytest.fail(f"{len(found)} rows are not as they were:\n{told(found)}", pytrace=False)


def assert_no_error(log: str) -> None:
    """What could not be done is said to people, not to a log."""
    errors = [line for line in log.splitlines() if " ERROR " in line or " CRITICAL " in line]
    assert errors == []


def install_and_upgrade(before, database: str, addons) -> None:
    log = odoo.odoo("-d", database, "-i", ",".join(addons), "--stop-after-init", log="living")
    installed = sql(database, "SELECT name FROM ir_module_module WHERE state = 'installed' AND name LIKE 'egg\\_%'")
    assert {(name,) for name in addons} <= {tuple(row) for row in installed}
    assert_as_before(before, database, INSTALLED)
    shape = sql(database, SHAPE)
    log += odoo.odoo("-d", database, "-u", ",".join(addons), "--stop-after-init", log="living")
    assert sql(database, SHAPE) == shape
    assert_as_before(before, database, INSTALLED)
    assert_no_error(log)


def use_and_leave(before, database: str) -> None:
    """People work with the suite, then uninstall it: every kind of document opens in its views and prints."""
    assert "USED sale posted 90.0" in run_script(database, USE)
    leave(database)
    assert_as_before(before, database, LEFT, USED)


#: What Odoo says of an invoice with a line that bears no tax. Its Factur-X file goes into the PDF all the same.
UNTAXED = "Each invoice line should have at least one tax."


def added_up(before: dict) -> dict:
    """The figures of before, with the sums of such files mended: Odoo's forget the lines without a tax,
    so that total and lines contradict each
    other (BR-CO-10, BR-CO-13). With the suite every file adds up (BEY-12)."""
    mended = {document: dict(steps) for document, steps in before.items()}
    for steps in mended.values():
        if UNTAXED in steps.get("Factur-X", ()):
            steps["Factur-X"] = _add_up(steps["Factur-X"])
    return mended


def _add_up(rows: list) -> list:
    *lines, of_all = [index for index, row in enumerate(rows) if row[0] == "LineTotalAmount"]
    apart = {row[0]: Decimal(row[1]) for row in rows if row[0] in ("AllowanceTotalAmount", "ChargeTotalAmount")}
    total = sum(Decimal(rows[index][1]) for index in lines)
    basis = total - apart.get("AllowanceTotalAmount", 0) + apart.get("ChargeTotalAmount", 0)
    mended = [["TaxBasisTotalAmount", f"{basis:.2f}"] if row[0] == "TaxBasisTotalAmount" else row for row in rows]
    mended[of_all] = ["LineTotalAmount", f"{total:.2f}"]
    return mended


def assert_same_figures(kind: str, database: str, with_suite: bool = True) -> None:
    before = figures_before(kind)
    found = unlike(added_up(before) if with_suite else before, figures(database, kind))
    if found:
        pytest.fail("\n".join([f"{len(found)} figures are not as they were:", *found[:80]]), pytrace=False)


def test_lowest_addon(before):
    """PRO-02, QLT-04, QLT-06: the invoicing addon alone comes, is upgraded, used,
    and leaves; what was there is as it was.
    """
    with cloned("living_lowest", LIVING) as database:
        install_and_upgrade(before, database, paths.ADDONS[:1])
        use_and_leave(before, database)


def test_all_addons_change_no_row(before):
    """PRO-02, QLT-04, QLT-06: all addons come, are upgraded, used, and leave; what was there is as it was."""
    with cloned("living_rows", LIVING) as database:
        install_and_upgrade(before, database, paths.ADDONS)
        use_and_leave(before, database)


def test_all_addons_change_no_figure():
    """PRO-02: documents print, are exported, credited, copied, posted again, ordered, invoiced,
    opened in the portal as before; and after.
    """
    with cloned("living_figures", ensure_living()) as database:
        odoo.install(database, paths.ADDONS, log="living")
        assert_same_figures("sample", database)
        leave(database)
        assert_same_figures("sample", database, with_suite=False)


@pytest.mark.proof
@pytest.mark.parametrize("addon", paths.ADDONS[1:])
def test_addon_alone(before, whole, addon):
    """PRO-02, ARC-02, QLT-04, QLT-06: each addon comes alone, is upgraded, used,
    and leaves; what was there is as it was.

    The fields and classes of documents are what they are with all addons, less those of the others."""
    with cloned(f"living_{addon}", LIVING) as database:
        install_and_upgrade(before, database, [addon])
        assert no_part_of(shape(database), whole) == []
        with cloned(f"figures_{addon}", database) as visited:  # customers who open the portal leave traces of their own
            assert_same_figures("sample", visited)
        use_and_leave(before, database)
        assert_same_figures("sample", database, with_suite=False)


@pytest.mark.proof
def test_every_document():
    """PRO-02: every document there is, Odoo's demo data too, gives the same figures with the suite and after it."""
    with cloned("living_all", ensure_living()) as database:
        odoo.install(database, paths.ADDONS, log="living")
        # each state is read on a database where nobody read before
        with cloned("living_all_visited", database) as visited:
            assert_same_figures("all", visited)
        leave(database)
        assert_same_figures("all", database, with_suite=False)


@pytest.mark.proof
def test_many_documents():
    """PRO-02: with 5,000 invoices and 2,000 orders an installation takes as many queries as with none,
    changes no row; its figures are told.
    """
    large = ensure_large()
    with cloned("living_empty", odoo.ensure_core_template()) as database:
        empty = measured_installation(database, paths.ADDONS)
    with cloned("living_large", large) as database:
        full = measured_installation(database, paths.ADDONS)
        assert_as_before(take_dump(large), database, INSTALLED)
    print("\n".join(f"MEASURED {name} {figures}" for name, figures in (("empty", empty), ("large", full))))
    # A constant number of statements may depend on there being rows at all; none may come once per row or batch of
    # rows.
    assert full["queries"] <= empty["queries"] + 100, (empty, full)

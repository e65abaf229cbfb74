"""A database of the release before is upgraded to the code as it stands, with its documents as they were (PRO-03).

`data/release-VERSION.sql.xz` holds the demo's database as that release made it: `make demo SERVE=0`, then
`pg_dump --no-owner --no-privileges --no-comments egg_demo | xz -9e`. A new release adds its own.
"""

import ast
import lzma
import subprocess

import pytest

from .support.crawler import crawl
from .support.databases import PREFIX, run_script, sql

from egg_dev import odoo, paths, postgres  # isort: skip

RELEASES = sorted((paths.ROOT / "tests/data").glob("release-*.sql.xz"))
#: What people would miss: amounts, numbers and states of all that the suite keeps.
FIGURES = {
    "moves": "SELECT id, name, state, payment_state, egg_state, amount_untaxed, amount_tax, amount_total, "
             "amount_residual FROM account_move",
    "items": "SELECT id, name, debit, credit, amount_residual, date_maturity, price_unit, quantity, egg_role FROM "
             "account_move_line",
    "orders": "SELECT id, name, state, egg_kind, egg_state, amount_untaxed, amount_tax, amount_total, invoice_status "
              "FROM sale_order",
    "lines": "SELECT id, price_unit, product_uom_qty, discount, price_subtotal, qty_invoiced, qty_to_invoice, "
             "egg_role FROM sale_order_line",
    "schedules": "SELECT id, order_id, sequence, kind FROM egg_order_schedule_line",
    "payments": "SELECT id, name, state, amount, date, egg_kind FROM account_payment",
    "mandates": "SELECT id, name, state, signature_date FROM egg_debit_mandate",
    "collections": "SELECT id, name, state FROM egg_sepa_collection",
    "debits": "SELECT id, due_item_id, amount, state FROM egg_sepa_collection_item",
    "reminders": "SELECT id, state, email_to FROM egg_followup_message",
    "stages": "SELECT id, name, kind, sequence, active FROM egg_followup_stage",
    "history": "SELECT id, date, stage_id, origin FROM egg_followup_entry",
    "tasks": "SELECT id, name, due_date, done FROM egg_task",
    "partners": "SELECT id, name, email, vat FROM res_partner",
    "numbers": "SELECT code, prefix, number_next, active FROM ir_sequence",
}
#: What a table or column was called in the release, by what it is called now.
FORMER_NAMES = {"egg_followup_message": "egg_followup_letter", "due_item_id": "move_line_id"}
#: Steps of the history that came since.
NEW_STAGES = ("Statement of account",)
PRINTED = """
invoice = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")], limit=1)
print("PDF", invoice._get_egg_pdf()[:4])
print("LAW", env.ref("egg_billing.legal_text_penalty").with_context(lang="en_US").text)
"""
#: What the firm made its own since: an upgrade leaves it so.
OWN = """UPDATE egg_followup_stage SET name = '{"en_US": "Debit came back"}', sequence = 65
          WHERE name->>'en_US' = 'Direct debit rejected'"""
SENTENCE = """UPDATE egg_legal_mention SET text = '{"en_US": "Our penalties"}' WHERE code = 'penalty'"""
REFUSED = """
invoice._log_egg_event("debit_rejected", "Account closed (AC04)")
print("NOTED", invoice.egg_followup_entry_ids[0].stage_id.name)
"""
MANIFESTS = {addon: ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text()) for addon in paths.ADDONS}
GLUE = {addon: set(manifest["depends"]) for addon, manifest in MANIFESTS.items() if manifest.get("auto_install")}


def figures(database, former=()) -> dict:
    found = {}
    for name, statement in FIGURES.items():
        for name_now in former:
            statement = statement.replace(name_now, FORMER_NAMES[name_now])
        found[name] = sorted(map(tuple, sql(database, statement)))
    return found


@pytest.mark.proof
@pytest.mark.parametrize("file", RELEASES, ids=lambda file: file.name.removesuffix(".sql.xz"))
def test_upgrade_from_the_release_before(file):
    """PRO-03: after the upgrade each amount, number and state is as it was;
    every screen opens and an invoice prints.
    """
    database = f"{PREFIX}release"
    postgres.drop(database)
    postgres.sql(f'CREATE DATABASE "{database}"')
    try:
        command = [postgres.binaries() / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database]
        subprocess.run(command, input=lzma.decompress(file.read_bytes()), env=odoo.environment(), check=True,
                       capture_output=True)
        postgres.sql(OWN, database)
        postgres.sql(SENTENCE, database)
        before = figures(database, former=FORMER_NAMES)
        assert all(before.values())
        log = odoo.odoo("-d", database, "-u", "base", "--stop-after-init", log="release")
        assert [line for line in log.splitlines() if " ERROR " in line or " CRITICAL " in line] == []
        after = figures(database)
        after["stages"] = [row for row in after["stages"] if not any(map(row[1].count, NEW_STAGES))]
        assert after == before
        crawled = crawl(database)
        assert crawled["opened"] and crawled["faults"] == []
        installed = {name for [name] in sql(database, "SELECT name FROM ir_module_module WHERE state = 'installed'")}
        assert {name for name, depends in GLUE.items()
                if depends <= installed} <= installed, "an upgrade brings the glue that is new"
        said = run_script(database, PRINTED + REFUSED)
        assert "LAW Our penalties" in said
        assert "PDF b'%PDF'" in said and "NOTED Debit came back" in said
    finally:
        postgres.drop(database)

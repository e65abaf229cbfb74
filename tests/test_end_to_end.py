"""The main job of the demo on a fresh database: what is booked, mailed, printed and handed to the bank."""

import json
import re
import shutil
import zipfile
from decimal import Decimal
from email import message_from_bytes, policy
from importlib import resources

import pytest
from lxml import etree
from pypdf import PdfReader

from .support import databases  # noqa: F401  (puts scripts/ on the path)
from .support.databases import cloned, sql

from egg_dev import demo, paths  # isort: skip

PAIN = {
    "pain.008.001.02": ("sepaxml", "schemas/pain.008.001.02.xsd"),
    "pain.008.002.02": ("sepaxml", "schemas/pain.008.002.02.xsd"),
    "pain.008.003.02": ("sepaxml", "schemas/pain.008.003.02.xsd"),
    "pain.008.001.08": ("sepapy", "schemas/pain.008.001.08.xsd"),
}


class Done:
    """What the job left: its summary, its files, its database."""

    def __init__(self, database, folder):
        self.database, self.folder = database, folder
        self.facts = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.mails = [message_from_bytes(path.read_bytes(), policy=policy.default)
                      for path in sorted((folder / "mails").glob("*.eml"))]

    def document(self, kind):
        return next(one for one in self.facts["documents"] if one["kind"] == kind)

    def text(self, name):
        return "\n".join(page.extract_text()
                         for page in PdfReader(self.folder / name).pages).replace("\u00a0", " ").replace("\u202f", " ")

    def sql(self, statement):
        return sql(self.database, statement)


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    folder = tmp_path_factory.mktemp("job")
    with cloned("job") as database:
        demo.do_job(database, folder)
        yield Done(database, folder)
        shutil.copytree(folder, paths.ARTEFACTS / "job", dirs_exist_ok=True)


def test_quote_and_order_have_the_same_totals(job):
    """DOC-19, TAX-07, TAX-12, ORD-01: 2,250.00 less 10 %, plus an eco-tax of 10.00 at 5.5 %:
    2,035.00 + 405.55 = 2,440.55.
    """
    for kind in ("quote", "order"):
        one = job.document(kind)
        assert (one["untaxed"], one["tax"], one["total"]) == (2035.00, 405.55, 2440.55)
        assert [(row["base"], row["amount"]) for row in one["vat"]] == [(2025.00, 405.00), (10.00, 0.55)]


def test_schedule_of_the_quote(job):
    """SCH-01, SCH-04, SCH-12: 30 % now, the rest at 30 days end of month;
    the parts make the total; titles show their values.
    """
    rows = job.document("quote")["instalments"]
    assert [row["amount"] for row in rows] == [732.17, 1708.38]
    assert rows[0]["date"] == job.facts["date"]
    assert rows[0]["label"].replace("\u00a0", " ").startswith("Acompte de 30 % soit")


def test_deposit_invoice(job):
    """DEP-03, DEP-04, DEP-09, ORD-04: a posted deposit of 732.17, VAT by rate, on account 4191, paid by its payment."""
    one = job.document("deposit")
    assert (one["untaxed"], one["tax"], one["total"], one["net_to_pay"]) == (610.50, 121.67, 732.17, 0.00)
    accounts = job.sql(
        "SELECT DISTINCT l.display_type, a.code_store->>(SELECT min(id)::text FROM res_company) FROM account_move m"
        " JOIN account_move_line l ON l.move_id = m.id JOIN account_account a ON a.id = l.account_id"
        " WHERE m.egg_is_deposit AND l.display_type = 'product'"
    )
    assert accounts and all(code.startswith("4191") for _kind, code in accounts)
    text = " ".join(job.text("deposit.pdf").split())  # a long text runs over two lines
    assert "Lave-linge professionnel" in text and "Installation et mise en service" in text


def test_deposit_receipt_of_a_company_without_vat(job):
    """DEP-03, DEP-04: the second company's deposit is a receipt without entry;
    its invoice is whole, and the deposit pays it.
    """
    receipt = job.document("receipt")
    (invoice,) = (one for one in job.facts["documents"] if one["kind"] == "invoice" and one["total"] == 1000.00)
    assert (receipt["total"], receipt["number"]) == (400.00, f"REC/{job.facts['date'][:4]}/00001")
    assert (invoice["tax"], invoice["total"], invoice["net_to_pay"]) == (0.00, 1000.00, 600.00)
    assert [row["amount"] for row in invoice["instalments"]] == [400.00, 600.00]
    text = job.text("receipt.pdf")
    assert "Installation et mise en service" in text and "400.00" in text and "CHQ 815" in text
    (companies,) = job.sql("SELECT count(DISTINCT company_id) FROM account_move WHERE move_type = 'out_invoice'")
    assert companies[0] == "2"


def test_final_invoice_deducts_the_deposit(job):
    """DEP-07: quote total less deposit is the invoice; VAT is not counted twice."""
    quote, deposit, invoice = (job.document(kind) for kind in ("quote", "deposit", "invoice"))
    for name in ("untaxed", "tax", "total"):
        assert Decimal(str(invoice[name])) == Decimal(str(quote[name])) - Decimal(str(deposit[name]))
    assert invoice["net_to_pay"] == 1708.38


def test_journal_entries_balance_and_have_one_item_per_instalment(job):
    """SCH-17, INV-06: each posted entry balances, and an invoice has a
    receivable item for each instalment that is left.
    """
    assert job.sql("SELECT move_id FROM account_move_line WHERE parent_state = 'posted' GROUP BY move_id HAVING "
                   "round(sum(balance), 2) <> 0") == []
    items = job.sql(
        "SELECT l.date_maturity, round(l.balance, 2) FROM account_move_line l JOIN account_move m ON m.id = l.move_id"
        f" WHERE m.name = '{job.document('invoice')['number']}' AND l.display_type = 'payment_term' ORDER BY 1"
    )
    assert items == [[row["date"], f"{row['amount']:.2f}"] for row in job.document("invoice")["instalments"]]


def test_only_the_draft_has_the_watermark(job):
    """INV-08: the draft shows SPECIMEN on every page, the posted invoice on none."""
    for page in PdfReader(job.folder / "invoice-draft.pdf").pages:
        assert "SPECIMEN" in page.extract_text()
    assert "SPECIMEN" not in job.text("invoice.pdf")


def test_pdfs_show_the_amounts(job):
    """DOC-40, SCH-16, QUO-06: quote and invoice print total, instalments with dates and amounts,
    and the validity date.
    """
    quote, invoice = job.text("quote.pdf"), job.text("invoice.pdf")
    for part in ("2 440,55", "732,17", "1 708,38", "Éco-participation DEEE"):
        assert part in quote.replace("2,440.55", "2 440,55").replace("1,708.38", "1 708,38").replace("732.17", "732,17")
    assert job.document("invoice")["number"] in invoice
    # The sum of the deposits' section is that of the deposits: the discount and the eco-tax stand in the totals only.
    assert re.search(r"-610[.,]50", invoice) and not re.search(r"-825[.,]50", invoice)


def test_quote_is_mailed_with_its_pdf(job):
    """BAR-03: the customer gets the quote by mail, with the document attached."""
    mail = job.mails[0]
    assert mail["to"] and "compta@durand.example" in job.facts["mails"][0]["to"]
    attachments = list(mail.iter_attachments())
    assert len(attachments) == 1 and attachments[0].get_content_type() == "application/pdf"


def test_each_late_invoice_gets_its_own_stage(job):
    """BLK-13, BLK-15, BLK-16, FUP-01: each customer gets the next stage,
    with the invoices attached, and entries are written.
    """
    bulk = [(one["document"], one["stage"]) for one in job.facts["followups"] if one["origin"] == "bulk"]
    stages = [stage for _document, stage in sorted(bulk)]
    assert stages == ["Formal notice", "Reminder 2", "Reminder 1", "Reminder 1"]
    reminders = job.facts["mails"][1:]
    assert sorted(one["to"][0] for one in reminders) == ["compta@bernard.example", "compta@morel.example",
                                                         "compta@pont.example"]
    for one in reminders:
        assert any(re.fullmatch(r".*\d{5}\.pdf", name) for name in one["attachments"])
    assert len({one["message_id"] for one in job.facts["mails"]}) == len(job.facts["mails"])


def test_bank_files_are_valid_and_agree_with_the_books(job):
    """SEP-01, SEP-02, SEP-03, SEP-20, BEY-01: a zip with one XML per format,
    valid against its schema; sums are those of the items.
    """
    assert {one["format"] for one in job.facts["collections"]} == set(PAIN)
    for one in job.facts["collections"]:
        package, path = PAIN[one["format"]]
        schema = etree.XMLSchema(etree.fromstring(resources.files(package).joinpath(path).read_bytes()))
        with zipfile.ZipFile(job.folder / one["file"]) as archive:
            names = archive.namelist()
            assert len(names) == 1 and names[0].endswith(".xml")
            tree = etree.fromstring(archive.read(names[0]))
        schema.assertValid(tree)
        amounts = [Decimal(node.text) for node in tree.iter("{*}InstdAmt")]
        assert (len(amounts), sum(amounts)) == (one["count"], Decimal(str(one["sum"])))
        assert [node.text for node in tree.iter("{*}CtrlSum")][0] == str(sum(amounts))
        assert not list(tree.iter("{*}AdrLine"))


def test_a_cancelled_collection_frees_its_items(job):
    """BEY-05, SEP-23: three collections were cancelled, so the same items are in exactly one live collection."""
    states = job.sql("SELECT state, count(*) FROM egg_sepa_collection GROUP BY state ORDER BY state")
    assert ["cancelled", "3"] in states and sum(int(count) for _state, count in states) == 4


def test_event_became_a_quote(job):
    """QUO-02, AGE-15: the quote made from the event has its customer and title."""
    rows = job.sql(
        "SELECT o.egg_title, p.name FROM sale_order o JOIN res_partner p ON p.id = o.partner_id"
        f" WHERE o.name = '{job.facts['agenda']['quote_from_event']}' AND o.egg_event_id IS NOT NULL"
    )
    assert rows == [["Projet four à pain", "Boulangerie Morel"]]
    assert [event["done"] for event in job.facts["agenda"]["events"]] == [False, True]


def test_the_chain_from_deal_to_credit_note(job):
    """DOC-36, QUO-01, QUO-12, ORD-05, INV-01, INV-10: one tree holds the deal and all that came of it;
    the other quote is refused.
    """
    chain = job.facts["chain"]
    rows = {number: depth for depth, _kind, number in chain["map"]}
    ways = [rows[chain[name]] for name in ("deal", "quote", "order", "delivery", "invoice", "credit_note")]
    assert ways == [0, 1, 2, 3, 4, 5]
    assert (rows[chain["refused"]], rows[chain["supplier_order"]]) == (1, 3)
    states = dict(job.sql(f"SELECT name, egg_state FROM sale_order WHERE name IN ('{chain['quote']}', "
                          f"'{chain['refused']}')"))
    assert states == {chain["quote"]: "done", chain["refused"]: "refused"}
    (invoiced,) = job.sql(f"SELECT amount_untaxed FROM account_move WHERE name = '{chain['invoice']}'")
    assert invoiced == ["2000.00"]


def test_the_table_names_everything(job):
    """DOC-07: the printed table shows each document with its own number."""
    table = demo.table(job.facts)
    for one in job.facts["documents"]:
        assert one["number"] in table

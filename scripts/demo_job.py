"""The main job of egg on a demo company, through the addons' public methods, with real mail, PDFs and bank files.

usage: demo_job.py DATABASE FOLDER

Everything a customer or a bank would receive is written to FOLDER; `summary.json` there says what was done. The
database must have the five addons installed and a French company; the job commits after each step.
"""

import base64
import io
import json
import logging
import socket
import sys
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import odoo
from aiosmtpd.controller import Controller
from odoo import api
from odoo.modules.registry import Registry
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent))
import month_of_reminders  # noqa: E402  isort: skip
import year_of_invoices  # noqa: E402  isort: skip

TODAY = date.today()
#: Public sample IBANs: they check, and belong to nobody.
IBANS = [
    ("FR7630006000011234567890189", "AGRIFRPP"), ("FR7630004000031234567890143", "BNPAFRPP"),
    ("FR7610107001011234567890129", "BREDFRPP"), ("FR7611315000011234567890138", "CEPAFRPPXXX"),
]
COMPANY_IBAN = "FR7630003030000005000000175"
ICS = "FR72ZZZ123456"


TERMS = """
<h2>Conditions générales de vente</h2>
<p><strong>1. Commande.</strong> La commande est ferme dès que le devis est signé.</p>
<p><strong>2. Prix.</strong> Les prix sont ceux du devis, hors taxes ; la TVA est celle du jour de la facture.</p>
<p><strong>3. Règlement.</strong> Les échéances sont celles du document. Tout retard entraîne les pénalités qui y
sont dites.</p>
<p><strong>4. Réserve de propriété.</strong> Les biens livrés restent au vendeur jusqu'au paiement complet.</p>
<p><strong>5. Litiges.</strong> Le tribunal de commerce de Lyon est seul compétent entre professionnels.</p>
"""
#: Lists of the tool used before, in the order in which they are taken over: a customer spelt twice, an instalment each.
MOVING_DAY = {
    "partner": """Code tiers;Nom du tiers;CP;Commune;Mail
R0001;S.A.R.L. Lefèvre & Fils;75011;Paris;compta@lefevre.example
R0002;Lefevre et fils;75011;Paris;
R0003;Boulangerie Béranger;06000;Nice;beranger@client.example
""",
    "mandate": """Code tiers;IBAN;RUM;Signé le;Lieu;Dernière utilisation
R0003;DE89370400440532013000;REPRISE-0003;15/03/2019;Nice;""" + f"""{TODAY - timedelta(days=30):%d/%m/%Y}
""",
    "opening": "Réf. facture;Tiers;Date;Date échéance;Reste à percevoir\n" + "".join(
        f"{number};{customer};{TODAY - timedelta(days=60):%d/%m/%Y};{TODAY - timedelta(days=late):%d/%m/%Y};{rest}\n"
        for number, customer, late, rest in (
            ("F-2026-0102", "R0001", 30, "1 250,50"), ("F-2026-0108", "R0003", 30, "528,00"),
            ("F-2026-0108", "R0003", 0, "528,00"))),
    "reminder": f"Facture;Relance;Relancé le\nF-2026-0102;Relance 1;{TODAY - timedelta(days=15):%d/%m/%Y}\n",
}


def draw_logo() -> str:
    """Return the demo company's logo, an egg beside its name, as Odoo stores pictures."""
    picture = Image.new("RGB", (640, 200), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 15, 150, 185), fill="#F4B942", outline="#C98A1B", width=6)
    pen.ellipse((55, 60, 90, 100), fill="#FFE3A3")
    pen.text((185, 45), "Egg SAS", fill="#3B2F2F", font=ImageFont.load_default(size=96))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


class Mailbox:
    """SMTP handler that keeps each mail as an .eml file."""

    def __init__(self, folder: Path):
        self.folder, self.mails = folder, []
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (name set by aiosmtpd)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append({"to": envelope.rcpt_tos, "subject": mail["subject"], "message_id": mail["message-id"],
                           "attachments": [part.get_filename() for part in mail.iter_attachments()]})
        (self.folder / f"{len(self.mails):03d}.eml").write_bytes(envelope.content)
        return "250 OK"


@contextmanager
def smtp_sink(folder: Path):
    mailbox = Mailbox(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox.port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def say(text: str) -> None:
    print(f"     {text}", flush=True)


class Job:
    """One run of the job; `facts` becomes summary.json."""

    def __init__(self, env, folder: Path, mailbox: Mailbox):
        self.env, self.folder, self.mailbox = env, folder, mailbox
        self.company = env.company
        self.facts = {"date": TODAY.isoformat(), "documents": [], "mails": [], "collections": []}

    # Set-up ---------------------------------------------------------------

    def set_up(self):
        env = self.env
        env["ir.config_parameter"].set_param("report.print_delay", "1")
        env["ir.mail_server"].create({"name": "Demo", "smtp_host": "127.0.0.1", "smtp_port": self.mailbox.port,
                                      "smtp_encryption": "none"})
        self.company.write({
            "name": "Egg SAS", "street": "12 rue des Poules", "zip": "69002", "city": "Lyon",
            "phone": "+33 4 72 00 00 00",
            "email": "contact@egg.example", "vat": "FR83404833048", "company_registry": "40483304800022",
            "logo": draw_logo(),
            "egg_legal_form": "SAS", "egg_share_capital": 10000, "egg_register_town": "Lyon",
        })
        env["egg.condition.text"].create({
            "name": "Conditions générales de vente", "kind": "general", "is_default": True,
            "company_id": self.company.id, "body": TERMS,
        })
        bank_account = env["res.partner.bank"].create({
            "acc_number": COMPANY_IBAN, "partner_id": self.company.partner_id.id, "company_id": self.company.id,
            "allow_out_payment": True,
        })
        env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.company.id)],
                                      limit=1).bank_account_id = (
            bank_account
        )
        self.company.write({"egg_debit_creditor_identifier": ICS, "egg_sepa_iban": COMPANY_IBAN,
                            "egg_sepa_bic": "SOGEFRPP",
                            "egg_debit_issuer": "Egg SAS"})
        self.vat_20, self.vat_5 = self._vat(20.0), self._vat(5.5)
        self.debit_mode = env.ref("egg_billing.payment_mode_direct_debit")
        self.customers = self._customers()
        self.products = self._products()
        say(f"{len(self.customers)} customers, {len(self.products)} products")

    def _vat(self, rate: float):
        taxes = self.env["account.tax"].with_context(active_test=False).search([
            ("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"), ("amount", "=", rate),
            ("price_include_override", "in", (False, "tax_excluded")),
        ])
        tax = next(one for one in taxes if one.country_id.code == "FR")
        tax.active = True
        return tax

    def _customers(self):
        names = [("Menuiserie Durand", "Marie Durand", "Lyon", "69003"),
                 ("Garage du Pont", "Paul Petit", "Grenoble", "38000"),
                 ("Boulangerie Morel", "Anne Morel", "Annecy", "74000"),
                 ("Atelier Bernard", "Luc Bernard", "Valence", "26000")]
        # no real one begins with 0
        registries = ["01234567400019", "02345678300010", "03456789100014", "04567891900015"]
        france = self.env.ref("base.fr")
        customers = self.env["res.partner"].create([
            {"name": name, "is_company": True, "street": "3 place du Marché", "zip": code, "city": city,
             "country_id": france.id,
             "email": f"compta@{name.split()[-1].lower()}.example", "lang": self.env.lang or "fr_FR",
             "company_registry": registry}
            for (name, _person, city, code), registry in zip(names, registries, strict=True)
        ])
        self.env["res.partner"].create([
            {"name": person, "parent_id": customer.id,
             "email": f"{person.split()[0].lower()}@{name.split()[-1].lower()}.example"}
            for customer, (name, person, _city, _code) in zip(customers, names, strict=True)
        ])
        return customers

    def _products(self):
        return self.env["product.product"].create([
            {"name": "Lave-linge professionnel", "default_code": "LAV-10", "list_price": 1000.0,
             "standard_price": 600.0,
             "type": "consu", "taxes_id": [(6, 0, self.vat_20.ids)], "invoice_policy": "order",
             "barcode": "3760123456788"},
            {"name": "Installation et mise en service", "default_code": "INST", "list_price": 250.0,
             "standard_price": 120.0,
             "type": "service", "taxes_id": [(6, 0, self.vat_20.ids)], "invoice_policy": "order"},
        ])

    # 1. Quote -------------------------------------------------------------

    def quote(self):
        env, (washer, installation) = self.env, self.products
        self.condition = env["egg.payment.condition"].create({
            "name": "30 % à la signature, solde à 30 jours fin de mois",
            "line_ids": [
                (0, 0, {"sequence": 1, "percent": 30, "kind": "deposit", "rule": "receipt",
                        "title": "Acompte de {pourcentage} soit {montant} le {date}"}),
                (0, 0, {"sequence": 2, "percent": 70, "kind": "payment", "rule": "days_end_of_month", "days": 30,
                        "payment_mode_id": self.debit_mode.id, "title": "Solde de {montant} le {date}"}),
            ],
        })
        customer = self.customers[0]
        self.order = env["sale.order"].create({
            "partner_id": customer.id, "egg_title": "Équipement de la buanderie",
            "egg_contact_id": customer.child_ids[:1].id,
            "egg_discount_mode": "untaxed_percent", "egg_discount_value": 10, "egg_condition_id": self.condition.id,
            "order_line": [
                (0, 0, {"product_id": washer.id, "product_uom_qty": 2, "egg_third_party_tax_ids": [
                    (0, 0, {"name": "Éco-participation DEEE", "amount_type": "fixed", "amount": 5.0,
                            "tax_ids": [(6, 0, self.vat_5.ids)]})]}),
                (0, 0, {"product_id": installation.id, "product_uom_qty": 1}),
            ],
        })
        self._commit()
        self._write_pdf("quote.pdf", self.order)
        self._send(self.order)
        self._document(self.order, "quote")
        say(f"quote {self.order.name}: {self.order.amount_total:.2f} incl. VAT, sent to {customer.email}")

    def _send(self, record):
        """Send a document by e-mail as its "Send" button does, with its own template and attachment."""
        action = record.action_quotation_send()
        composer = self.env["mail.compose.message"].with_context(**action["context"]).create({})
        composer.action_send_mail()
        self._flush_mails()
        self._commit()

    def _flush_mails(self):
        self.env["mail.mail"].process_email_queue()

    # 2. Order and deposit -------------------------------------------------

    def order_and_deposit(self):
        self.order.action_confirm()
        self._commit()
        self._write_pdf("order.pdf", self.order)
        self._document(self.order, "order")
        deposit = self.order.egg_schedule_line_ids[:1].amount
        payment = self.order.egg_register_payment(
            deposit, TODAY, self.env.ref("egg_billing.payment_mode_transfer"), kind="deposit", reference="VIR 4711")
        self.deposit = payment.egg_create_deposit_document()
        self._commit()
        self._write_pdf("deposit.pdf", self.deposit)
        self._document(self.deposit, "deposit")
        say(f"order {self.order.name}; deposit invoice {self.deposit.display_name}: {deposit:.2f}")

    # 3. Invoice -----------------------------------------------------------

    def invoice(self):
        self.order.order_line.filtered(lambda line: line.product_id.type == "consu").qty_delivered = 2
        self.invoice = self.order._create_invoices(final=True)
        self._commit()
        self._write_pdf("invoice-draft.pdf", self.invoice)
        self.invoice.action_post()
        self._commit()
        self._write_pdf("invoice.pdf", self.invoice)
        self._document(self.invoice, "invoice")
        say(f"invoice {self.invoice.name}: {self.invoice.amount_total:.2f} incl. VAT, "
            f"net to pay {self.invoice.amount_residual:.2f}")

    # 4. Second company ----------------------------------------------------

    def second_company(self):
        """A company without a VAT number: its deposits are receipts,
        the invoice is for the whole and is paid by the deposit.
        """
        company = self.env["res.company"].create({
            "name": "Egg Conseil", "country_id": self.env.ref("base.fr").id, "currency_id": self.company.currency_id.id,
            "street": "12 rue des Poules", "zip": "69002", "city": "Lyon",
        })
        company.email = "conseil@egg.example"  # not with the creation, which would look the company up on the internet
        self.env["account.chart.template"].try_loading("fr", company, install_demo=False)
        self.env.user.company_ids |= company
        env = self.env(context={**self.env.context, "allowed_company_ids": [company.id]})
        order = env["sale.order"].create({
            "partner_id": self.customers[1].id, "company_id": company.id, "egg_title": "Conseil en organisation",
            "egg_schedule_line_ids": [
                (0, 0, {"sequence": 1, "percent": 40, "kind": "deposit", "title": "Acompte de {pourcentage} soit "
                                                                                  "{montant}"}),
                (0, 0,
                 {"sequence": 2, "percent": 60, "rule": "end_of_month_days", "days": 15, "title": "Solde le {date}"}),
            ],
            "order_line": [(0, 0, {"product_id": self.products[1].id, "product_uom_qty": 4, "tax_ids": [(5, 0, 0)]})],
        })
        order.action_confirm()
        payment = order.egg_register_payment(
            order.egg_schedule_line_ids[:1].amount, TODAY, env.ref("egg_billing.payment_mode_cheque"), kind="deposit",
            reference="CHQ 815")
        receipt = payment.egg_create_deposit_document()
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self._commit()
        pdf, _kind = env["ir.actions.report"]._render_qweb_pdf("egg_sales.egg_deposit_receipt_report", receipt.ids)
        (self.folder / "receipt.pdf").write_bytes(pdf)
        self._write_pdf("invoice-second-company.pdf", invoice)
        self._document(receipt, "receipt")
        self._document(invoice, "invoice")
        say(f"{company.name}, without a VAT number: deposit receipt {receipt.name} of {receipt.amount:.2f}; "
            f"invoice {invoice.name}: {invoice.amount_total:.2f}, net to pay {invoice.amount_residual:.2f}")

    # 5. Reminders ---------------------------------------------------------

    def reminders(self):
        """Late invoices that were reminded already, some once, some twice:
        the bulk run gives each its own next stage.
        """
        moves = self._late_invoices()
        stages = self.env["egg.followup.stage"].search([("kind", "=", "reminder")], order="sequence, id")
        done_before = ((moves[0], stages[:2], 12), (moves[1], stages[:1], 10))
        self.env["egg.followup.entry"].create([
            {"move_id": move.id, "due_item_id": move._get_egg_due_items()[:1].id, "stage_id": stage.id,
             "date": TODAY - timedelta(days=days - number), "comment": "Entered by hand"}
            for move, past, days in done_before for number, stage in enumerate(past)
        ])
        self._commit()
        overdue = moves._get_egg_due_items().filtered(lambda item: item.date_maturity < TODAY)
        run = self.env["egg.followup.run"]._plan_run(overdue)
        run.action_start()
        self._commit()
        self.env["egg.followup.run"].sudo()._cron_send()  # as the job does
        self._flush_mails()
        self._commit()
        self.facts["followups"] = [
            {"document": entry.move_id.name, "stage": entry.stage_id.name, "date": entry.date.isoformat(),
             "origin": entry.origin}
            for entry in self.env["egg.followup.entry"].search([("move_id", "in", moves.ids)], order="date, id")
        ]
        self.late_invoices = moves
        say(f"{run.done_count} reminder mails for {len(overdue)} late invoices, {run.skipped_count} skipped")

    def _late_invoices(self):
        washer = self.products[0]
        debit, cheque = self.debit_mode, self.env.ref("egg_billing.payment_mode_cheque")
        ages = (
            (self.customers[1], debit, 75), (self.customers[2], debit, 52), (self.customers[3], cheque, 38),
            (self.customers[3], cheque, 33), (self.customers[0], cheque, 27),
        )
        moves = self.env["account.move"].create([
            {"move_type": "out_invoice", "partner_id": customer.id, "egg_payment_mode_id": mode.id,
             "invoice_date": TODAY - timedelta(days=age), "invoice_date_due": TODAY - timedelta(days=age - 30),
             "invoice_payment_term_id": False, "egg_title": "Entretien annuel",
             "invoice_line_ids": [(0, 0, {"product_id": washer.id, "quantity": 1, "price_unit": 480 + age,
                                          "tax_ids": [(6, 0, self.vat_20.ids)]})]}
            for customer, mode, age in ages
        ])
        moves.action_post()
        return moves

    def month(self):
        """Nobody clicks: who pays, promises or disputes is left alone; the formal notice waits for a person."""
        rows = month_of_reminders.simulate(self.env)
        self.facts["month"] = [[str(day), name, what] for day, name, what in rows]
        print(month_of_reminders.tell(rows), flush=True)

    # 6. SEPA --------------------------------------------------------------

    def collect(self):
        """A file in each format; all but the last collection are cancelled, which frees their items again."""
        self._mandates()
        items = (self.late_invoices + self.invoice)._get_egg_due_items()
        wizard_model = self.env["egg.sepa.collect"].with_context(active_model="account.move.line", active_ids=items.ids)
        formats = [code for code, _label in wizard_model._fields["format"]._description_selection(self.env)]
        formats.sort(key=lambda code: code == "pain.008.001.08")  # the scheme's present version is the one that stays
        (self.folder / "sepa").mkdir(exist_ok=True)
        for code in formats:
            wizard = wizard_model.create({"format": code})
            collection = self.env["egg.sepa.collection"].browse(wizard.action_validate()["res_id"])
            self._commit()
            path = self.folder / "sepa" / f"{code}.zip"
            path.write_bytes(collection.attachment_id.raw)
            self.facts["collections"].append({
                "format": code, "count": collection.item_count, "sum": collection.amount_total,
                "file": f"sepa/{path.name}",
                "date": collection.collect_on.isoformat(),
            })
            if code != formats[-1]:
                collection.action_cancel()
                self._commit()
        say(f"SEPA: {collection.item_count} debits, {collection.amount_total:.2f} EUR, in {len(formats)} formats")

    def _mandates(self):
        accounts = self.env["res.partner.bank"].create([
            {"acc_number": iban, "partner_id": customer.id, "egg_bic": bic, "acc_holder_name": customer.name}
            for customer, (iban, bic) in zip(self.customers, IBANS, strict=True)
        ])
        mandates = self.env["egg.debit.mandate"].create([
            {"bank_account_id": account.id, "signature_date": TODAY - timedelta(days=60),
             "signature_town": account.partner_id.city}
            for account in accounts
        ])
        mandates.action_insert()

    # 7. Agenda ------------------------------------------------------------

    def agenda(self):
        kinds = {name: self.env.ref(f"egg_agenda.event_type_{name}")
                 for name in ("appointment", "call", "visit_report")}
        customer = self.customers[2]
        tomorrow = datetime.combine(TODAY + timedelta(days=1), time(9))
        events = self.env["calendar.event"].create([
            {"name": "Projet four à pain", "egg_type_id": kinds["appointment"].id, "start": tomorrow,
             "stop": tomorrow + timedelta(hours=1), "egg_customer_id": customer.id,
             "egg_contact_id": customer.child_ids[:1].id},
            {"name": "Appel de suivi", "egg_type_id": kinds["call"].id, "start": tomorrow - timedelta(days=3),
             "stop": tomorrow - timedelta(days=3, hours=-1), "egg_customer_id": self.customers[0].id,
             "egg_report": "<p>Satisfait de l'installation.</p>"},
        ])
        task = self.env["egg.task"].create({
            "name": "Envoyer le catalogue", "due_date": TODAY + timedelta(days=3), "egg_customer_id": customer.id,
            "priority": "1",
        })
        action = events[0].action_egg_quote()
        defaults = {name[8:]: value for name, value in action["context"].items() if name.startswith("default_")}
        quote = self.env["sale.order"].create({**defaults, "order_line": [(0, 0, {"product_id": self.products[1].id})]})
        self._commit()
        self._document(quote, "quote")
        self.facts["agenda"] = {
            "events": [{"name": event.name, "type": event.egg_type_id.name, "done": event.egg_done}
                       for event in events],
            "tasks": [{"name": task.name, "due": task.due_date.isoformat()}],
            "quote_from_event": quote.name,
        }
        say(f"{len(events)} events, 1 task; quote {quote.name} made from the event “{events[0].name}”")

    # 7. From the deal to the delivery note --------------------------------

    def chain(self):
        """A deal gives a quote, the quote an order of its own; goods are bought,
        delivered in part and invoiced from the note.
        """
        env, (washer, installation) = self.env, self.products
        customer = self.customers[3]
        deal = env["crm.lead"].create({
            "name": "Buanderie du second site", "type": "opportunity", "partner_id": customer.child_ids[:1].id,
            "egg_line_ids": [(0, 0, {"product_id": washer.id, "quantity": 3}), (0, 0, {"product_id": installation.id})],
        })
        quote, other = deal.egg_create_document(), deal.egg_create_document()
        other.egg_set_state("refused", env.ref("egg_billing.egg_refusal_reason_price"))
        quote.egg_set_state("progress")
        order = quote.egg_create_order()
        washing = order.order_line.filtered(lambda line: line.product_id == washer)
        washing.write({"egg_availability_days": 10, "egg_page_break_after": True})
        order.action_confirm()
        supplier = env["res.partner"].create({"name": "Grossiste du Rhône", "is_company": True, "supplier_rank": 1})
        shortcut = order.action_egg_supplier_order()
        purchase = env["purchase.order"].with_context(**shortcut["context"]).create({"partner_id": supplier.id})
        note = order.picking_ids
        note.move_ids.write({"quantity": 2, "picked": True})
        note.with_context(skip_backorder=True).button_validate()
        note.action_egg_invoice()
        invoice = note.egg_invoice_ids
        invoice.egg_set_state("progress")
        credit_note = env["account.move"].browse(invoice.action_egg_credit_note()["res_id"])
        credit_note.action_post()
        self._commit()
        self.facts["chain"] = {
            "deal": deal.name, "quote": quote.name, "refused": other.name, "order": order.name,
            "supplier_order": purchase.name,
            "delivery": note.name, "invoice": invoice.name, "credit_note": credit_note.name,
            "delivered_on": order.commitment_date.date().isoformat(),
            "map": self._flatten(env["egg.document.map"].get_map(order._name, order.id)["roots"]),
        }
        for depth, kind, number in self.facts["chain"]["map"]:
            say(f"{'  ' * depth}{kind} {number}")

    def _flatten(self, nodes, depth=0) -> list:
        """The tree of related documents as rows of depth, kind and number."""
        rows = []
        for node in nodes:
            rows += [(depth, node["kind_label"], node["number"]), *self._flatten(node["children"], depth + 1)]
        return rows

    # A year of invoices ---------------------------------------------------

    def year(self):
        """Paid and late invoices of fourteen months: how customers pay, and what comes next."""
        moves = year_of_invoices.fill(self.env, self.customers, self.products[1], self.vat_20, TODAY)
        self._commit()
        board = self.env["egg.customer.dashboard"].get_figures()
        self.facts["dashboard"] = {figure["label"]: figure["value"] for figure in board["figures"]}
        say(f"{len(moves)} invoices; " + "; ".join(f"{name}: {value}" for name, value in self.facts[
            "dashboard"].items()))

    def moving_day(self):
        """Another firm's lists, as EGG CRM exports them, are taken over: what was owed there is owed here."""
        for kind, text in MOVING_DAY.items():
            content = text.encode("cp1252")
            (self.folder / f"reprise-{kind}.csv").write_bytes(content)
            move_in = self.env["egg.move.in"].create({
                "kind": kind, "file": base64.b64encode(content), "file_name": f"reprise-{kind}.csv",
                "told_total": 2306.50 if kind == "opening" else 0})
            move_in.action_read()
            move_in.action_check()
            move_in.line_ids.filtered(lambda line: line.state == "doubt").action_same()
            move_in.action_load()
            say(f"{move_in.name}: {move_in.loaded_count} lines taken over, {move_in.error_count} in error. "
                f"{move_in.total_words or ''}")
        self._commit()
        items = self.env["account.move"].search([("egg_former_number", "=like", "F-2026-%")])
        self.facts["moved_in"] = {one.egg_former_number: one.amount_residual for one in items}

    # Helpers --------------------------------------------------------------

    def _commit(self):
        """Each step stays, as it would in the web client."""
        self.env.cr.commit()

    def _write_pdf(self, name, document):
        (self.folder / name).write_bytes(document._get_egg_pdf())
        self._commit()

    def _document(self, document, kind):
        """Note a document's figures for the summary and the table."""
        facts = {"kind": kind, "number": document.display_name if kind == "deposit" else document.name}
        if kind == "receipt":
            facts["total"] = document.amount
        if "amount_untaxed" in document._fields:
            totals = document._get_egg_totals()
            facts |= {"untaxed": totals["untaxed"], "vat": totals["vat"], "tax": totals["tax"],
                      "total": totals["total"]}
            facts["net_to_pay"] = document.egg_net_to_pay
            facts["instalments"] = [
                {"label": row["label"], "date": row["date"].isoformat(), "amount": row["amount"]}
                for row in document._get_egg_schedule_rows()
            ]
        self.facts["documents"].append(facts)

    def finish(self):
        self.facts["mails"] = self.mailbox.mails
        text = json.dumps(self.facts, indent=2, ensure_ascii=False, default=str)
        (self.folder / "summary.json").write_text(text, encoding="utf-8")


STEPS = (
    ("Company, customers, products", "set_up"), ("Quote, its PDF and its mail", "quote"),
    ("Order and deposit invoice", "order_and_deposit"), ("Invoice", "invoice"),
    ("A second company, with deposit receipts", "second_company"), ("Reminders", "reminders"),
    ("Thirty days of reminders that run by themselves (simulated, nothing is kept)", "month"),
    ("SEPA direct debits", "collect"),
    ("Agenda", "agenda"), ("From the deal to the credit note", "chain"),
    ("A year of invoices, and the dashboard of customers", "year"),
    ("The day on which a firm moves in", "moving_day"),
)


def main(database: str, folder: Path) -> None:
    odoo.tools.config.parse_config(["-d", database, "--no-http"])
    registry = Registry(database)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    with smtp_sink(folder / "mails") as mailbox, registry.cursor() as cr:
        admin = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin")
        env = api.Environment(cr, admin.id, {"lang": admin.lang, "tz": admin.tz or "Europe/Paris"})
        job = Job(env, folder, mailbox)
        for title, step in STEPS:
            print(f"---> {title}", flush=True)
            getattr(job, step)()
        job.finish()
        cr.commit()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

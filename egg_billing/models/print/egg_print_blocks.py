from typing import NamedTuple

from odoo import api, models
from odoo.tools import is_html_empty

from ...core import legal, print_layout
from .print_formats import PrintFormats


class PrintTotal(NamedTuple):
    """A row of the totals."""

    label: str
    amount: str
    kind: str = ""  # "sub" or "grand": it stands out


class VatRow(NamedTuple):
    """A row of the VAT table."""

    rate: str
    base: str
    amount: str


def _join_lines(lines) -> str:
    return "\n".join(line.strip() for line in lines if line and line.strip())


def _squash(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


class EggPrintMixin(models.AbstractModel):
    """What is printed around the lines: sender, addresses, references, totals, payments, bank, mentions."""

    _inherit = "egg.print.mixin"

    def _get_egg_comment(self, name: str):
        return self._prepare_egg_text(self[name])

    def _prepare_egg_text(self, body):
        """Return a text of a document ready for the engine; False when there is nothing in it."""
        return False if is_html_empty(body) else self.env["ir.actions.report"]._inline_egg_images(body)

    def _get_egg_print_notes(self) -> list:
        """Return the texts that Odoo prints below the totals: what stands under the lines of the form, and what the
        fiscal position and the payment terms say. Addons put theirs after `super()`.
        """
        # sudo: texts for the customer, on lists that not everybody opens
        position_sudo = self.fiscal_position_id.sudo()
        return [position_sudo.note]

    def _get_egg_letterhead(self) -> dict:
        company = self._get_egg_print_company()
        report = self.env["ir.actions.report"]
        return {
            "logo": False if company.uses_default_logo else report._get_egg_image_uri(company.logo, 800, 400),
            "tagline": False if is_html_empty(company.report_header) else company.report_header,
            "primary": print_layout.ink_color(company.primary_color),
            "accent": print_layout.readable_color(company.secondary_color or company.primary_color, "#64748b"),
            "style": (company.external_report_layout_id.key or "").rpartition("_")[2],
        }

    def _get_egg_print_address(self) -> str:
        """The address block: the document's own copy when it has one, else the customer's address."""
        return self.egg_billing_address or self._get_egg_partner_block(self.partner_id)

    def _get_egg_print_delivery(self) -> str:
        return self.egg_delivery_address or self._get_egg_partner_block(self.partner_shipping_id or self.partner_id)

    def _get_egg_partner_block(self, partner) -> str:
        firm = partner.commercial_company_name or partner.commercial_partner_id.name
        names = [firm] if partner.name in (False, firm) else [firm, partner.name]
        return _join_lines([*names, *partner._display_address(without_company=True).split("\n")])

    def _get_egg_print_references(self, formats, **options) -> list:
        """(label, value) pairs of the box of references; pairs without a value are left out."""
        references = [(self.env._("Your contact"), self.egg_contact_id.name)] if self.egg_contact_id else []
        seller = self._get_egg_seller()
        if self.egg_print_seller and seller:
            company = self._get_egg_print_company().with_context(lang=self.env.lang)
            # sudo: the name of a colleague, for whoever prints the document
            references.append((company.egg_seller_label or self.env._("Salesperson"), seller.sudo().name))
        if self.egg_partner_vat:
            references.append((self.env._("Customer VAT"), self.egg_partner_vat))
        if self.egg_payment_mode_id and not self._get_egg_schedule():
            references.append((self.env._("Payment mode"), self.egg_payment_mode_id.name))
        return references

    def _get_egg_schedule(self) -> list:
        """Rows of the payment conditions: dicts with label, date, amount, mode, kind; empty when there are none."""
        return self._get_egg_schedule_rows()

    def _get_egg_print_schedule(self, formats) -> list:
        return [{
            "label": row["label"], "date": formats.date(row["date"]), "amount": formats.money(row["amount"]),
            "mode": row["mode"] or "",
        } for row in self._get_egg_schedule()]

    def _get_egg_print_payments(self, formats) -> list:
        """Payments and deposits that were received: dicts with label, date, amount."""
        payments_sudo = self.sudo().egg_payment_ids  # salespeople print what was paid on their documents
        return self._get_egg_payment_rows(payments_sudo, lambda payment: payment._get_egg_amount_in(self.currency_id),
                                          formats)

    def _get_egg_payment_rows(self, payments, get_amount, formats) -> list:
        received = payments._filter_egg_received().sorted(lambda payment: (payment.date, payment.id))
        amounts = [(payment, get_amount(payment)) for payment in received]
        return [{
            "label": self._get_egg_payment_label(payment),
            "date": formats.date(payment.date), "amount": formats.money(amount),
        } for payment, amount in amounts if not self.currency_id.is_zero(amount)]

    @api.model
    def _get_egg_payment_label(self, payment) -> str:
        """How and with which reference a payment was made."""
        method_line = payment.payment_method_line_id
        method, how = method_line.payment_method_id, payment.egg_payment_mode_id.name or method_line.name
        if how and how == method.with_context(lang="en_US").name:  # the core's own word, which a line keeps in English
            how = method.name
        how = how or payment.name or ""
        return f"{how} ({payment.payment_reference})" if payment.payment_reference else how

    def _get_egg_print_totals(self, formats, show_payments: bool) -> dict:
        """Totals as text: the `PrintTotal`s are `rows`, cut into `details` and `sums`; `vat` has the `VatRow`s."""
        totals = self._get_egg_totals()
        zero, money = self.currency_id.is_zero, formats.money
        extras = [(totals["discount_label"] or self.env._("Discount"),
                   -abs(totals["discount"]))] if not zero(totals["discount"]) else []
        extras += [(row["name"], row["amount"]) for row in totals["third_party"]]
        if not zero(totals["shipping"]):
            extras.append((self.env._("Shipping"), totals["shipping"]))
        rows = []
        if extras:
            rows.append(PrintTotal(self.env._("Sum of lines"), money(totals["lines_untaxed"])))
            rows += [PrintTotal(label, money(amount)) for label, amount in extras]
        has_vat = self._get_egg_print_company()._has_egg_vat()
        untaxed = self.env._("Total excl. VAT") if has_vat else self.env._("Subtotal")
        rows.append(PrintTotal(untaxed, money(totals["untaxed"]), "sub"))
        rows.append(PrintTotal(self.env._("VAT") if has_vat else self.env._("Tax"), money(totals["tax"])))
        paid = self.egg_amount_paid if show_payments else 0.0
        total = self.env._("Total incl. VAT") if has_vat else self.env._("Total")
        rows.append(PrintTotal(total, money(totals["total"]), "sub" if paid else "grand"))
        if paid:
            rows.append(PrintTotal(self.env._("Already paid"), money(-paid)))
            rows.append(PrintTotal(self.env._("Net to pay"), money(totals["total"] - paid), "grand"))
        return {
            "rows": rows,
            "details": rows[:len(extras) + 1] if extras else [],
            "sums": rows[len(extras) + 1 if extras else 0:],
            "vat": [VatRow(formats.rates(row["name"]), money(row["base"]), money(row["amount"]))
                    for row in totals["vat"]],
        }

    def _get_egg_print_bank(self) -> dict | None:
        """Where to pay: the profile's account, else the document's own."""
        # shown, never edited
        account_sudo = (self.egg_profile_id.bank_account_id or self._get_egg_bank_account()).sudo()
        if not account_sudo:
            return None
        return {"number": account_sudo.acc_number, "is_iban": account_sudo.acc_number[:2].isalpha(),
                "bic": account_sudo.bank_bic or "", "bank": account_sudo.bank_name or "",
                "holder": account_sudo.acc_holder_name or account_sudo.partner_id.name}

    def _get_egg_print_codes(self) -> list:
        """QR codes to pay with: dicts with `image` (a data address), `text` and `link` (or False);
        documents to pay override this.
        """
        return []

    def _get_egg_print_identity(self) -> list:
        """Legal identity of the seller that the sender and footer blocks do not already show: ready-made phrases."""
        present = _squash(f"{self.egg_sender or ''} {self.egg_footer or ''}")
        return [phrase for phrase, value in self._get_egg_legal_identity() if _squash(value) not in present]

    def _get_egg_legal_identity(self) -> list:
        """(phrase to print, the value in it that makes it redundant) pairs (C. com. R123-237, R123-238)."""
        company = self._get_egg_print_company()
        phrases = []
        if company.egg_company_form == "company" and company.egg_legal_form:
            capital = ""
            if company.egg_share_capital:
                capital = " " + self.env._("with a capital of %(amount)s", amount=PrintFormats(self).capital(company))
            phrases.append((f"{company.name}, {company.egg_legal_form}{capital}",
                            capital.strip() or company.egg_legal_form))
        if not company._is_egg_french():
            return phrases + self._get_egg_foreign_identity(company)
        if company.egg_company_form == "sole_trader":
            phrases.append((self.env._("%(name)s, sole trader (EI)", name=company.name), "EI)"))
        registry = company.company_registry or ""
        if registry:
            digits = "".join(filter(str.isdigit, registry))
            phrases.append((f"{'SIRET' if len(digits) == 14 else 'SIREN'} {registry}", registry))
        number = legal.siren(registry)
        if company.egg_register_town and number:
            phrases.append((f"RCS {company.egg_register_town} {number}", f"RCS {company.egg_register_town}"))
        vat = self.egg_company_vat
        return phrases + ([(self.env._("VAT %(number)s", number=vat), vat)] if vat else [])

    def _get_egg_foreign_identity(self, company) -> list:
        """Numbers of a company outside France, under the words of its country;
        one that the tax number tells is not told twice.
        """
        vat, registry = self.egg_company_vat or "", company.company_registry or ""
        phrases = []
        if registry and not legal.is_told_by(registry, vat):
            word = company.partner_id.with_context(lang=self.env.lang).company_registry_label
            phrases.append((f"{word} {registry}", registry))
        if vat:
            phrases.append((self.env._("VAT %(number)s", number=vat) if company._has_egg_vat()
                            else self.env._("Tax ID %(number)s", number=vat), vat))
        return phrases

    def _get_egg_print_mentions(self) -> list:
        """Sentences printed in small type at the end."""
        return self._get_egg_print_company()._get_egg_insurance_texts()

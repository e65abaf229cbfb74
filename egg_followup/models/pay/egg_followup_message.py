from markupsafe import Markup
from odoo import fields, models
from odoo.addons.egg_billing.core.transfer_code import join_references
from odoo.tools.mail import append_content_to_html


class EggFollowupMessage(models.Model):
    """The shortest way from a message to the payment of what it names."""

    _inherit = "egg.followup.message"

    payment_url = fields.Char("Payment link", compute="_compute_payment_url",
                              help="Where the customer pays exactly these amounts; empty: not online.")

    def _compute_payment_url(self):
        for message in self:
            message.payment_url = message._get_payable_items()._get_egg_payment_url() or False

    def _get_payable_items(self):
        """Return the due items that the message names."""
        told = self._get_told_items() if self.document_type == "invoice" else self.item_ids.browse()
        return told.due_item_id

    def _get_asked_amount(self) -> float:
        """Return what the payment page asks for: what is open, less credits; interest and fees are not invoiced yet."""
        return self.amount_due - self.amount_credited

    def _get_payment_references(self) -> list:
        """Return what a transfer is to quote, in the order of the table."""
        documents = [row["document"] for row in self._get_rows()]
        return list(dict.fromkeys(document.payment_reference or document.name for document in documents))

    def _get_transfer_code(self) -> str:
        """Return the text of the QR code of a transfer of all that the message claims; empty: there is none."""
        account = self._get_bank_account() if self.document_type == "invoice" else self.env["res.partner.bank"]
        return account._get_egg_transfer_code(self.amount_claimed, self.currency_id, join_references(
            self._get_payment_references())) if account else ""

    def _get_online_label(self) -> str:
        return self.env._("Pay %(amount)s online", amount=self.currency_id.format(self._get_asked_amount()))

    def _get_transfer_label(self, amount: float) -> str:
        return self.env._("Transfer %(amount)s with your bank's application", amount=self.currency_id.format(amount))

    def _get_letter_codes(self) -> list:
        """Return the QR codes of a letter, drawn: dicts with image (a data address) and text."""
        Report, codes = self.env["ir.actions.report"], []
        if self.payment_url:
            codes.append({"image": Report._get_egg_code_uri(self.payment_url), "text": self._get_online_label()})
        if transfer := self._get_transfer_code():
            codes.append({"image": Report._get_egg_code_uri(transfer),
                          "text": self._get_transfer_label(self.amount_claimed)})
        return codes

    def _add_layout(self, body):
        return super()._add_layout(self._add_mail_mandate(self._add_mail_codes(body)))

    def _add_mail_mandate(self, body):
        """Return the body with the address where the customer signs the mandate that his invoices need."""
        url = next(filter(None, (move._get_egg_mandate_url() for move in self._get_payable_items().move_id)), "")
        if not url:
            return body
        message = self.with_context(lang=self._get_language())
        text = message.env["ir.qweb"]._render("egg_followup.mail_mandate", {"url": url})
        return append_content_to_html(body, Markup(text), plaintext=False)

    def _add_mail_codes(self, body):
        """Return the body with the QR codes of the payment page, for whoever reads the mail on a large screen."""
        url = self.payment_url
        if not url:
            return body
        message = self.with_context(lang=self._get_language())
        texts = {"link": message._get_online_label()}
        if self._get_transfer_code():
            texts["transfer"] = message._get_transfer_label(self._get_asked_amount())
        codes = message.env["ir.qweb"]._render("egg_followup.mail_codes", {"url": url, "texts": texts})
        return append_content_to_html(body, Markup(codes), plaintext=False)

from odoo import api, models
from odoo.addons.egg_billing.models.egg_print_mixin import PrintFormats


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _get_egg_report_models(self) -> dict:
        return super()._get_egg_report_models() | {"egg_sales.deposit_receipt": {}}


class EggDepositReceipt(models.Model):
    """A receipt on the company's own paper: what the print engine asks of a document. The order lends its letterhead."""

    _inherit = "egg.deposit.receipt"

    egg_print_totals_every_page = False

    def _is_egg_printed(self) -> bool:
        return self.order_id._is_egg_printed()

    def _get_egg_stored_pdf(self) -> None:
        return None

    def _get_egg_print_company(self):
        return self.order_id._get_egg_print_company()

    def _get_egg_localized(self):
        return self.with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_egg_print_annexes(self) -> list:
        return []

    def _get_egg_watermark(self, **options) -> str:
        return self.env._("CANCELLED") if self.state == "cancelled" else ""

    def _get_egg_page_shape(self, values: dict) -> tuple:
        return self.order_id._get_egg_page_shape(values)

    def _render_egg_document(self, **options) -> tuple:
        """(values, markup) of one receipt, in its customer's language."""
        receipt = self._get_egg_localized()
        values = receipt._get_egg_print_values()
        return values, receipt.env["ir.qweb"]._render("egg_sales.deposit_receipt_print", values)

    def _get_egg_print_values(self) -> dict:
        self.ensure_one()
        order, formats = self.order_id, PrintFormats(self)
        references = [
            (self.env._("Received on"), formats.date(self.date)), (self.env._("Order"), order.name),
            (self.env._("Payment mode"), self.payment_mode_id.name), (self.env._("Reference"), self.reference),
        ]
        return {
            "document": self, "has_vat": self.company_id.sudo()._has_egg_vat(),
            "company": self._get_egg_print_company(), "lang": self.env.lang, "layout": "classic",
            "letterhead": order._get_egg_letterhead(), "heading": self.env._("Deposit receipt"), "number": self.name,
            "sender": order.egg_sender or "", "footer": order.egg_footer or "", "identity": order._get_egg_print_identity(),
            "address": order._get_egg_print_address(), "delivery": False, "totals_every_page": False,
            "references": [(label, value) for label, value in references if value],
            "rows": [
                {"name": line.name, "rate": line.tax_name, "base": formats.money(line.base), "tax": formats.money(line.tax)}
                for line in self.line_ids
            ],
            "total": formats.money(self.amount),
        }

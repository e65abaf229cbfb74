from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_egg_final(self):
        return super()._is_egg_final() or bool(self._get_egg_deducted_deposits())

    def _get_egg_preceding_invoices(self):
        found = super()._get_egg_preceding_invoices() | self._get_egg_deducted_deposits()
        if self.move_type != "out_refund" or self.reversed_entry_id:
            return found
        # A credit note that an order makes by itself corrects what was invoiced of its lines.
        invoices = self.invoice_line_ids.sale_line_ids.invoice_lines.move_id
        return found | invoices.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")

    def _get_egg_deducted_deposits(self):
        """Return the issued deposit invoices whose amounts this invoice takes off."""
        deductions = self.invoice_line_ids.filtered(lambda line: line.is_downpayment and line.price_subtotal < 0)
        deposits = deductions.sale_line_ids.invoice_lines.move_id
        return deposits.filtered(lambda move: move.state == "posted" and move != self and move._is_egg_deposit())

from odoo import models

from .sale_order import ROLE_PRODUCTS


class AccountMove(models.Model):
    _inherit = "account.move"

    def _may_egg_shipping_be_negative(self) -> bool:
        """An order that asks for less shipping than was invoiced gives the rest back."""
        parts = self.egg_discount_parts or []
        return (
            super()._may_egg_shipping_be_negative()
            or bool(parts and parts[0].get("source"))
            or bool(self.invoice_line_ids.sale_line_ids)
        )

    def _credit_egg_discounts(self):
        """What is given back may be more than what is left to invoice: a credit note, also when nothing was returned.
        """
        # sudo: whoever invoices an order may have no rights on invoices, as in the core
        moves_sudo = self.sudo().filtered(lambda move: move.amount_total < 0 and move.egg_discount_parts)
        moves_sudo.action_switch_move_type()

    def _prepare_egg_role_line_values(self, wanted: dict) -> dict:
        """A generated line belongs to the line of the order that it stands for, so that figures by order count it."""
        values = super()._prepare_egg_role_line_values(wanted)
        if lines := self._get_egg_order_lines(wanted):
            values["sale_line_ids"] = [(6, 0, lines.ids)]
        return values

    def _get_egg_order_lines(self, wanted):
        """The generated line of the order that this one stands for;
        none when the invoice gathers orders that it cannot tell apart.
        """
        group, _separator, key = wanted["key"].rpartition("/") if wanted["role"] == "discount" else (
            False, "", wanted["key"])
        parts = self.egg_discount_parts or []
        source = group or (parts and parts[0].get("source"))
        order = self.invoice_line_ids.sale_line_ids.order_id
        if source and order._ids != (int(source),):
            order = self.env["sale.order"].browse(int(source)).exists()
        if len(order) != 1:
            return self.env["sale.order.line"]
        lines = order.sudo().order_line.filtered(lambda line: line.egg_role == wanted["role"])  # sudo: only linked
        return (lines.filtered(lambda line: line.egg_role_key == key) or lines)[:1].sudo(self.env.su)

    def _get_egg_role_account(self, role):
        """The income account chosen on the product of the discount, of third-party taxes or of shipping."""
        product_id = self.env["ir.model.data"]._xmlid_to_res_id(ROLE_PRODUCTS[role])
        template = self.env["product.product"].browse(product_id or ()).product_tmpl_id.with_company(self.company_id)
        # sudo: whoever makes the invoice books it where the product says
        account = template.sudo().property_account_income_id
        return self.fiscal_position_id.map_account(account) if account else super()._get_egg_role_account(role)

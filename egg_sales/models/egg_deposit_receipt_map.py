from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    egg_deposit_receipt_ids = fields.One2many("egg.deposit.receipt", "order_id", "Deposit receipts")

    def _get_egg_map_links(self):
        return super()._get_egg_map_links() | {
            ((order._name, order.id), (receipt._name, receipt.id))
            for order in self
            for receipt in order.egg_deposit_receipt_ids
        }


class EggDepositReceipt(models.Model):
    _name = "egg.deposit.receipt"
    _inherit = ["egg.map.mixin", "egg.deposit.receipt"]

    def _get_egg_map_links(self):
        """Return the (parent, child) pairs these receipts know of."""
        return super()._get_egg_map_links() | {
            ((receipt.order_id._name, receipt.order_id.id), (receipt._name, receipt.id)) for receipt in self
        }

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self.env["sale.order"]._fields["egg_state"]._description_selection(self.env))
        return {
            (receipt._name, receipt.id): document_map._prepare_node(
                receipt, "deposit", self.env._("Deposit receipt"), 40, icon="fa-money", number=receipt.name,
                partner=receipt.partner_id.display_name, date=receipt.date, state=receipt.state, state_label=states[receipt.state],
                total=receipt.amount, balance=0.0, currency=receipt.currency_id, salesperson=receipt.order_id.user_id.name,
            )
            for receipt in self
        }

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    egg_is_deposit = fields.Boolean(
        "Deposit invoice", readonly=True, copy=False, index=True,
        help="An invoice for a deposit received on an order. It is locked as soon as it is made.",
    )
    egg_deposit_payment_ids = fields.One2many("account.payment", "egg_deposit_move_id", "Deposit received")

    def _get_egg_document_type(self) -> str:
        return (
            "deposit" if self.egg_is_deposit and self.move_type == "out_invoice" else super()._get_egg_document_type()
        )

    def _is_egg_locked(self) -> bool:
        # A deposit invoice is locked as soon as it is made, whatever the company's setting (its data must be right at
        # once).
        return super()._is_egg_locked() or (self.egg_is_deposit and self.move_type == "out_invoice"
                                            and self.state == "posted")

    def _get_egg_locked_fields(self) -> set:
        return super()._get_egg_locked_fields() | {"egg_is_deposit"}

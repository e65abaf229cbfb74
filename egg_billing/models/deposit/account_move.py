from itertools import product

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..facts.changes import is_changed


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

    @api.model
    def _get_egg_mark_fields(self) -> set:
        """Hook: what only the program says of a document, on a draft too."""
        return {"egg_is_deposit"}

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        marks = self._get_egg_mark_fields() if not self.env.su else ()
        if any(moves.filtered(name) for name in marks):
            raise UserError(self._get_egg_mark_refusal())
        return moves

    def write(self, vals):
        names = self._get_egg_mark_fields() & vals.keys() if not self.env.su else set()
        open_moves = self.filtered(lambda move: not move._is_egg_locked()) if names else self.browse()
        if any(is_changed(move, name, vals[name]) for move, name in product(open_moves, names)):
            raise UserError(self._get_egg_mark_refusal())
        return super().write(vals)

    @api.model
    def _get_egg_mark_refusal(self) -> str:
        return self.env._("A deposit document is made from a payment on an order, or by “Create invoice” of the order; "
                          "nobody marks one by hand.")

    def _get_egg_locked_fields(self) -> set:
        return super()._get_egg_locked_fields() | {"egg_is_deposit"}

from odoo import api, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE, PAYING, RECONCILING

#: What the core notes of a matching in the rights of the user at another moment.
NOTED = frozenset({"draft_caba_move_vals"})


class AccountPartialReconcile(models.Model):
    """What is settled with what: an issued document is settled by the core's own actions, with its customer's items."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._check_egg_by_action()
        partials._check_egg_own_customer()
        return partials

    def write(self, vals):
        if NOTED.issuperset(vals):
            return super().write(vals)
        self._check_egg_by_action()
        result = super().write(vals)
        self._check_egg_by_action()
        return result

    def unlink(self):
        """The core takes away what the parts settled in full in the rights of the user.
        At each change of a journal item it does so for no part at all: nothing is asked of anybody then.
        """
        if not self:
            return True
        return super(AccountPartialReconcile, self.with_context(**{RECONCILING: INSIDE})).unlink()

    def _check_egg_by_action(self):
        """:raises UserError: a user writes what settles an issued document, past the core's matching"""
        if not self.env["account.move.line"]._is_egg_matching():
            (self.debit_move_id | self.credit_move_id)._check_egg_matched_by_action()

    def _check_egg_own_customer(self):
        """:raises UserError: a user settles an issued document with another customer's item"""
        for partial in self if not self.env.su else ():
            pair = partial.debit_move_id, partial.credit_move_id
            for item, other in (pair, pair[::-1]):
                if item.move_id._is_egg_settled_apart() and item.move_id._is_egg_foreign_item(other):
                    raise UserError(self.env._(
                        "%(other)s is not of the customer of %(name)s: it cannot settle this document. A payment that "
                        "somebody else makes for an order is noted on the order.",
                        other=other.move_id.name or "/", name=item.move_id.display_name))

    @api.model
    def _update_matching_number(self, amls):
        """The core takes the number of a matching off in the rights of the user."""
        return super()._update_matching_number(amls.with_context(**{PAYING: INSIDE}))

    def _get_to_update_payments(self, from_state):
        """The core says in the rights of the user that payments are settled, or open again."""
        return super()._get_to_update_payments(from_state).with_context(**{PAYING: INSIDE})

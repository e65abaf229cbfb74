from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_egg_live_debits(self):
        """Return those of these items that are in a live debit, however it is sent."""
        # That an item is taken may be known to whoever sees it.
        claims_sudo = self.env["egg.debit.claim"].sudo().search([("move_line_id", "in", self.ids)])
        return self.browse(claims_sudo.move_line_id.ids)

    def _check_egg_no_live_debit(self):
        """Refuse to pay in another way, or to take back, what is being collected.

        :raises UserError:
        """
        live = self._get_egg_live_debits()
        if live:
            raise UserError(self.env._(
                "%(names)s: a debit or an online payment is under way. Wait until it is settled, or cancel it.",
                names=", ".join(sorted(set(live.move_id.mapped("name"))))))

    def _get_egg_taken_credits(self) -> dict:
        """What live debits have counted is not counted again."""
        return super()._get_egg_taken_credits() | self.env["egg.debit.claim"]._get_taken(self)

    def _hold_egg_items(self):
        """No debit takes what a customer is paying: both are claims of one table."""
        super()._hold_egg_items()
        self.env["egg.debit.claim"]._claim(self)

    def _free_egg_items(self):
        super()._free_egg_items()
        self.env["egg.debit.claim"]._release(self)

    def _get_egg_collect_reasons(self) -> dict:
        """What customers are paying online; each way of debiting adds its own."""
        # Whoever may see the due item may know that it is being paid.
        online_sudo = self.env["payment.transaction"].sudo().search(self._get_egg_online_domain())
        paying = set(online_sudo.invoice_ids.ids)
        return super()._get_egg_collect_reasons() | {
            line.id: self.env._("The customer is paying online.") for line in self if line.move_id.id in paying}

    def _get_egg_online_domain(self) -> Domain:
        """Hook: the transactions by which customers are paying the invoices of these items themselves.

        One that is done is paid, but its payment is booked a moment later: until then the item still looks open.
        """
        going_on = Domain("state", "in", ("pending", "authorized")) | Domain("state", "=", "done") & Domain(
            "is_post_processed", "=", False)
        own = Domain("provider_code", "not in", ("none", "custom")) & Domain("operation", "!=", "refund")
        drawn = self.env["payment.transaction"]._get_egg_debit_domain()
        return Domain("invoice_ids", "in", self.move_id.ids) & going_on & own & ~drawn

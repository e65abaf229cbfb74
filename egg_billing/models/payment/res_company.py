from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_egg_bank_days(self) -> list:
        """Hook: return the days of the newest figures of each kind that tell what came from the bank: a statement line,
        a payment of a customer that was matched with the bank. What is dated later than today says nothing. Empty:
        unknown.
        """
        self.ensure_one()
        today = [("company_id", "=", self.id), ("date", "<=", fields.Date.context_today(self))]
        # sudo: when the bank was last heard of, for whoever the company's jobs work for; two dates only
        lines_sudo = self.env["account.bank.statement.line"].sudo()
        payments_sudo = self.env["account.payment"].sudo()
        line_sudo = lines_sudo.search(today, order="internal_index desc", limit=1)
        payment_sudo = payments_sudo.search(today + [
            ("is_matched", "=", True), ("payment_type", "=", "inbound"), ("partner_type", "=", "customer"),
            ("state", "in", ("in_process", "paid")), "|", ("egg_payment_mode_id", "=", False),
            ("egg_payment_mode_id.kind", "!=", "direct_debit"),
        ], order="date desc", limit=1)
        return [one.date for one in (line_sudo, payment_sudo) if one]

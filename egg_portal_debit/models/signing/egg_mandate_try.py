from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.signing import HOURS, is_too_often


class EggMandateTry(models.Model):
    """A try that counts: an account, a code sent, a code entered. So that nobody tries on and on."""

    _name = "egg.mandate.try"
    _description = "Try at Signing a Mandate Online"

    kind = fields.Selection([("account", "Account entered"), ("mail", "Code sent"), ("code", "Code entered")],
                            required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True,
                                 ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    @api.model
    def _take_try(self, kind: str, customer, company) -> int:
        """Count a try before it is made; return its number, or 0 when so many were made of late that no more is.

        In a transaction of its own, which what comes of the try does not undo, and behind a lock that is taken before
        anything is read: who tries at the same moment waits, and then sees this one.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(SQL("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", SQL.identifier(self._table)))
            tries = self.with_env(self.env(cr=cr))
            since = fields.Datetime.now() - timedelta(hours=HOURS)
            if is_too_often(kind, tries.search_count([
                    ("kind", "=", kind), ("partner_id", "=", customer.id), ("company_id", "=", company.id),
                    ("create_date", ">", since)])):
                return 0
            return tries.create({"kind": kind, "partner_id": customer.id, "company_id": company.id}).id

    @api.model
    def _give_back(self, number: int):
        """Forget a try that came to nothing through no fault of who made it."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).browse(number).unlink()

    @api.autovacuum
    def _gc_tries(self):
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(hours=2 * HOURS))]).unlink()

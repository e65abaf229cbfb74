from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.signing import HOURS, is_too_often

#: What the lock of a customer's tries is about.
LOCK = 20461


class EggMandateTry(models.Model):
    """A try that counts: a refused account, a code sent, a wrong code. So that nobody tries on and on."""

    _name = "egg.mandate.try"
    _description = "Try at Signing a Mandate Online"

    kind = fields.Selection([("account", "Refused account"), ("mail", "Code sent"), ("code", "Wrong code")],
                            required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True,
                                 ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    @api.model
    def _is_too_often(self, kind: str, customer, company) -> bool:
        """Whether so many were made of late that no more is taken; others who try at the same moment wait for us."""
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", LOCK, customer.id))
        since = fields.Datetime.now() - timedelta(hours=HOURS)
        return is_too_often(kind, self.search_count([
            ("kind", "=", kind), ("partner_id", "=", customer.id), ("company_id", "=", company.id),
            ("create_date", ">", since)]))

    @api.model
    def _note_try(self, kind: str, customer, company):
        self.create({"kind": kind, "partner_id": customer.id, "company_id": company.id})

    @api.autovacuum
    def _gc_tries(self):
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(hours=2 * HOURS))]).unlink()

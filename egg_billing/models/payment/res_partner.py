from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_proposed_payment_mode(self, company):
        """Hook: the payment mode that a new document of this customer proposes; empty when nothing speaks for one."""
        return self.env["egg.payment.mode"]

    def _get_egg_mandate_url(self, company) -> str:
        """Hook: return the address where this customer signs a direct debit mandate online for this company; empty: he
        cannot, or one of his can be used already.
        """
        return ""

    def _get_egg_outstanding(self, company) -> tuple[float, float]:
        """Return (outstanding, credit limit) of one customer in the company's currency, taxes included.

        Outstanding = what is still to be paid on issued invoices, less what remains of credit notes, in that company
        alone. A limit of zero means that none is set.
        """
        self.ensure_one()
        # A salesperson sees only their own invoices, yet must know what the customer owes in all: one sum, no detail.
        moves_sudo = self.env["account.move"].sudo()
        domain = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "=", company.id),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("payment_state", "in", ("not_paid", "partial")),
        ]
        [(outstanding,)] = moves_sudo._read_group(domain, aggregates=["amount_residual_signed:sum"])
        # The limit is shown to accountants only in core; here only as the reason of the alert.
        partner_sudo = self.commercial_partner_id.sudo().with_company(company)
        return outstanding or 0.0, partner_sudo.credit_limit or 0.0

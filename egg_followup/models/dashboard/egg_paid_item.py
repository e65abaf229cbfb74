from odoo import fields, models
from odoo.tools import SQL


class EggPaidItem(models.Model):
    """An amount due that was paid in full: when, and how late. What a credit note alone settled was not paid."""

    _name = "egg.paid.item"
    _description = "Paid Amount"
    _auto = False
    _order = "paid_on desc, id desc"
    _rec_name = "move_id"
    _depends = {
        "account.account": ["account_type"],
        "account.move": ["invoice_user_id", "move_type"],
        "account.move.line": ["move_id", "account_id", "partner_id", "company_id", "company_currency_id", "date",
                              "date_maturity", "parent_state", "balance", "reconciled", "display_type"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id"],
        "res.partner": ["commercial_partner_id"],
    }

    move_id = fields.Many2one("account.move", "Document", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", "Currency of the company", readonly=True)
    salesperson_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    due_date = fields.Date(readonly=True)
    paid_on = fields.Date("Paid on", readonly=True, help="The day of the last payment.")
    delay = fields.Integer("Days after the due date", readonly=True, aggregator="avg")
    amount = fields.Monetary(readonly=True, currency_field="company_currency_id")

    @property
    def _table_query(self) -> SQL:
        # Item by item, by the index: whatever the planner expects, the work grows with the number of items.
        return SQL("""
            SELECT line.id, line.move_id, line.company_id, line.company_currency_id, line.balance AS amount,
                   partner.commercial_partner_id AS partner_id, move.invoice_user_id AS salesperson_id,
                   COALESCE(line.date_maturity, line.date) AS due_date, paid.day AS paid_on,
                   paid.day - COALESCE(line.date_maturity, line.date) AS delay
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
                                          AND account.account_type = 'asset_receivable'
              JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
              JOIN LATERAL (
                   SELECT max(credit.date) AS day
                     FROM account_partial_reconcile part
                     JOIN account_move_line credit ON credit.id = part.credit_move_id
                     JOIN account_move paying ON paying.id = credit.move_id
                      AND paying.move_type NOT IN ('out_refund', 'out_invoice')
                    WHERE part.debit_move_id = line.id
                   ) paid ON paid.day IS NOT NULL
         LEFT JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.display_type = 'payment_term' AND line.parent_state = 'posted' AND line.reconciled
               AND line.balance > 0""")

    def action_open_document(self):
        """Open the document that was paid."""
        self.ensure_one()
        return self.move_id._get_records_action()

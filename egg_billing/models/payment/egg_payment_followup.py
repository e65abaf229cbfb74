from odoo import fields, models
from odoo.tools import SQL


class EggPaymentFollowup(models.Model):
    """What is due, paid and late: one row per instalment of a validated customer invoice."""

    _name = "egg.payment.followup"
    _description = "Payment Follow-up"
    _auto = False
    _order = "date_due, id"
    _rec_name = "label"
    _depends = {
        "account.move": ["state", "move_type", "invoice_user_id", "invoice_date", "egg_is_deposit"],
        "account.move.line": [
            "name", "partner_id", "company_id", "company_currency_id", "currency_id", "egg_payment_mode_id",
            "date_maturity", "balance",
            "amount_currency", "amount_residual", "amount_residual_currency", "reconciled", "display_type",
        ],
    }

    move_id = fields.Many2one("account.move", "Document", readonly=True)
    line_id = fields.Many2one("account.move.line", "Due item", readonly=True)
    label = fields.Char("Instalment", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", "Currency of the company", readonly=True)
    document_currency_id = fields.Many2one("res.currency", "Currency", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    payment_mode_id = fields.Many2one("egg.payment.mode", "Mode", readonly=True)
    date = fields.Date("Invoice date", readonly=True)
    date_due = fields.Date("Due date", readonly=True)
    amount = fields.Monetary("Amount", readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True)
    amount_open = fields.Monetary("Open", readonly=True)
    amount_document = fields.Monetary("Amount in currency", currency_field="document_currency_id", readonly=True)
    amount_open_document = fields.Monetary("Open in currency", currency_field="document_currency_id", readonly=True)
    days_late = fields.Integer("Days late", readonly=True, aggregator="max")
    is_deposit = fields.Boolean("Deposit invoice", readonly=True)
    status = fields.Selection(
        [("paid", "Paid"), ("partial", "Partly paid"), ("late", "Late"), ("open", "Not due yet")], readonly=True
    )

    @property
    def _table_query(self) -> SQL:
        # What is late is a matter of the reader's own day, not of the clock of the database server.
        return self._get_query(fields.Date.context_today(self))

    def _get_query(self, today) -> SQL:
        return SQL(
            """
            SELECT line.id AS id, line.id AS line_id, line.move_id, line.name AS label, line.partner_id,
                   line.company_id,
                   line.company_currency_id AS currency_id, line.currency_id AS document_currency_id,
                   line.amount_currency AS amount_document, line.amount_residual_currency AS amount_open_document,
                   move.invoice_user_id AS user_id,
                   line.egg_payment_mode_id AS payment_mode_id, move.invoice_date AS date,
                   line.date_maturity AS date_due,
                   line.balance AS amount, line.balance - line.amount_residual AS amount_paid,
                   line.amount_residual AS amount_open,
                   CASE WHEN line.reconciled THEN 0 ELSE GREATEST(%(today)s - line.date_maturity, 0) END AS days_late,
                   COALESCE(move.egg_is_deposit, FALSE) AS is_deposit,
                   CASE WHEN line.reconciled THEN 'paid'
                        WHEN line.date_maturity < %(today)s THEN 'late'
                        WHEN line.amount_residual <> line.balance THEN 'partial'
                        ELSE 'open' END AS status
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE line.display_type = 'payment_term' AND move.state = 'posted' AND move.move_type = 'out_invoice'
            """,
            today=today,
        )

    def action_open_document(self):
        """Open the invoice this instalment belongs to."""
        self.ensure_one()
        return self.move_id._get_records_action()

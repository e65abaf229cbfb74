from odoo import fields, models
from odoo.tools import SQL


class EggFollowupFigure(models.Model):
    """What became of a reminder: a row for each amount due that a message told. No row says who sent it, or to whom."""

    _name = "egg.followup.figure"
    _description = "What Reminders Brought"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "stage_id"

    date = fields.Date("Sent on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    scenario_id = fields.Many2one("egg.followup.scenario", "Scenario", readonly=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", readonly=True)
    channel = fields.Selection(lambda self: self.env["egg.followup.channel"]._get_labels(), "By", readonly=True)
    template_id = fields.Many2one("mail.template", "Text", readonly=True)
    sent = fields.Integer("Amounts reminded", readonly=True)
    paid_7 = fields.Integer("Paid within 7 days", readonly=True)
    paid_30 = fields.Integer("Paid within 30 days", readonly=True)
    disputed = fields.Integer(readonly=True)
    share_7 = fields.Float("Paid within 7 days (%)", digits=(16, 1), aggregator="avg", readonly=True,
                           help="Of the reminders that are 7 days old at least.")
    share_30 = fields.Float("Paid within 30 days (%)", digits=(16, 1), aggregator="avg", readonly=True,
                            help="Of the reminders that are 30 days old at least.")
    share_disputed = fields.Float("Disputed (%)", digits=(16, 1), aggregator="avg", readonly=True)

    @property
    def _table_query(self) -> SQL:
        """Paid: settled in full, and the last payment came so many days after the reminder at most. What a credit note
        alone settled was not paid, and what was paid before the reminder was not paid for it.
        """
        return SQL("""
            SELECT told.*, 1 AS sent,
                   CASE WHEN days BETWEEN 0 AND 7 THEN 1 ELSE 0 END AS paid_7,
                   CASE WHEN days BETWEEN 0 AND 30 THEN 1 ELSE 0 END AS paid_30,
                   CASE WHEN age >= 7 THEN CASE WHEN days BETWEEN 0 AND 7 THEN 100.0 ELSE 0.0 END END AS share_7,
                   CASE WHEN age >= 30 THEN CASE WHEN days BETWEEN 0 AND 30 THEN 100.0 ELSE 0.0 END END AS share_30,
                   100.0 * disputed AS share_disputed
              FROM (SELECT entry.id, entry.date, entry.company_id, entry.stage_id, message.scenario_id,
                           message.channel, message.template_id, paid.day - entry.date AS days,
                           %(today)s::date - entry.date AS age,
                           CASE WHEN entry.disputed_on IS NULL THEN 0 ELSE 1 END AS disputed
                      FROM egg_followup_entry entry
                      JOIN egg_followup_message message ON message.id = entry.followup_message_id
                      JOIN account_move_line line ON line.id = entry.due_item_id
                 LEFT JOIN LATERAL (
                           SELECT max(credit.date) FILTER (WHERE move.move_type NOT IN ('out_refund', 'out_invoice'))
                                  AS day
                             FROM account_partial_reconcile part
                             JOIN account_move_line credit ON credit.id = part.credit_move_id
                             JOIN account_move move ON move.id = credit.move_id
                            WHERE part.debit_move_id = line.id) paid ON line.reconciled
                     WHERE entry.origin = 'bulk') told""", today=fields.Date.context_today(self))

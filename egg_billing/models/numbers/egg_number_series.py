from odoo import fields, models
from odoo.tools import SQL

from ...core import numbers as core

#: Missing numbers that are named; further ones are counted.
NAMED = 100


class EggNumberSeries(models.Model):
    """The proof of the numbering: each series of issued documents of a journal and a year, its first and last number,
    what is missing, what stands twice (CGI ann. II 242 nonies A I 7°).

    A series goes on over the years when its prefix does; a new prefix begins a series. Branches that share a journal
    share its numbers: the row is its company's.
    """

    _name = "egg.number.series"
    _description = "Numbers of Issued Documents"
    _auto = False
    _order = "year desc, journal_id, prefix"
    _rec_name = "prefix"
    _depends = {"account.journal": ["company_id"],
                "account.move": ["name", "state", "move_type", "journal_id", "sequence_prefix", "sequence_number",
                                 "invoice_date", "date", "posted_before"]}

    company_id = fields.Many2one("res.company", readonly=True)
    journal_id = fields.Many2one("account.journal", "Journal", readonly=True)
    year = fields.Integer("Calendar year", readonly=True, aggregator=None)
    prefix = fields.Char("Series", readonly=True)
    first_number = fields.Integer("First", readonly=True, aggregator=None)
    last_number = fields.Integer("Last", readonly=True, aggregator=None)
    first_day = fields.Date("From", readonly=True)
    last_day = fields.Date("To", readonly=True)
    count = fields.Integer("Documents", readonly=True)
    cancelled = fields.Integer("Of them cancelled", readonly=True)
    missing = fields.Integer("Missing", readonly=True)
    twice = fields.Integer("Twice", readonly=True)
    backwards = fields.Integer("Dates going back", readonly=True,
                               help="Documents whose date is before that of the document with the number before.")
    is_proven = fields.Boolean("Without a gap", readonly=True, help="No number is missing, none stands twice.")
    missing_numbers = fields.Text("Missing numbers", compute="_compute_missing_numbers")

    @property
    def _table_query(self) -> SQL:
        return SQL("""
            WITH numbered AS (
                SELECT move.id, journal.company_id, move.journal_id, move.sequence_prefix AS prefix,
                       move.sequence_number AS number, move.state, COALESCE(move.invoice_date, move.date) AS day,
                       LAG(move.sequence_number) OVER series AS before,
                       LAG(COALESCE(move.invoice_date, move.date)) OVER series AS day_before,
                       MIN(COALESCE(move.invoice_date, move.date)) OVER (
                           PARTITION BY move.journal_id) AS journal_since,
                       MIN(COALESCE(move.invoice_date, move.date)) OVER (
                           PARTITION BY move.journal_id, move.sequence_prefix) AS series_since
                  FROM account_move AS move
                  JOIN account_journal AS journal ON journal.id = move.journal_id
                 WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND (move.state = 'posted' OR move.state = 'cancel' AND move.posted_before)
                   AND COALESCE(move.name, '/') NOT IN ('', '/')
                WINDOW series AS (PARTITION BY move.journal_id, move.sequence_prefix
                                  ORDER BY move.sequence_number, move.id)
            ), counted AS (
                SELECT MIN(id) AS id, company_id, journal_id, EXTRACT(year FROM day)::int AS year, prefix,
                       MIN(number) AS first_number, MAX(number) AS last_number, MIN(day) AS first_day,
                       MAX(day) AS last_day, COUNT(*) AS count, COUNT(*) FILTER (WHERE state = 'cancel') AS cancelled,
                       COALESCE(SUM(number - before - 1) FILTER (WHERE number > before + 1), 0)
                       + COALESCE(SUM(number - 1) FILTER (
                           WHERE before IS NULL AND number > 1 AND series_since > journal_since), 0) AS missing,
                       COUNT(*) FILTER (WHERE number = before) AS twice,
                       COUNT(*) FILTER (WHERE day < day_before) AS backwards
                  FROM numbered
                 GROUP BY company_id, journal_id, EXTRACT(year FROM day)::int, prefix
            )
            SELECT counted.*, missing = 0 AND twice = 0 AS is_proven FROM counted""")

    def _compute_missing_numbers(self):
        for series in self:
            numbers = series._get_missing_numbers() if series.missing else []
            rest = series.missing - len(numbers)
            names = [*series._get_number_names(numbers),
                     *([self.env._("and %(count)s more", count=rest)] if rest > 0 else [])]
            series.missing_numbers = ", ".join(names) or False

    def _get_number_names(self, numbers) -> list:
        """The numbers as documents of this series write them."""
        # sudo: the name of one document, for whoever reads the proof
        last_sudo = self.env["account.move"].sudo().search([
            ("journal_id", "=", self.journal_id.id), ("sequence_prefix", "=", self.prefix),
            ("sequence_number", "=", self.last_number)], limit=1)
        return [core.numbered_as(last_sudo.name, self.prefix, number) for number in numbers]

    def _get_missing_numbers(self) -> list:
        """The numbers that no document has, from the one before the first of this year up to the last: at most 100."""
        self.ensure_one()
        rows = self.env.execute_query(SQL("""
            SELECT wanted.number
              FROM generate_series((
                       SELECT COALESCE(MAX(sequence_number), 0) + 1 FROM account_move
                        WHERE journal_id = %(journal)s AND sequence_prefix = %(prefix)s
                          AND sequence_number < %(first)s AND (state = 'posted' OR state = 'cancel' AND posted_before)
                   ), %(last)s) AS wanted(number)
             WHERE NOT EXISTS (SELECT FROM account_move AS move
                                WHERE move.journal_id = %(journal)s AND move.sequence_prefix = %(prefix)s
                                  AND move.sequence_number = wanted.number
                                  AND (move.state = 'posted' OR move.state = 'cancel' AND move.posted_before))
             ORDER BY wanted.number LIMIT %(named)s""", journal=self.journal_id.id, prefix=self.prefix,
            first=self.first_number, last=self.last_number, named=NAMED))
        return [number for (number,) in rows]

    def action_open_documents(self):
        """Show the documents of this series, by number."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Numbers %(series)s", series=self.prefix),
            "res_model": "account.move", "view_mode": "list,form",
            "domain": [("journal_id", "=", self.journal_id.id), ("sequence_prefix", "=", self.prefix),
                       ("state", "in", ("posted", "cancel")), ("move_type", "in", ("out_invoice", "out_refund",
                                                                                  "out_receipt"))],
            "context": {"create": False},
        }

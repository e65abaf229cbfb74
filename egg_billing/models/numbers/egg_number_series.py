from odoo import api, fields, models
from odoo.tools import SQL

from ...core import numbers

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
    _depends = {"account.journal": ["company_id", "type", "refund_sequence", "sequence_override_regex",
                                     "egg_is_opening"],
                "res.company": ["egg_lock_issued"],
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
    is_unclear = fields.Boolean(
        "Which part counts is unclear", readonly=True,
        help="The number ends with the year of its first document, and other digits stand before: which of them count "
             "cannot be told.")
    is_open = fields.Boolean("Not locked", readonly=True,
                             help="The company does not lock issued documents: what was deleted leaves no trace here.")
    is_proven = fields.Boolean(
        "Without a gap", readonly=True,
        help="No number is missing, none stands twice, no date goes back, it is clear what counts, and issued "
             "documents are locked.")
    remark = fields.Text("Not proven because", compute="_compute_remark")
    missing_numbers = fields.Text("Missing numbers", compute="_compute_missing_numbers")

    @api.model
    def _get_numbered_query(self) -> SQL:
        """Each number that was given in a journal of sales, and `wanted`, the number that should follow the one before:
        those from there up to its own are missing.

        The first series of a journal begins anywhere (the firm comes from elsewhere), later ones with 1; of a journal
        that numbers credit notes apart, both kinds have a first one. Entries of the journal take numbers, too.
        """
        return SQL("""
            SELECT given.*, CASE WHEN before IS NOT NULL THEN before + 1
                                 WHEN series_since > kind_since THEN 1
                                 ELSE number END AS wanted
              FROM (SELECT move.id, journal.company_id, move.journal_id, move.sequence_prefix AS prefix, move.name,
                           move.sequence_number AS number, move.state, move.day, move.company_id AS own_company_id,
                           journal.sequence_override_regex,
                           EXTRACT(year FROM move.day)::int AS year,
                           move.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AS is_document,
                           LAG(move.sequence_number) OVER series AS before,
                           LAG(move.day) OVER series AS day_before,
                           MIN(move.day) OVER (PARTITION BY move.journal_id, move.sequence_prefix) AS series_since,
                           MIN(move.sequence_number) OVER (PARTITION BY move.journal_id, move.sequence_prefix)
                               AS series_first,
                           MIN(move.day) OVER (PARTITION BY move.journal_id,
                               journal.refund_sequence AND move.move_type = 'out_refund') AS kind_since
                      FROM (SELECT *, COALESCE(invoice_date, date) AS day FROM account_move) AS move
                      JOIN account_journal AS journal ON journal.id = move.journal_id AND journal.type = 'sale'
                       AND journal.egg_is_opening IS NOT TRUE
                     WHERE (move.state = 'posted' OR move.state = 'cancel' AND move.posted_before)
                       AND COALESCE(move.name, '/') NOT IN ('', '/')
                    WINDOW series AS (PARTITION BY move.journal_id, move.sequence_prefix
                                      ORDER BY move.sequence_number, move.id)) AS given""")

    @property
    def _table_query(self) -> SQL:
        return SQL("""
            WITH counted AS (
                SELECT MIN(id) AS id, company_id, journal_id, year, prefix, MIN(number) AS first_number,
                       MAX(number) AS last_number, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*) AS count,
                       COUNT(*) FILTER (WHERE state = 'cancel') AS cancelled,
                       SUM(GREATEST(number - wanted, 0)) AS missing,
                       COUNT(*) FILTER (WHERE number = before) AS twice,
                       COUNT(*) FILTER (WHERE day < day_before) AS backwards,
                       prefix ~ '[0-9]' AND BOOL_OR(series_first = EXTRACT(year FROM series_since))
                           AND BOOL_AND(COALESCE(sequence_override_regex, '') = '') AS is_unclear,
                       NOT BOOL_AND(EXISTS (SELECT FROM res_company AS company
                                             WHERE company.id IN (numbered.company_id, numbered.own_company_id)
                                               AND company.egg_lock_issued)) AS is_open
                  FROM (%s) AS numbered
                 GROUP BY company_id, journal_id, year, prefix
                HAVING BOOL_OR(is_document)
            )
            SELECT counted.*,
                   missing = 0 AND twice = 0 AND backwards = 0 AND NOT is_unclear AND NOT is_open AS is_proven
              FROM counted""", self._get_numbered_query())

    def _compute_remark(self):
        for series in self:
            series.remark = "\n".join(series._get_remarks()) or False

    def _get_remarks(self) -> list:
        """Why this series is not proven, a sentence for each reason."""
        told = {
            "missing": self.env._("%(count)s missing: %(numbers)s.", count=self.missing, numbers=self.missing_numbers),
            "twice": self.env._("%(count)s stand twice.", count=self.twice),
            "backwards": self.env._("%(count)s dated before the number before them.", count=self.backwards),
            "is_unclear": self.env._("Which part of the number counts cannot be told: it ends with the year."),
            "is_open": self.env._("Issued documents are not locked: a document that was deleted, and its number given "
                                  "again, is not seen here."),
        }
        return [text for name, text in told.items() if self[name]]

    def _compute_missing_numbers(self):
        names = self.filtered("missing")._get_missing_names()
        for series in self:
            named = names.get((series.journal_id.id, series.prefix, series.year), [])
            rest = series.missing - len(named)
            texts = [*named, *([self.env._("and %(count)s more", count=rest)] if rest > 0 else [])]
            series.missing_numbers = ", ".join(texts) or False

    def _get_missing_names(self) -> dict:
        """{(journal's id, prefix, year): [number]}: at most 100 of each series, written as the document behind the gap
        writes its own.
        """
        rows = self.env.execute_query(SQL("""
            SELECT journal_id, prefix, year, name, number
              FROM (SELECT gap.journal_id, gap.prefix, gap.year, gap.name, missing.number,
                           ROW_NUMBER() OVER (PARTITION BY gap.journal_id, gap.prefix, gap.year
                                              ORDER BY missing.number) AS place
                      FROM (%(numbered)s) AS gap
                CROSS JOIN generate_series(wanted, LEAST(gap.number - 1, wanted + %(named)s)) AS missing(number)
                     WHERE gap.journal_id = ANY(%(journals)s)) AS named
             WHERE place <= %(named)s
             ORDER BY place""", numbered=self._get_numbered_query(), journals=self.journal_id.ids, named=NAMED))
        names = {}
        for journal_id, prefix, year, name, number in rows:
            names.setdefault((journal_id, prefix, year), []).append(numbers.numbered_as(name, prefix, number))
        return names

    def action_open_documents(self):
        """Show the documents of this series, by number."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Numbers %(series)s", series=self.prefix),
            "res_model": "account.move", "view_mode": "list,form",
            "domain": [("journal_id", "=", self.journal_id.id), ("sequence_prefix", "=", self.prefix),
                       ("state", "in", ("posted", "cancel"))],
            "context": {"create": False},
        }

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError

from ...core import dated


class EggLegalMention(models.Model):
    """A mention that the law asks for on invoices: its sentences, and what happens when it is missing.

    Sources: see `core/legal.py` and docs/law.md. The sentences are data with dates (`egg.legal.text`), so that an
    accountant can add the next ones, in each language: late-payment rate (C. com. L441-10 II), flat fee of 40 EUR (C.
    com. D441-5), early-payment discount (C. com. L441-9), franchise (CGI 293 B, CIBS L. 223-3 from 2027 on), option for
    VAT on debits (CGI 269-2-c, annexe II 242 nonies A), reverse charge (CGI 283-2, 262 ter).
    """

    _name = "egg.legal.mention"
    _description = "Legal Mention"
    _inherit = ["egg.cached.mixin", "egg.shared.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    source = fields.Char("Legal source", help="The article that asks for it.")
    text_ids = fields.One2many("egg.legal.text", "mention_id", "Sentences",
                               help="Each from one day to another: a document prints the one that holds on its date.")
    text = fields.Text("Printed today", compute="_compute_text",
                       help="Empty when the mention is data such as the SIRET.")
    level = fields.Selection(
        [("off", "Do not check"), ("warn", "Warn"), ("block", "Block")], default="warn", company_dependent=True,
        help="What happens when an invoice is confirmed without it, in the present company.",
    )

    _unique_code = models.Constraint("UNIQUE(code)", "This mention is already there.")

    @api.depends("text_ids.text", "text_ids.date_from", "text_ids.date_to", "text_ids.is_confirmed")
    @api.depends_context("lang")
    def _compute_text(self):
        today = fields.Date.context_today(self)
        for mention in self:
            row = dated.holding([one._to_dated() for one in mention.text_ids], today)
            mention.text = mention.text_ids.browse(row.key).text if row else False

    def write(self, vals):
        """All companies share a mention but for what each of them answers."""
        if "code" in vals and not self.env.su:
            raise AccessError(self.env._("The program finds a mention by its code: it is not changed."))
        return super().write(vals)

    @api.model
    @tools.ormcache()
    def _get_ids(self) -> tuple:
        return self.sudo().search([])._ids  # pylint: disable=no-search-all

    @api.model
    def _get_all(self):
        """Return all mentions, in order; a handful, which each invoice asks for."""
        return self.sudo().browse(self._get_ids())  # sudo: the law's sentences, for whoever prints

    @api.model
    @tools.ormcache()
    def _get_rows(self) -> dict:
        """{code of a mention: its rows (`core.dated.Dated`)}, in the order of the mentions."""
        return {mention.code: [row._to_dated() for row in mention.text_ids] for mention in self._get_all()}

    @api.model
    def _get_held_texts(self, day) -> dict:
        """{code: sentence that holds on a day}, in the language of the context and the order of the mentions."""
        held = {code: dated.holding(rows, day) for code, rows in self._get_rows().items()}
        # sudo: the law's sentences, for whoever prints
        rows_sudo = self.env["egg.legal.text"].sudo().browse(row.key for row in held.values() if row)
        texts = {row_sudo.id: row_sudo.text for row_sudo in rows_sudo}
        return {code: texts[row.key] for code, row in held.items() if row and texts[row.key]}

    @api.model
    def _get_texts(self, codes, day) -> list:
        """Sentences of these codes that hold on a day, in order; empty ones are left out."""
        return [text for code, text in self._get_held_texts(day).items() if code in codes]

    @api.model
    def _is_asked(self, code: str, day) -> bool:
        """Whether the law asks for the sentence of this code on a day: it does not before the first one holds."""
        return dated.has_begun(self._get_rows().get(code, []), day)

    @api.model
    def _get_levels(self, company) -> dict:
        """{code: (level, name)} of the checks in this company."""
        mentions = self.with_company(company)._get_all()
        return {mention.code: (mention.level or "warn", mention.name) for mention in mentions}

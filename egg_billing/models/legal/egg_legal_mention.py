from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class EggLegalMention(models.Model):
    """A mention that the law asks for on invoices: its sentence, and what happens when it is missing.

    Sources: see `core/legal.py`. The sentences are data, so that an accountant can change them, in each language:
    late-payment rate (C. com. L441-10 II), flat fee of 40 EUR (C. com. D441-5), early-payment discount (C. com.
    L441-9), franchise (CGI 293 B), option for VAT on debits (CGI 269-2-c, annexe II 242 nonies A), reverse charge (CGI
    283-2, 262 ter).
    """

    _name = "egg.legal.mention"
    _description = "Legal Mention"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    source = fields.Char("Legal source", help="The article that asks for it.")
    text = fields.Text("Printed sentence", translate=True,
                       help="Left empty when the mention is data such as the SIRET.")
    level = fields.Selection(
        [("off", "Do not check"), ("warn", "Warn"), ("block", "Block")], default="warn", company_dependent=True,
        help="What happens when an invoice is confirmed without it, in the present company.",
    )

    _unique_code = models.Constraint("UNIQUE(code)", "This mention is already there.")

    @api.constrains("text", "code")
    def _check_text(self):
        for mention in self:
            if mention.text and len(mention.text) > 1000:
                raise ValidationError(self.env._("A legal mention has at most 1,000 characters."))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _get_ids(self) -> tuple:
        return self.sudo().search([])._ids  # pylint: disable=no-search-all

    @api.model
    def _get_all(self):
        """Return all mentions, in order; a handful, which each invoice asks for."""
        return self.sudo().browse(self._get_ids())  # sudo: the law's sentences, for whoever prints

    @api.model
    def _get_texts(self, codes) -> list:
        """Sentences of these codes in the language of the context, in order; empty ones are left out."""
        return [mention.text for mention in self._get_all() if mention.code in codes and mention.text]

    @api.model
    def _get_levels(self, company) -> dict:
        """{code: (level, name)} of the checks in this company."""
        mentions = self.with_company(company)._get_all()
        return {mention.code: (mention.level or "warn", mention.name) for mention in mentions}

from itertools import product

from odoo import api, fields, models, tools

from ..facts.changes import check_company_kept
from .egg_print_options import PRINT_OPTIONS


class EggPrintDefault(models.Model):
    """What new documents of one type print in one company."""

    _name = "egg.print.default"
    _inherit = ["egg.cached.mixin", "egg.print.options"]
    _description = "Default Print Options"
    _order = "company_id, document_type"
    _rec_name = "document_type"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade",
                                 default=lambda self: self.env.company)
    document_type = fields.Selection(
        [("invoice", "Invoice"), ("credit_note", "Credit note"), ("deposit", "Deposit invoice")], required=True,
    )
    print_conditions = fields.Boolean(
        "General terms", help="New documents of this type end with the company's general terms of sale.",
    )

    _one_per_type = models.Constraint("UNIQUE(company_id, document_type)", "There are already options for this type "
                                                                           "of document.")

    @api.depends("document_type")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["document_type"]._description_selection(self.env))
        for row in self:
            row.display_name = labels.get(row.document_type, "")

    @api.model
    def _get_types_with_conditions(self) -> set:
        """Return the types of document that end with the general terms. Addons add theirs."""
        return {"invoice"}

    @api.model
    def _ensure_company_defaults(self, companies=None):
        """Create the missing rows of these companies (all by default): one per type of document."""
        companies = companies or self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        # sudo: which rows there are, in all companies
        present = {(row.company_id.id, row.document_type)
                   for row in self.sudo().search([("company_id", "in", companies.ids)])}
        types = [value for value, _label in self._fields["document_type"].selection]
        # sudo: each company has its rows, whoever opens the list first
        return self.sudo().create([
            {"company_id": company.id, "document_type": kind,
             "print_conditions": kind in self._get_types_with_conditions()}
            for company, kind in product(companies, types) if (company.id, kind) not in present
        ])

    @api.model
    @tools.ormcache("company_id", "document_type")
    def _get_values_for(self, company_id: int, document_type: str) -> dict:
        """Options of a new document of this type in this company; the fields' own defaults when no row is there."""
        names = [*PRINT_OPTIONS, "print_conditions"]
        # sudo: how documents look, for whoever prints one
        row_sudo = self.sudo().search([("company_id", "=", company_id), ("document_type", "=", document_type)], limit=1)
        if not row_sudo:
            return {"print_conditions": document_type in self._get_types_with_conditions()} | {
                name: field.default(self) if (field := self._fields[name]).default else False for name in PRINT_OPTIONS
            }
        return {name: row_sudo[name] for name in names}

    def write(self, vals):
        result = super().write(vals)
        check_company_kept(self, vals)
        return result

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

from ...tools.pdf import PdfProblem, read_pages

#: Of an uploaded file.
MOST_BYTES = 20 << 20


class EggConditionText(models.Model):
    """General terms of sale, or particular conditions ready to be inserted into a document."""

    _name = "egg.condition.text"
    _description = "Conditions Text"
    _inherit = "egg.shared.mixin"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("general", "General terms of sale"), ("particular", "Particular conditions")], required=True,
        default="general",
    )
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company, help="Leave it empty to offer the text "
                                                                               "everywhere.",
    )
    is_default = fields.Boolean(
        "By default",
        help="New documents of the company take these general terms. Only one text per company can be so.",
    )
    body = fields.Html(translate=True, sanitize_attributes=True, sanitize_form=True, strip_style=False)
    pdf = fields.Binary("PDF", attachment=True,
                        help="Upload your laid-out terms: they are printed instead of the text.")
    pdf_name = fields.Char("File name")

    _one_default = models.UniqueIndex(
        "(company_id) WHERE is_default AND active", "Another text is already the company's default general terms.",
    )

    @api.depends("kind")
    @api.depends_context("egg_show_kind")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self.env.context.get("egg_show_kind"):
            return
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for text in self:
            text.display_name = f"{text.name} ({kinds[text.kind]})"

    @api.constrains("is_default", "kind", "company_id")
    def _check_default(self):
        for text in self:
            if text.is_default and (text.kind != "general" or not text.company_id):
                raise ValidationError(self.env._("Only general terms that belong to a company can be its default."))

    @api.constrains("pdf")
    def _check_pdf(self):
        for text in self.with_context(bin_size=False):
            if text.pdf:
                content = base64.b64decode(text.pdf)
                if len(content) > MOST_BYTES:
                    raise ValidationError(text.env._("The PDF of “%(name)s” is larger than 20 MB. Upload another file.",
                                                     name=text.name))
                try:
                    read_pages(content)
                except PdfProblem as problem:
                    raise ValidationError(text._explain_pdf_problem(problem)) from problem

    @api.model_create_multi
    def create(self, vals_list):
        for company_id in {vals.get("company_id", self.env.company.id) for vals in vals_list if vals.get("is_default")}:
            self._release_default(company_id)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("is_default"):
            for text in self:
                text._release_default(vals.get("company_id", text.company_id.id), text)
        return super().write(vals)

    def _release_default(self, company_id, keep=()):
        """The company's default terms until now give way to new ones."""
        domain = [("company_id", "=", company_id), ("is_default", "=", True),
                  ("id", "not in", [text.id for text in keep])]
        others = self.search(domain)
        others.is_default = False
        others.flush_recordset(["is_default"])  # before the unique index sees the new one

    def _explain_pdf_problem(self, problem) -> str:
        explanations = {
            "encrypted": self.env._("it is protected by a password"),
            "damaged": self.env._("it is damaged or is no PDF"),
            "empty": self.env._("it has no page"),
            "active": self.env._("it runs a program when it is opened, or sends a form"),
            "large": self.env._("it unpacks to far more than pages of terms are, or has more than 300 pages"),
        }
        return self.env._(
            "The PDF of “%(name)s” cannot be appended: %(reason)s. Upload another file.",
            name=self.name, reason=explanations[problem.reason],
        )

    def _get_pdf(self) -> bytes | None:
        """The uploaded PDF, checked; None when the text is to be printed instead.

        :raises UserError: when the file cannot be appended.
        """
        self.ensure_one()
        raw = self.with_context(bin_size=False).pdf
        if not raw:
            return None
        content = base64.b64decode(raw)
        try:
            read_pages(content)
        except PdfProblem as problem:
            raise UserError(self._explain_pdf_problem(problem)) from problem
        return content

    def _is_printable(self) -> bool:
        return bool(self) and bool(self.pdf or not is_html_empty(self.body))

    @api.model
    def _get_default_id(self, company) -> int:
        return self.search([("company_id", "=", company.id), ("is_default", "=", True)], limit=1).id

    def action_preview(self):
        """Show the text as the pages that customers get."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/egg/print/preview/{self._name}/{self.id}"}

    def _get_egg_pdf(self) -> bytes:
        self.ensure_one()
        return self._get_pdf() or self.env["ir.actions.report"]._render_egg_annexes([(self.body, self.env.company)])[0]

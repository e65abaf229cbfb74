import base64

from odoo import api, fields, models
from odoo.addons.egg_billing.tools.pdf import merge
from odoo.exceptions import UserError

from ..models.statement.choice import ALL, KINDS, OPEN, Choice

#: Statements that are drawn while somebody waits.
AT_ONCE = 50


class EggStatementWizard(models.TransientModel):
    """Which statement of account, of whom: to be seen, or to be sent by a run whose simulation comes first."""

    _name = "egg.statement.wizard"
    _description = "Statement of Account"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True, context={"active_test": False},
                                   default=lambda self: self._default_partner_ids())
    customer_count = fields.Integer(compute="_compute_customer_count")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company,
                                 domain="[('id', 'in', allowed_company_ids)]")
    kind = fields.Selection(KINDS, "Statement", required=True, default=OPEN)
    first = fields.Date("From", default=lambda self: fields.Date.context_today(self).replace(month=1, day=1))
    last = fields.Date("Until", default=fields.Date.context_today)
    channel = fields.Selection(lambda self: self._get_channels(), "Action", required=True, default="email")
    file = fields.Binary(readonly=True, attachment=True)

    def _get_channels(self) -> list:
        """Return the ways by which a file reaches a customer."""
        return [(code, label) for code, label in self.env["egg.followup.channel"]._get_plurals()
                if code in ("email", "letter")]

    def _default_partner_ids(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env["res.partner"].browse(self.env.context.get("active_ids") or []).exists()

    @api.depends("partner_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.partner_ids.commercial_partner_id)

    def action_simulate(self):
        """Show who would get a statement, and who does not and why; nothing leaves."""
        self.ensure_one()
        company, choice = self._get_company(), self._get_choice()
        return self.env["egg.followup.run"]._plan_statements(self.partner_ids, company, choice,
                                                             self.channel).action_open()

    def action_print(self):
        """Return the statements as one PDF, each in its customer's language.

        :raises UserError: so many are made in the background only.
        """
        self.ensure_one()
        company, choice = self._get_company(), self._get_choice()
        self.env["egg.followup.run"]._check_statement_maker(company)
        self.partner_ids.check_access("read")
        customers = self.partner_ids.commercial_partner_id
        if len(customers) > AT_ONCE:
            raise UserError(self.env._("At most %(count)s statements are drawn at once: simulate printed letters "
                                       "instead.", count=AT_ONCE))
        pages = [customer._render_egg_statement(company, choice) for customer in customers]
        self.file = base64.b64encode(merge(pages))
        name = self.env._("Statement of account.pdf")
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/file/{name}?download=1"}

    def _get_company(self):
        """:raises UserError: it is not one that the user works in now."""
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Choose a company that you work in now."))
        return self.company_id

    def _get_choice(self) -> Choice:
        """:raises UserError: the period is none."""
        if self.kind != ALL:
            return Choice(OPEN)
        if not (self.first and self.last and self.first <= self.last):
            raise UserError(self.env._("Choose a period: from a day until the same or a later one."))
        return Choice(ALL, self.first, self.last)

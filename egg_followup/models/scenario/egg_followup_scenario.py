from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...core import scenario as core
from ...core.sending_time import Hours, to_time
from ...core.stages import Stage

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: what says whom a scenario is for, and with which stages; the usual one has no choice of these
DECIDING = {"active", "applies_to", "category_ids", "kind", "country_ids", "line_ids", "company_id"}


class EggFollowupScenario(models.Model):
    """A sequence of stages for some customers, and when its messages leave."""

    _name = "egg.followup.scenario"
    _description = "Follow-up Scenario"
    _inherit = "egg.followup.planning.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=50)
    company_id = fields.Many2one("res.company", help="Leave empty to use the scenario in every company.")
    is_usual = fields.Boolean("Usual scenario", readonly=True, copy=False)
    applies_to = fields.Selection(
        [("group", "Customers of a group"), ("all", "All customers that no scenario above is for"),
         ("hand", "Customers it is given to by hand")],
        "For", required=True, default="group",
        help="A customer has the scenario given to him by hand, else the first of the list that is for him, else the "
             "usual one.",
    )
    category_ids = fields.Many2many("res.partner.category", string="Tags", help="One of these, or one below them.")
    kind = fields.Selection([("firm", "Firms"), ("person", "Individuals"), ("public", "Public bodies")],
                            "Kind of customer")
    country_ids = fields.Many2many("res.country", string="Countries")
    line_ids = fields.One2many("egg.followup.scenario.line", "scenario_id", "Stages", copy=True)
    gap_days = fields.Integer("Days between two messages", default=3, help="A customer who had a message gets no other "
                                                                           "before; 0: no such limit.")
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    hour_from = fields.Float("From", default=8.0)
    hour_to = fields.Float("Until", default=18.0)
    on_holidays = fields.Boolean("On public holidays too", help="Otherwise nothing leaves on the public holidays of "
                                                                "the company's country.")
    missing_templates = fields.Char(compute="_compute_missing_templates", help="The stages that have no text.")

    @api.depends("line_ids.stage_id", "line_ids.text_ids.template_id", "line_ids.stage_id.template_ids.template_id")
    def _compute_missing_templates(self):
        for scenario in self:
            scenario.missing_templates = ", ".join(scenario._get_stages_without_text().mapped("name")) or False

    @api.constrains("name", "line_ids", "active")
    def _check_lines(self):
        for scenario in self.filtered("active"):
            fault = "" if scenario.is_usual else core.find_fault(
                [(line.stage_id.id, line.delay_days) for line in scenario.line_ids.sorted()])
            if fault:
                raise ValidationError(scenario._get_fault_text(fault))

    def _get_fault_text(self, fault: str) -> str:
        return {
            core.NONE: self.env._("The scenario “%(scenario)s” has no stage: add the first one.", scenario=self.name),
            core.TWICE: self.env._("The scenario “%(scenario)s” has a stage twice: it would never end. Each stage "
                                   "comes once.", scenario=self.name),
            core.BACKWARDS: self.env._("In the scenario “%(scenario)s” only the first stage may come before the due "
                                       "date; each further one comes 1 day or more after the one before it.",
                                       scenario=self.name),
        }[fault]

    @api.constrains("applies_to", "category_ids", "kind", "country_ids")
    def _check_group(self):
        for scenario in self.filtered(lambda one: one.applies_to == "group" and not one.is_usual):
            if not (scenario.category_ids or scenario.kind or scenario.country_ids):
                raise ValidationError(self.env._("Say which customers the scenario “%(scenario)s” is for: a tag, a "
                                                 "kind of customer or a country.", scenario=scenario.name))

    @api.constrains("gap_days", "hour_from", "hour_to", *WEEKDAYS)
    def _check_hours(self):
        for scenario in self:
            if scenario.gap_days < 0:
                raise ValidationError(self.env._("Between two messages are 0 days or more."))
            if not 0 <= scenario.hour_from < scenario.hour_to <= 24:
                raise ValidationError(self.env._("Messages leave from one hour of the day until a later one, between 0 "
                                                 "and 24."))
            if not any(scenario[day] for day in WEEKDAYS):
                raise ValidationError(self.env._("Choose one day of the week at least on which messages leave."))

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """:raises UserError: there is one usual scenario."""
        if not self.env.su and any(values.get("is_usual") for values in vals_list):
            raise UserError(self._get_usual_text())
        return super().create(vals_list)

    def write(self, vals):
        """:raises UserError: the usual scenario is for all others, with the stages of the list."""
        is_refused = "is_usual" in vals or (DECIDING & vals.keys() and any(self.mapped("is_usual")))
        if is_refused and not self.env.su:
            raise UserError(self._get_usual_text())
        return super().write(vals)

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | DECIDING | {"sequence"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_usual(self):
        if any(self.mapped("is_usual")):
            raise UserError(self._get_usual_text())

    def _get_usual_text(self) -> str:
        return self.env._("The usual scenario is for all customers that no other one is for, with the stages of the "
                          "list of stages: change them there, or make another scenario.")

    # Choose

    @api.model
    def _get_usual(self):
        """Return the scenario of all customers that no other one is for: the stages of the list."""
        return self.browse(self.env["ir.model.data"]._xmlid_to_res_id("egg_followup.scenario_usual",
                                                                      raise_if_not_found=False) or None)

    @api.model
    @tools.ormcache("company_id")
    def _get_scenarios_of(self, company_id: int) -> core.Scenarios:
        # sudo: what comes next is computed for whoever saves a document; the answer is cached for all
        own_sudo = self.sudo().search([("company_id", "in", [False, company_id]), ("id", "!=", self._get_usual().id)])
        groups = tuple(
            core.Group(one.id, frozenset(one.category_ids.ids), one.kind or "", frozenset(one.country_ids.ids))
            if one.applies_to == "group" else core.Group(one.id)
            for one in own_sudo if one.applies_to != "hand")
        return core.Scenarios(frozenset(own_sudo.ids + self._get_usual().ids) if own_sudo else frozenset(), groups)

    @api.model
    def _choose(self, customers, company) -> dict:
        """Return {customer id: scenario} in a company; customers are nothing but debtors (commercial partners)."""
        usual, scenarios = self._get_usual(), self._get_scenarios_of(company.id)
        if not scenarios.known:
            return dict.fromkeys(customers.ids, usual)
        # sudo: who reminds may not see all of a customer; only the scenario is told
        return {
            one.id: self.browse(scenarios.choose(one._to_egg_customer())) or usual
            for one in customers.sudo().with_company(company)
        }

    # Stages

    @tools.ormcache("self.id", "document_type", "company_id")
    def _get_step_rows(self, document_type: str, company_id: int) -> tuple:
        lines_sudo = self.sudo().line_ids.sorted()  # sudo: as `_get_scenarios_of`
        return tuple(
            (line.stage_id.id, line.delay_days) for line in lines_sudo
            if line._is_for(document_type) and (line.stage_id.company_id.id or company_id) == company_id
        )

    def _get_steps(self, document_type: str, company) -> list:
        """Return the reminders (`core.stages.Stage`) that documents of this type go through in this company."""
        if self.is_usual or not self:
            return self.env["egg.followup.stage"]._get_reminders(document_type, company)
        return [Stage(*row) for row in self._get_step_rows(document_type, company.id)]

    def _get_line(self, stage):
        """Return the line of a stage, or none: what the stage itself says counts."""
        # sudo: whoever sends gets the text of the stage, not the right to change it
        return self.sudo().line_ids.filtered(lambda line: line.stage_id.id == stage.id)

    def _get_text_row(self, stage, document_type: str):
        """Return the texts for a stage and a type of document: the scenario's own, else those of the stage."""
        text = self._get_line(stage).text_ids.filtered(lambda one: one.document_type == document_type)
        return text if text.template_id else stage._get_row(document_type)

    def _get_channel_code(self, stage) -> str:
        return self._get_line(stage).channel or stage.channel

    def _is_to_approve(self, stage) -> bool:
        """Whether a person looks at a message of this stage before it leaves."""
        line = self._get_line(stage)
        return line.needs_approval if line else stage.needs_approval

    def _get_stages_without_text(self):
        """Return the stages that would send invoices of this scenario and have no text for them."""
        # sudo: which stages have a text, for whoever reads scenarios
        stages_sudo = self.env["egg.followup.stage"].sudo()
        if self.is_usual:
            found_sudo = stages_sudo.search(Domain("kind", "=", "reminder") & Domain("is_in_list", "=", True)
                                            & Domain("template_ids.document_type", "=", "invoice"))
            return found_sudo.filtered(
                lambda stage: stage.missing_templates and not stage._get_row("invoice").template_id)
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line._is_for("invoice"))  # sudo: as above
        return lines_sudo.stage_id.filtered(
            lambda stage: not self._get_text_row(stage, "invoice").template_id and stage.missing_templates)

    def _to_hours(self, company) -> Hours:
        """Return when messages of this scenario leave in a company."""
        country = "" if self.on_holidays else company.account_fiscal_country_id.code or company.country_id.code or ""
        days = frozenset(number for number, day in enumerate(WEEKDAYS) if self[day])
        return Hours(days, to_time(self.hour_from), to_time(self.hour_to), country)

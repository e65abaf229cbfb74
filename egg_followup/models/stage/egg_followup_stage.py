from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...core.stages import Stage


class EggFollowupStage(models.Model):
    """A step of the follow-up of a document: it was sent, reminded, paid..."""

    _name = "egg.followup.stage"
    _description = "Follow-up Stage"
    _inherit = "egg.followup.planning.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=50)
    kind = fields.Selection(
        [("sent", "Document sent"), ("reminder", "Reminder"), ("paid", "Payment made"), ("note", "Other")],
        required=True, default="reminder",
        help="Reminders are planned after the due date, in their order. "
        "The stages \"Document sent\" and \"Payment made\" are added to a document on their own.",
    )
    delay_days = fields.Integer(
        "Days after the previous stage",
        help="0 on the first reminder: on the due date itself; 5: five days after it; -3: three days before. Every "
             "further reminder counts from the day the one before it was really done, else from the day it was "
             "planned for.",
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("letter", "Printed letter")], required=True, default="email",
        help="Printed letter: bulk runs make a PDF letter of this stage even for customers who have an e-mail address.",
    )
    attach_letter = fields.Boolean("Letter attached to the e-mail", help="Also attach the text as a PDF letter to "
                                                                         "the e-mail.")
    with_interest = fields.Boolean(
        "Late interest and recovery fee",
        help="Show the late-payment interest and, for firms, the flat recovery fee in the message.",
    )
    template_ids = fields.One2many("egg.followup.stage.template", "stage_id", "Templates", copy=True)
    company_id = fields.Many2one("res.company", help="Leave empty to use the stage in every company.")
    document_types = fields.Char(compute="_compute_templates_state", help="The documents that know this stage.")
    missing_templates = fields.Char(compute="_compute_templates_state", help="The documents for which no template is "
                                                                             "set.")

    @api.depends("template_ids.document_type", "template_ids.template_id", "kind")
    def _compute_templates_state(self):
        labels = dict(self.env["egg.followup.stage.template"]._fields["document_type"]._description_selection(self.env))
        for stage in self:
            rows = stage.template_ids
            missing = [row.document_type for row in rows if not row.template_id]
            if stage.kind in ("sent", "reminder") and "invoice" not in rows.mapped("document_type"):
                missing.append("invoice")
            if stage.kind in ("paid", "note"):
                missing = []
            stage.document_types = ", ".join(labels[row.document_type] for row in rows) or False
            stage.missing_templates = ", ".join(labels[one] for one in missing) or False

    @api.model
    @tools.ormcache("document_type", "company_id")
    def _get_reminder_rows(self, document_type: str, company_id: int) -> tuple:
        # sudo: what comes next is computed for whoever saves a document; the answer is cached for all.
        stages_sudo = self.sudo().search([
            ("kind", "=", "reminder"), ("template_ids.document_type", "=", document_type),
            ("company_id", "in", [False, company_id]), ("is_in_list", "=", True),
        ])
        return tuple((stage.id, stage.delay_days) for stage in stages_sudo)

    @api.model
    def _get_reminders(self, document_type: str, company) -> list:
        """Return the reminders (`core.stages.Stage`) that documents of this type go through in this company,
        in their order.
        """
        return [Stage(*row) for row in self._get_reminder_rows(document_type, company.id)]

    @api.model
    def _get_stage(self, kind: str, company):
        """Return the first stage of a kind ("sent", "paid"), or none."""
        stage_sudo = self.sudo().search(  # sudo: events are noted for people who may not read stages
            [("kind", "=", kind), ("company_id", "in", [False, company.id])], limit=1,
        )
        return stage_sudo

    def _get_row(self, document_type: str):
        """Return the texts of this stage for a type of document (`egg.followup.stage.template`), or none."""
        # sudo: whoever sends gets the text of the stage, not the right to change it
        rows_sudo = self.sudo().template_ids
        return rows_sudo.filtered(lambda row: row.document_type == document_type)

    @api.model
    @tools.ormcache("kind")
    def _get_ranks(self, kind: str = "") -> dict:
        """Return {stage id: its place in the list} of all stages, or of those of a kind; archived ones too."""
        # A handful of stages. sudo: those of all companies, for whoever saves or sends
        stages_sudo = self.sudo().with_context(active_test=False).search([("kind", "=", kind)] if kind else [])
        return {stage.id: rank for rank, stage in enumerate(stages_sudo)}

    @api.model
    def _get_planning_fields(self):
        return super()._get_planning_fields() | {"active", "sequence", "kind", "delay_days", "template_ids",
                                                 "company_id"}

    @api.model
    def _replan(self):
        """Compute anew what comes next for all that is open: the stages have changed.

        Not while modules are installed: what was open before is completed in batches by the job of `egg.history.mixin`.
        """
        self.env.registry.clear_cache()
        self._replan_some(Domain.TRUE)

    @api.model
    def _replan_some(self, domain):
        """As `_replan`, for the items of this domain."""
        if not self.env.registry.ready:
            return
        for name in self.env["egg.followup.target"]._get_egg_target_models():
            # sudo: a changed stage moves the dates of all documents, those of other companies and salespeople too.
            targets_sudo = self.env[name].sudo()
            targets_sudo = targets_sudo.search(Domain(targets_sudo._get_egg_replan_domain()) & domain)
            for field in ("egg_next_stage_id", "egg_next_stage_date"):
                self.env.add_to_compute(targets_sudo._fields[field], targets_sudo)

from odoo import api, fields, models
from odoo.addons.egg_billing.core.ids import is_list_of_ids
from odoo.exceptions import UserError


class EggFollowupSend(models.TransientModel):
    """The choices of a bulk run: which stage, which PDF. The simulation comes next."""

    _name = "egg.followup.send"
    _description = "Bulk Follow-up"

    channel = fields.Selection(lambda self: self.env["egg.followup.channel"]._get_plurals(), "Action", required=True,
                               default="email")
    stage_mode = fields.Selection(
        [("computed", "Computed stage"), ("given", "The same stage for all")], "Follow-up", required=True,
        default="computed",
        help="Computed: each document gets its own next reminder, if its day has come.",
    )
    stage_id = fields.Many2one("egg.followup.stage", "Stage", domain="[('kind', '=', 'reminder')]")
    attach_pdf = fields.Boolean("Attach the documents as PDF", default=True)
    grouping = fields.Selection(
        lambda self: self.env["res.company"]._fields["egg_followup_grouping"]._description_selection(self.env),
        "Reminders",
        required=True, compute="_compute_grouping", store=True, readonly=False, precompute=True,
        help="One per customer: all amounts due in one message, the sternest stage sets the text.",
    )
    about = fields.Char(compute="_compute_items")
    item_count = fields.Integer(compute="_compute_items")
    amount = fields.Monetary(compute="_compute_items")
    currency_id = fields.Many2one("res.currency", compute="_compute_items")
    res_model = fields.Char(required=True, default=lambda self: self.env.context.get("active_model"))
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))

    @api.depends("res_ids", "res_model")
    def _compute_items(self):
        for wizard in self:
            records = wizard._get_records() if wizard.res_model else self.env["account.move.line"]
            wizard.item_count = len(records)
            wizard.about = records._get_egg_about() if records else False
            wizard.currency_id = records.currency_id[:1] or self.env.company.currency_id
            wizard.amount = sum(record._get_egg_open_amount()[0] for record in records)

    @api.depends("res_ids", "res_model")
    def _compute_grouping(self):
        """As the settings of the company say, until chosen otherwise for this run."""
        for wizard in self:
            company = wizard._get_records().company_id[:1] if wizard.res_model else self.env["res.company"]
            wizard.grouping = (company or self.env.company).egg_followup_grouping

    def _get_records(self):
        if self.res_model not in self.env["egg.followup.target"]._get_egg_target_models():
            raise UserError(self.env._("Open the bulk follow-up from one of its own lists."))
        ids = self.res_ids or []
        if not is_list_of_ids(ids):
            raise UserError(self.env._("What is reminded is a list of the numbers of records."))
        return self.env[self.res_model].browse(ids).exists()

    def action_simulate(self):
        """Show who would get what, and what is skipped; nothing leaves."""
        return self._plan_run().action_open()

    def action_send(self):
        """Send without looking at the simulation."""
        run = self._plan_run()
        if run.state == "simulating":
            run.sudo().is_to_start = True  # sudo: nobody writes runs by hand; it is this user's own
        else:
            run.action_send()
        return run.action_open()

    def _plan_run(self):
        self.ensure_one()
        if self.stage_mode == "given" and not self.stage_id:
            raise UserError(self.env._("Choose the stage that all documents get."))
        stage = self.stage_id if self.stage_mode == "given" else None
        return self.env["egg.followup.run"]._plan_run(
            self._get_records(), channel=self.channel, stage=stage, attach_pdf=self.attach_pdf, grouping=self.grouping,
        )

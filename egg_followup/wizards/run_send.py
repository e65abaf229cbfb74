from odoo import api, fields, models
from odoo.exceptions import UserError


class EggFollowupSend(models.TransientModel):
    """The choices of a bulk run: which stage, which PDF. The simulation comes next."""

    _name = "egg.followup.send"
    _inherit = "egg.followup.rows.mixin"
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
    item_count = fields.Integer(compute="_compute_items")
    amount = fields.Monetary(compute="_compute_items")

    @api.depends("res_ids", "res_model")
    def _compute_items(self):
        for wizard in self:
            records = wizard._get_records() if wizard.res_model else self.env["account.move.line"]
            wizard.item_count = len(records)
            wizard.amount = sum(record._get_egg_open_amount()[0] for record in records)

    @api.depends("res_ids", "res_model")
    def _compute_grouping(self):
        """As the settings of the company say, until chosen otherwise for this run."""
        for wizard in self:
            company = wizard._get_records().company_id[:1] if wizard.res_model else self.env["res.company"]
            wizard.grouping = (company or self.env.company).egg_followup_grouping

    def _get_records(self):
        return super()._get_records().exists()

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

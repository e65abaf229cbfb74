from odoo import api, fields, models
from odoo.addons.egg_billing.core.ids import is_list_of_ids
from odoo.exceptions import UserError


class EggFollowupRowsMixin(models.AbstractModel):
    """A window on rows that are followed up and were ticked: it says in words which they are."""

    _name = "egg.followup.rows.mixin"
    _description = "Window on Ticked Rows"

    res_model = fields.Char(required=True, default=lambda self: self.env.context.get("active_model"))
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))
    about = fields.Char(compute="_compute_about")
    currency_id = fields.Many2one("res.currency", compute="_compute_about")

    @api.depends("res_ids", "res_model")
    def _compute_about(self):
        for wizard in self:
            records = wizard._get_records() if wizard.res_model else self.env["account.move.line"]
            wizard.about = records._get_egg_about() if records else False
            wizard.currency_id = records.currency_id[:1] or self.env.company.currency_id

    def _get_records(self):
        """Return the rows.

        :raises UserError: the window was not opened from rows that are followed up.
        """
        if self.res_model not in self.env["egg.followup.target"]._get_egg_target_models():
            raise UserError(self.env._("Open the bulk follow-up from one of its own lists."))
        ids = self.res_ids or []
        if not is_list_of_ids(ids):
            raise UserError(self.env._("What is reminded is a list of the numbers of records."))
        return self.env[self.res_model].browse(ids)

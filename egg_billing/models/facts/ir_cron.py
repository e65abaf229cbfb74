from odoo import fields, models
from odoo.tools import SQL


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _trigger_egg(self):
        """Have this job run soon, for somebody's action: one call that waits is enough,
        however often people press a button.

        A call that a running job is using up does not count; one that waits is held until this work is committed, so
        that the job sees it.
        """
        cron_sudo = self.sudo()  # sudo: jobs are the administrator's; whoever may take the action may have its job run
        waiting = self.env.execute_query(SQL(
            "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= %s LIMIT 1 FOR KEY SHARE SKIP LOCKED",
            cron_sudo.id, fields.Datetime.now()))
        if not waiting:
            cron_sudo._trigger()

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The stage of refused debits stays the one that was there, as the firm has it (or none,
    if it was deleted): no second one beside it.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    former = env["ir.model.data"].search([("module", "=", "egg_followup"), ("name", "=", "stage_debit_rejected")])
    fresh = env.ref("egg_followup_debit.stage_debit_rejected", raise_if_not_found=False)
    if fresh and env["egg.followup.entry"].search_count([("stage_id", "=", fresh.id)], limit=1):
        # the addon was installed by hand and used before this upgrade: two stages, one known to the program
        former.unlink()
        return
    if fresh:
        fresh.unlink()
    former.module = "egg_followup_debit"

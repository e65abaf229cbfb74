from odoo import models


class EggSepaCollection(models.Model):
    _inherit = "egg.sepa.collection"

    def action_prenotify(self):
        """What was announced for this day when it was planned is not announced twice."""
        # sudo: facts of the debits; the right to the action is tested by it, before anything is sent
        items_sudo = self._as_egg_actor().item_ids.filtered(lambda item: not item.prenotified_at)
        retries_sudo = self.env["egg.debit.retry"].sudo().search([
            ("due_item_id", "in", items_sudo.due_item_id.ids), ("announced_at", "!=", False)])
        announced = {(one.due_item_id, one.propose_on): one.announced_at for one in retries_sudo}
        for item_sudo in items_sudo:
            key = (item_sudo.due_item_id, item_sudo.collection_id.collect_on)
            if key in announced:
                item_sudo.prenotified_at = announced[key]
        return super().action_prenotify()

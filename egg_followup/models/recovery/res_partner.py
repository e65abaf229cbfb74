from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.limitation import CONSUMERS, WARNING, add_months


class ResPartner(models.Model):
    """A customer's account makes the file for the lawyer, and warns of what can soon be claimed no more."""

    _inherit = "res.partner"

    def action_egg_recovery_file(self):
        """Make the file for the lawyer of all that this customer owes the present company too long; download it.

        :raises UserError: nothing is overdue
        """
        self.check_access("read")
        items = self.env["account.move.line"].search(
            self.env["account.move.line"]._get_egg_due_item_domain() & Domain([
                ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id), ("date_maturity", "<", fields.Date.context_today(self))]))
        moves = items.move_id.filtered(lambda move: move.move_type == "out_invoice")
        if not moves:
            raise UserError(self.env._("Nothing is overdue of this: there is nothing to hand over."))
        return self.env["egg.recovery.file"]._make_for(moves)

    def _get_egg_account_actions(self):
        actions = super()._get_egg_account_actions()
        if not self.env["egg.recovery.file"].has_access("write"):
            return actions
        return [*actions, {"method": "action_egg_recovery_file", "label": self.env._("File for the lawyer"),
                           "icon": "fa-gavel"}]

    def _get_egg_account_facts(self, items):
        """What can soon be claimed no more is warned of; what is recent is not looked at."""
        today = fields.Date.context_today(self)
        soonest = add_months(today, WARNING - 12 * CONSUMERS)
        old = items.filtered(lambda item: item.date_maturity and item.date_maturity <= soonest).move_id
        if not self.env["egg.followup.send"].has_access("create"):
            old = old.browse()
        warnings = old.filtered("egg_limitation_warning").sorted("egg_limitation_date")
        return super()._get_egg_account_facts(items) + [
            {"label": self.env._("Limitation"), "look": "danger", "value": move.egg_limitation_warning}
            for move in warnings[:3]]

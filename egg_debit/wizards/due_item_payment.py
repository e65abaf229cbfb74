from odoo import api, fields, models
from odoo.exceptions import UserError


class EggDueItemPayment(models.TransientModel):
    _inherit = "egg.due.item.payment"

    customer_id = fields.Many2one("res.partner", compute="_compute_customer_id")
    has_several = fields.Boolean(compute="_compute_customer_id",
                                 help="The customer has several mandates: one can be named.")
    mandate_id = fields.Many2one(
        "egg.debit.mandate", "Mandate to debit", compute="_compute_mandate_id", store=True, readonly=False,
        help="Empty: the first one that is ready, in the order of the customer's accounts.")

    @api.depends("item_ids")
    def _compute_customer_id(self):
        for one in self:
            customers = one.item_ids.partner_id.commercial_partner_id
            one.customer_id = customers if len(customers) == 1 else False
            one.has_several = one._has_several_mandates()

    def _has_several_mandates(self) -> bool:
        if not self.customer_id or self.item_ids.egg_mandate_id:
            return bool(self.customer_id)
        return self.env["egg.debit.mandate"].search_count([
            ("partner_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id),
            ("state", "!=", "cancelled")], limit=2) > 1

    @api.depends("item_ids")
    def _compute_mandate_id(self):
        for one in self:
            mandates = {item.egg_mandate_id for item in one.item_ids}
            one.mandate_id = mandates.pop() if len(mandates) == 1 else False

    def action_apply(self):
        """What is being debited stays as the bank was told.

        :raises UserError:
        """
        self.item_ids._check_egg_no_live_debit()
        if self.mandate_id and not self.customer_id:
            raise UserError(self.env._("A mandate is of one customer: choose it for the items of that customer alone."))
        return super().action_apply()

    def _prepare_item_values(self) -> dict:
        return super()._prepare_item_values() | ({"egg_mandate_id": self.mandate_id.id} if self.customer_id else {})

    def _get_text(self) -> str:
        if not self.mandate_id:
            return super()._get_text()
        return f"{super()._get_text()} {self.env._('Mandate %(name)s.', name=self.mandate_id.display_name)}"

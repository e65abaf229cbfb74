from odoo import api, fields, models
from odoo.exceptions import UserError


class EggDueItemPayment(models.TransientModel):
    """How open due items are to be paid: agreed later than the invoice, which stays as it was issued."""

    _name = "egg.due.item.payment"
    _description = "How Due Items Are Paid"
    _check_company_auto = True

    item_ids = fields.Many2many("account.move.line", string="Due items", readonly=True,
                                default=lambda self: self._default_item_ids())
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True)
    payment_mode_id = fields.Many2one(
        "egg.payment.mode", "Payment mode", check_company=True, compute="_compute_payment_mode_id", store=True,
        readonly=False,
        help="Empty: any mode; a debit may take these items too.")

    @api.model
    def _default_item_ids(self):
        """The open due items among the ticked rows or invoices.

        :raises UserError: there are none.
        """
        ids, model = self.env.context.get("active_ids") or [], self.env.context.get("active_model")
        name = {"account.move": "move_id", "account.move.line": "id"}.get(model)
        lines = self.env["account.move.line"]
        items = lines.search(lines._get_egg_due_item_domain() & fields.Domain(name, "in", ids)) if name else lines
        if not items:
            raise UserError(self.env._("Nothing is open here: only amounts that a customer still owes have a payment "
                                       "mode to choose."))
        if len(items.company_id) > 1:
            raise UserError(self.env._("These rows belong to several companies: do this for one company at a time."))
        return items

    @api.depends("item_ids")
    def _compute_company_id(self):
        for one in self:
            one.company_id = one.item_ids.company_id[:1]

    @api.depends("item_ids")
    def _compute_payment_mode_id(self):
        """What all of them have now."""
        for one in self:
            modes = {item.egg_payment_mode_id for item in one.item_ids}
            one.payment_mode_id = modes.pop() if len(modes) == 1 else False

    def action_apply(self):
        """Write what was chosen on the items, within the user's rights, and note it in the history of each invoice."""
        self.ensure_one()
        values = self._prepare_item_values()
        changed = self.item_ids.filtered(lambda item: any(item[name].id != value for name, value in values.items()))
        changed.write(values)
        text = self._get_text()
        for move in changed.move_id:
            move.message_post(body=text)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_item_values(self) -> dict:
        """Hook: {many2one field of the due item: id}."""
        return {"egg_payment_mode_id": self.payment_mode_id.id}

    def _get_text(self) -> str:
        """Hook: what is noted, in words."""
        return self.env._("To be paid by: %(mode)s.", mode=self.payment_mode_id.name or self.env._("any mode"))

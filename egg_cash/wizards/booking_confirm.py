from odoo import api, fields, models
from odoo.exceptions import UserError


class EggCashConfirm(models.TransientModel):
    """How many lines are about to be booked, and how much they are."""

    _name = "egg.cash.confirm"
    _description = "Validate Bank Lines"

    line_ids = fields.Many2many("egg.cash.line", readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    total = fields.Char("In all", readonly=True)
    partner_count = fields.Integer("Customers", readonly=True)
    left_out = fields.Text("Left out", readonly=True)
    facts = fields.Json(readonly=True, help="What each line pays, as it was asked.")

    @api.model
    def _open_for(self, lines, left_out: str) -> dict:
        """Ask whether these lines are booked."""
        return self._make_for(lines, left_out)._show(self.env._("Validate the ticked lines"))

    @api.model
    def _open_to_remove(self, lines) -> dict:
        """Ask whether these lines leave the bank."""
        view = self.env.ref("egg_cash.egg_cash_confirm_view_form_remove")
        return self._make_for(lines, "")._show(self.env._("Remove from the bank"), view.id)

    @api.model
    def _make_for(self, lines, left_out: str):
        sums = {currency: sum(lines.filtered(lambda line, money=currency: line.currency_id == money).mapped("amount"))
                for currency in lines.currency_id}
        return self.create({
            "line_ids": [(6, 0, lines.ids)], "facts": self._get_facts(lines), "line_count": len(lines),
            "left_out": left_out or False,
            "partner_count": len(lines.item_ids.partner_id.commercial_partner_id | lines.partner_id),
            "total": " + ".join(currency.format(amount) for currency, amount in sums.items())})

    def _show(self, name: str, view_id=False) -> dict:
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "views": [(view_id, "form")], "target": "new", "name": name}

    def _get_facts(self, lines) -> dict:
        return {str(line.id): [line.amount, sorted(line.item_ids.ids), line.partner_id.id, line.rest_mode]
                for line in lines}

    def action_book(self):
        """Book them.

        :raises UserError: somebody changed since what one of them pays
        """
        self.ensure_one()
        asked, now = self.facts or {}, self._get_facts(self.line_ids)
        changed = self.line_ids.filtered(
            lambda line: line.is_ticked and line.state == "open" and asked.get(str(line.id)) != now[str(line.id)])
        if changed:
            raise UserError(self.env._(
                "What these pay was changed since you were asked: %(lines)s. Look at them and validate anew.",
                lines=", ".join(changed.mapped(lambda line: line.label or str(line.date)))))
        return self.line_ids._book_confirmed()

    def action_remove(self):
        """Take them out of the bank."""
        self.ensure_one()
        self.line_ids.action_remove()
        return {"type": "ir.actions.act_window_close"}

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
        """Ask about these lines."""
        sums = {currency: sum(lines.filtered(lambda line, money=currency: line.currency_id == money).mapped("amount"))
                for currency in lines.currency_id}
        one = self.create({
            "line_ids": [(6, 0, lines.ids)], "facts": self._get_facts(lines), "line_count": len(lines),
            "left_out": left_out or False,
            "partner_count": len(lines.item_ids.partner_id.commercial_partner_id | lines.partner_id),
            "total": " + ".join(currency.format(amount) for currency, amount in sums.items())})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": one.id, "view_mode": "form",
                "views": [(False, "form")], "target": "new", "name": self.env._("Validate the ticked lines")}

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

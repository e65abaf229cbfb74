from decimal import Decimal

from odoo import Command, api, models
from odoo.addons.egg_billing.core import schedule
from odoo.exceptions import UserError

from ...core.words import plain


class EggMoveInLoaderCondition(models.AbstractModel):
    """Payment conditions, a line for each instalment; conditions of the same name are those that are there."""

    _name = "egg.move.in.loader.condition"
    _description = "How Payment Conditions Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "condition"
    _egg_target = "egg.payment.condition"

    @api.model
    def _judge(self, move_in, rows):
        self._find_modes(rows)
        there = {plain(one.name): one.id for one in self.env["egg.payment.condition"].search([
            ("company_id", "in", (False, move_in.company_id.id))])}
        for row in rows:
            row.record_id = there.get(plain(row.text("name")), 0)
            row.is_there = bool(row.record_id)
            percent, on = row.values["percent"], row.values["on"]
            if percent is not None and not 0 < percent <= 100:
                row.faults.append(self.env._("A percentage is above 0, and at most 100."))
            if on and not 1 <= on <= 31:
                row.faults.append(self.env._("The day of the month is between 1 and 31."))

    @api.model
    def _load(self, move_in, rows):
        for row in rows:
            total = sum((one.values["percent"] for one in (row, *row.parts)), Decimal(0))
            if total != 100:
                raise UserError(self.env._("“%(name)s” makes %(total)s %%, not 100 %%.", name=row.text("name"),
                                           total=f"{total:f}"))
        conditions = self.env["egg.payment.condition"].create([{
            "name": row.text("name"), "company_id": move_in.company_id.id,
            "line_ids": [Command.create(self._prepare_line(number, one))
                         for number, one in enumerate((row, *row.parts), 1)]} for row in rows])
        for row, condition in zip(rows, conditions, strict=True):
            row.record_id, row.is_made = condition.id, True

    @api.model
    def _prepare_line(self, number: int, row) -> dict:
        days, on = int(row.values["days"] or 0), int(row.values["on"] or 0)
        rule = schedule.DAYS if days else schedule.RECEIPT
        if on:
            rule = schedule.DAYS_END_OF_MONTH_ON
        elif row.values["end"]:
            rule = schedule.DAYS_END_OF_MONTH
        return {"sequence": number, "percent": float(row.values["percent"]), "rule": rule, "days": days,
                "day_of_month": on, "kind": "deposit" if row.values["deposit"] else "payment",
                "payment_mode_id": row.values["mode"].id}

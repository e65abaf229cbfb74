from odoo import api, fields, models
from odoo.exceptions import AccessError


class AccountJournal(models.Model):
    _inherit = "account.journal"

    egg_is_opening = fields.Boolean(
        "Opening items", readonly=True, copy=False,
        help="What customers owed in the tool used before, each item as an invoice: no sale of this database, outside "
             "of its numbering, its e-invoices and its revenue.")

    @api.model_create_multi
    def create(self, vals_list):
        if any(values.get("egg_is_opening") for values in vals_list):
            self._check_egg_opening_program()
        return super().create(vals_list)

    def write(self, vals):
        if "egg_is_opening" in vals and self.filtered(lambda one: one.egg_is_opening != bool(vals["egg_is_opening"])):
            self._check_egg_opening_program()
        return super().write(vals)

    def _get_egg_former_code(self, is_refund: bool) -> str:
        """Code of the series that keeps the last number of the tool used before, until the first one is given here."""
        return f"egg.former.{self.id}.{'refund' if is_refund else 'invoice'}"

    def _check_egg_opening_program(self):
        """:raises AccessError: a user would take a journal out of the proof of numbers, or into it"""
        if not self.env.su:
            raise AccessError(self.env._("The journal of opening items is made by the program that takes data over."))

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.aged import Brackets


class ResCompany(models.Model):
    _inherit = "res.company"

    egg_aged_first = fields.Integer("Aged balance: first bracket until", default=30, groups="base.group_user")
    egg_aged_second = fields.Integer("Aged balance: second bracket until", default=60, groups="base.group_user")
    egg_aged_third = fields.Integer("Aged balance: third bracket until", default=90, groups="base.group_user")

    @api.constrains("egg_aged_first", "egg_aged_second", "egg_aged_third")
    def _check_egg_aged_brackets(self):
        if not all(company._get_egg_brackets().is_ascending() for company in self):
            raise ValidationError(self.env._("The brackets of the aged balance are of days that go up, such as 30, 60 "
                                             "and 90."))

    def _get_egg_brackets(self) -> Brackets:
        self.ensure_one()
        return Brackets(self.egg_aged_first, self.egg_aged_second, self.egg_aged_third)

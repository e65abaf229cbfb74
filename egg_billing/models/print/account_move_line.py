from odoo import models

#: Fields that only move things on paper: they never touch the books.
LAYOUT_FIELDS = {"egg_page_break_before", "egg_page_break_after"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        result = super().write(vals)
        if LAYOUT_FIELDS & vals.keys():
            self.move_id._mark_egg_relayout()
        return result

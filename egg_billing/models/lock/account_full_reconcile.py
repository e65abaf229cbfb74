from itertools import chain

from odoo import Command, api, models


class AccountFullReconcile(models.Model):
    """What is settled in full: as of its parts."""

    _inherit = "account.full.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env["account.move.line"]._is_egg_matching():
            self._get_egg_given_items(vals_list)._check_egg_matched_by_action()  # before the core looks at the parts
        fulls = super().create(vals_list)
        fulls._check_egg_by_action()
        return fulls

    @api.model
    def _get_egg_given_items(self, vals_list):
        """The journal items that these values say to be settled."""
        commands = chain.from_iterable(values.get("reconciled_line_ids") or [] for values in vals_list)
        ids = chain.from_iterable(command[2] if command[0] == Command.SET else command[1:2] for command in commands)
        return self.env["account.move.line"].browse(ids).exists()

    def write(self, vals):
        self._check_egg_by_action()
        result = super().write(vals)
        self._check_egg_by_action()
        return result

    def unlink(self):
        self._check_egg_by_action()
        return super().unlink()

    def _check_egg_by_action(self):
        """:raises UserError: a user writes that an issued document is settled, past the core's matching"""
        if not self.env["account.move.line"]._is_egg_matching():
            self.reconciled_line_ids._check_egg_matched_by_action()

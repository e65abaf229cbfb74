from odoo import api, fields, models


class EggFollowupLink(models.AbstractModel):
    """A row about one followed-up item: an instalment of an invoice, or what another addon follows up.

    Such an addon adds its field here, once for all these rows, and its name to `_get_target_fields`.
    """

    _name = "egg.followup.link"
    _description = "Row about a Followed-up Item"

    due_item_id = fields.Many2one("account.move.line", "Instalment", ondelete="cascade", index="btree_not_null")

    @api.model
    def _get_target_fields(self) -> tuple:
        """Return the names of the fields of which exactly one says what a row is about."""
        return ("due_item_id",)

    def _get_targets(self):
        """Return what these rows are about: records of one model."""
        targets = [self[name] for name in self._get_target_fields()]
        return next(filter(None, targets), targets[0])

from odoo import api, fields, models
from odoo.exceptions import UserError


class EggParentChoice(models.TransientModel):
    """What a new document is to be made from, chosen on the blank document: the same road as the button of the parent.

    Addons add a field per kind of parent, and say in `_get_parents` which button of it they stand for.
    """

    _name = "egg.parent.choice"
    _description = "Parent of a New Document"

    kind = fields.Char(required=True, readonly=True)
    parents = fields.Char(compute="_compute_parents", help="Technical: the fields to choose from, each with a comma.")

    @api.depends("kind")
    def _compute_parents(self):
        for choice in self:
            choice.parents = "".join(f"{name}," for name in self._find_parents(choice.kind))

    @api.model
    def _get_parents(self, kind: str) -> dict:
        """{field of this form: method of what is chosen there, which opens the new document}.

        :param kind: "quote", "order", "invoice"...
        """
        return {}

    @api.model
    def _find_parents(self, kind: str) -> dict:
        """Those of `_get_parents` that this person may look at."""
        return {name: method for name, method in self._get_parents(kind).items()
                if self.env[self._fields[name].comodel_name].has_access("read")}

    def action_continue(self):
        """Open the document made from what was chosen.

        :raises UserError: when nothing or more than one thing was chosen, or no document can be made from it.
        """
        self.ensure_one()
        chosen = [(self[name], method) for name, method in self._find_parents(self.kind).items() if self[name]]
        if len(chosen) != 1:
            raise UserError(self.env._("Choose what the document is made from: one thing."))
        [(parent, method)] = chosen
        parent.check_access("read")
        return getattr(parent, method)()

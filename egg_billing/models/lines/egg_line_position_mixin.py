from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.inside import INSIDE

LATER = "egg_positions_later"
#: Signs of a label: ten pages of it.
LONGEST_LABEL = 32_000


class EggLinePositionMixin(models.AbstractModel):
    """A line that keeps its rank when other lines are moved, inserted or removed. The adopter has a `sequence`."""

    _name = "egg.line.position.mixin"
    _inherit = ["egg.totals.line.mixin"]
    _description = "Line with Frozen Position"

    egg_position_frozen = fields.Boolean(
        "Freeze position", help="This line stays at its rank when other lines are moved, inserted or removed.",
    )
    egg_frozen_rank = fields.Integer("Frozen rank", readonly=True, help="The rank this line keeps; 0 when it is free.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if self.env.context.get(LATER) is not INSIDE:
            lines._get_egg_document()._settle_egg_positions()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if self._needs_egg_positions(vals):
            self._get_egg_document()._settle_egg_positions()
        return result

    def unlink(self):
        is_last = self.env.context.get(LATER) is not INSIDE
        documents = self._get_egg_document() if is_last else self.browse()._get_egg_document()
        result = super().unlink()
        documents.exists()._settle_egg_positions()
        return result

    @api.constrains(lambda self: [name for name in ("name",) if name in self._fields])
    def _check_egg_label(self):
        """A label of megabytes would keep whoever prints the document waiting, and everybody after him."""
        for line in self:
            if line.name and len(line.name) > LONGEST_LABEL and line._is_egg_label_printed():
                raise ValidationError(self.env._(
                    "The text of a line has at most %(most)s characters, this one has %(count)s. Put long texts in "
                    "the particular conditions.",
                    most=LONGEST_LABEL, count=len(line.name)))

    def _is_egg_label_printed(self) -> bool:
        """Hook: whether customers get this label."""
        return True

    @api.model
    def _needs_egg_positions(self, values) -> bool:
        """Whether writing these values may move lines."""
        return self.env.context.get(LATER) is not INSIDE and not {"sequence", "egg_position_frozen"}.isdisjoint(values)

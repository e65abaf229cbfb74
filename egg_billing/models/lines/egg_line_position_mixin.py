from odoo import api, fields, models

from ...core.inside import INSIDE

LATER = "egg_positions_later"


class EggLinePositionMixin(models.AbstractModel):
    """A line that keeps its rank when other lines are moved, inserted or removed. The adopter has a `sequence`."""

    _name = "egg.line.position.mixin"
    _description = "Line with Frozen Position"

    egg_position_frozen = fields.Boolean(
        "Freeze position", help="This line stays at its rank when other lines are moved, inserted or removed.",
    )
    egg_frozen_rank = fields.Integer("Frozen rank", readonly=True, help="The rank this line keeps; 0 when it is free.")

    @api.model
    def _needs_egg_positions(self, values) -> bool:
        """Whether writing these values may move lines."""
        return self.env.context.get(LATER) is not INSIDE and not {"sequence", "egg_position_frozen"}.isdisjoint(values)

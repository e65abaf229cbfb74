from odoo import models

from ...core.inside import INSIDE
from ...core.positions import settle_positions, settle_sequences
from .egg_line_position_mixin import LATER


class EggPositionMixin(models.AbstractModel):
    """A document whose lines may have a frozen position."""

    _name = "egg.position.mixin"
    _inherit = ["egg.totals.mixin"]
    _description = "Document with Frozen Line Positions"

    def write(self, vals):
        if self._get_egg_lines_field() not in vals:
            return super().write(vals)
        result = super(EggPositionMixin, self.with_context(**{LATER: INSIDE})).write(vals)
        self._settle_egg_positions()
        return result

    def _can_egg_move_lines(self) -> bool:
        """Whether the order of the lines may still change."""
        return True

    def _settle_egg_positions(self):
        """Put lines with a frozen position back to their rank. Costs nothing when there is none."""
        name = self._get_egg_lines_field()
        for document in self.with_context(**{LATER: INSIDE}):
            if not document._can_egg_move_lines():  # before the lines are read: a journal entry may be half written
                continue
            lines = document[name]
            if not any(line.egg_position_frozen or line.egg_frozen_rank for line in lines):
                continue
            document._settle_egg_positions_of(
                lines.filtered(lambda line: not line.egg_role).sorted(lambda line: (line.sequence, line.id)))

    def _settle_egg_positions_of(self, lines):
        for rank, line in enumerate(lines, 1):
            if line.egg_position_frozen != bool(line.egg_frozen_rank):
                line.egg_frozen_rank = rank if line.egg_position_frozen else 0
        ranks = {line: line.egg_frozen_rank for line in lines if line.egg_position_frozen}
        settled = settle_positions(list(lines), ranks)
        for line, sequence in zip(settled, settle_sequences(lines.mapped("sequence")), strict=True):
            if line.sequence != sequence:
                line.sequence = sequence

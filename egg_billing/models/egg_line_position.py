from odoo import api, fields, models

from ..core.positions import settle_positions, settle_sequences

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
        return not self.env.context.get(LATER) and not {"sequence", "egg_position_frozen"}.isdisjoint(values)


class EggPositionMixin(models.AbstractModel):
    """A document whose lines may have a frozen position."""

    _name = "egg.position.mixin"
    _description = "Document with Frozen Line Positions"

    def _get_egg_lines_field(self) -> str:
        raise NotImplementedError

    def _can_egg_move_lines(self) -> bool:
        """Whether the order of the lines may still change."""
        return True

    def _settle_egg_positions(self):
        """Put lines with a frozen position back to their rank. Costs nothing when there is none."""
        name = self._get_egg_lines_field()
        for document in self.with_context(**{LATER: True}):
            if not document._can_egg_move_lines():  # before the lines are read: a journal entry may be half written
                continue
            lines = document[name]
            if not any(line.egg_position_frozen or line.egg_frozen_rank for line in lines):
                continue
            document._settle_egg_positions_of(lines.filtered(lambda line: not line.egg_role).sorted(lambda line: (line.sequence, line.id)))

    def _settle_egg_positions_of(self, lines):
        for rank, line in enumerate(lines, 1):
            if line.egg_position_frozen != bool(line.egg_frozen_rank):
                line.egg_frozen_rank = rank if line.egg_position_frozen else 0
        ranks = {line: line.egg_frozen_rank for line in lines if line.egg_position_frozen}
        settled = settle_positions(list(lines), ranks)
        for line, sequence in zip(settled, settle_sequences(lines.mapped("sequence")), strict=True):
            if line.sequence != sequence:
                line.sequence = sequence


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "egg.position.mixin"]

    def _can_egg_move_lines(self) -> bool:
        return self.state == "draft" and self.is_sale_document()

    def write(self, vals):
        if "invoice_line_ids" not in vals:
            return super().write(vals)
        result = super(AccountMove, self.with_context(**{LATER: True})).write(vals)
        self._settle_egg_positions()
        return result


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "egg.line.position.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.context.get(LATER):
            lines.move_id._settle_egg_positions()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if self._needs_egg_positions(vals):
            self.move_id._settle_egg_positions()
        return result

    def unlink(self):
        moves = self.move_id if not self.env.context.get(LATER) else self.env["account.move"]
        result = super().unlink()
        moves.exists()._settle_egg_positions()
        return result

from odoo import api, models
from odoo.exceptions import UserError

from ...core.inside import INSIDE
from .egg_totals_mixin import SYNCING


class EggLineThirdPartyTaxMixin(models.AbstractModel):
    """Rows that belong to a document's line: a change of theirs changes the document's totals."""

    _name = "egg.line.third.party.tax.mixin"
    _description = "Third-party Tax of a Document Line"

    def _get_egg_document(self):
        return self.line_id._get_egg_document()

    def _get_unit_amount(self, line) -> float:
        """The amount per unit of the line: rows are per unit of the product, also when it is sold by the dozen."""
        unit = line.product_id.uom_id
        if unit and line.product_uom_id and unit != line.product_uom_id:
            return unit._compute_price(self.amount, line.product_uom_id)
        return self.amount

    def _check_open(self):
        """Refuse to change the taxes of a document that is issued, cancelled or locked."""
        if self.env.context.get(SYNCING) is not INSIDE and any(not document._is_egg_totals_open()
                                                               for document in self._get_egg_document()):
            raise UserError(self.env._("This document is closed: its third-party taxes cannot be changed any more."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_open()
        rows._get_egg_document()._sync_egg_role_lines()
        return rows

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._get_egg_document()._sync_egg_role_lines()
        return result

    def unlink(self):
        self._check_open()
        documents = self._get_egg_document()
        result = super().unlink()
        documents.exists()._sync_egg_role_lines()
        return result

from odoo import api, models
from odoo.addons.egg_billing.models.facts.changes import is_changed

from .sale_order import is_own_step


class EggAgreedPartMixin(models.AbstractModel):
    """What is part of a quote stays as it was agreed with it."""

    _name = "egg.agreed.part.mixin"
    _description = "Part of an Agreed Quote"
    _egg_part_of = "order_id"

    def _get_egg_agreed_quotes(self):
        """Return the quotes that these are parts of."""
        return self.order_id

    @api.model_create_multi
    def create(self, vals_list):
        # Before the rules of the part itself, which would speak of something else; and after, for defaults of a client.
        named = [values.get(self._egg_part_of) for values in vals_list]
        ids = {one for one in named if isinstance(one, int) and one}
        given = self.env[self._fields[self._egg_part_of].comodel_name].browse(ids).exists()
        (given if given._name == "sale.order" else given.order_id)._check_egg_not_agreed()
        records = super().create(vals_list)
        records._get_egg_agreed_quotes()._check_egg_not_agreed()
        return records

    def write(self, vals):
        if is_own_step(self):
            return super().write(vals)
        agreed = self._get_egg_agreed_quotes()._filter_egg_agreed()
        for record in self.filtered(lambda one: one._get_egg_agreed_quotes() in agreed) if agreed else ():
            if any(name in self._fields and is_changed(record, name, vals[name]) for name in vals):
                agreed._check_egg_not_agreed()
        result = super().write(vals)
        if not {"order_id", "line_id"}.isdisjoint(vals):
            self._get_egg_agreed_quotes()._check_egg_not_agreed()  # where they were brought to
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_egg_agreed(self):
        self._get_egg_agreed_quotes()._check_egg_not_agreed()

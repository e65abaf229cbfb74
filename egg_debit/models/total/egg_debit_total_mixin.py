from odoo import api, models
from odoo.tools import SQL


class EggDebitTotalMixin(models.AbstractModel):
    """Debits, or their files and runs, whose totals leave out what was cancelled: nobody is asked for that.

    The adopter declares `egg_asked`, a monetary field with the compute of this mixin, and shows it where a list has a
    total.
    """

    _name = "egg.debit.total.mixin"
    _description = "Total of Debits"

    #: Field of the amount, and field of the state that may be "cancelled".
    _egg_total_amount = "amount"
    _egg_total_state = "state"

    @api.depends(lambda self: (self._egg_total_amount, self._egg_total_state))
    def _compute_egg_asked(self):
        for one in self:
            one.egg_asked = 0.0 if one[self._egg_total_state] == "cancelled" else one[self._egg_total_amount]

    def _field_to_sql(self, alias, field_expr, query=None):
        """Groups of a list have totals too, though the field is not stored."""
        if field_expr != "egg_asked":
            return super()._field_to_sql(alias, field_expr, query)
        state, amount = (super(EggDebitTotalMixin, self)._field_to_sql(alias, name, query)
                         for name in (self._egg_total_state, self._egg_total_amount))
        return SQL("(CASE WHEN %s = 'cancelled' THEN 0 ELSE %s END)", state, amount)

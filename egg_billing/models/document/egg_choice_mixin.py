from odoo import api, models


class EggChoiceMixin(models.AbstractModel):
    """Records whose choices have a usual value: an empty cell of an import, or a program's empty value, is that one."""

    _name = "egg.choice.mixin"
    _description = "Choices with a Usual Value"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._fill_egg_choices(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._fill_egg_choices(vals))

    @api.model
    def _fill_egg_choices(self, vals: dict) -> dict:
        """The same values, each empty choice that must not be empty being its default."""
        empty = [self._fields[name] for name, value in vals.items() if not value and name in self._fields]
        return vals | {field.name: field.default(self) for field in empty if self._is_egg_choice(field)}

    @api.model
    def _is_egg_choice(self, field) -> bool:
        is_own = field.name.startswith("egg_") or self._name.startswith("egg.")
        return is_own and field.type == "selection" and field.required and field.store and bool(field.default)

from odoo import models

#: What a field says of itself when neither lines nor footer of a document change it: a form that is being typed in need
#: not compute it each time; opening and saving do.
RESTS = "rests_while_typing"


def is_resting(field) -> bool:
    return getattr(field, RESTS, False)


class Base(models.AbstractModel):
    _inherit = "base"

    def _valid_field_parameter(self, field, name):
        return name == RESTS or super()._valid_field_parameter(field, name)

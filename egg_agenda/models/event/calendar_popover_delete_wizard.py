from odoo import fields, models


class CalendarPopoverDeleteWizard(models.TransientModel):
    _inherit = "calendar.popover.delete.wizard"

    egg_settled_sentence = fields.Char(related="calendar_event_id.egg_settled_sentence")

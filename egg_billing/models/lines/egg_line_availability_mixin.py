from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggLineAvailabilityMixin(models.AbstractModel):
    """When the goods of a line are available: a date, or a number of days after the document's date."""

    _name = "egg.line.availability.mixin"
    _description = "Line with Availability"

    egg_availability_days = fields.Integer(
        "Available after (days)", help="Days after the document's date. Leave 0 to type a date.",
    )
    egg_planned_date = fields.Date(
        "Available on", compute="_compute_egg_planned_date", store=True, readonly=False, copy=True,
        help="Typed by hand, or the document's date plus the number of days.",
    )

    def _get_egg_availability_start(self) -> date:
        """The date from which the days count."""
        raise NotImplementedError

    @api.depends("egg_availability_days")
    def _compute_egg_planned_date(self):
        for line in self:
            if line.egg_availability_days > 0:
                line.egg_planned_date = line._get_egg_availability_start() + timedelta(days=line.egg_availability_days)

    @api.constrains("egg_availability_days")
    def _check_egg_availability_days(self):
        if any(line.egg_availability_days < 0 for line in self):
            raise ValidationError(self.env._("Availability is a number of days from 0 on."))

from odoo import fields, models


class EggLineLayoutMixin(models.AbstractModel):
    """Where pages break. Layout only: free on issued documents too, and no accounting field follows it."""

    _name = "egg.line.layout.mixin"
    _description = "Line with Page Breaks"

    egg_page_break_before = fields.Boolean("Page break before", help="Start a new page before this line.")
    egg_page_break_after = fields.Boolean("Page break after", help="Start a new page after this line.")

    def action_egg_toggle_page_break(self):
        """Set or remove the page break before these lines, whatever the status of the document."""
        for line in self:
            line.egg_page_break_before = not line.egg_page_break_before
        return True

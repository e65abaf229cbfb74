from odoo.addons.egg_portal.controllers.sent import SentPortal


class SalesSentPortal(SentPortal):
    """Quotations and orders among all that the customer was sent."""

    def _get_egg_sent_kinds(self):
        return super()._get_egg_sent_kinds() | {"sale.order": ([("state", "in", ("sent", "sale"))], "date_order")}

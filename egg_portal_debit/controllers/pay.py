from odoo.addons.egg_portal.controllers.pay import PayPortal


class MandatePayPortal(PayPortal):
    """Who pays under a link is offered not to think of it any more."""

    def _prepare_egg_page(self, token, items, offer):
        values = super()._prepare_egg_page(token, items, offer)
        return values | {"mandate_url": items.move_id[0].partner_id._get_egg_mandate_url(items.company_id)}

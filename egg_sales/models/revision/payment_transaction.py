from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _is_egg_under_way(self) -> bool:
        """Whether money of this transaction may be there already, without it being noted."""
        return self.state in ("pending", "authorized") or (self.state == "done" and not self.is_post_processed)

    def _create_payment(self, **extra_create_values):
        """What was begun on a version that was replaced since is of the newest."""
        quote = self.sale_order_ids if len(self.sale_order_ids) == 1 else self.env["sale.order"]
        if quote.egg_replaced_by_id:
            newest = quote._get_egg_versions()[-1]
            self.sale_order_ids = newest
            newest._log_egg_event("paid", newest.env._(
                "A payment that was begun on %(number)s was received: it is noted on this version, and does not "
                "confirm it.", number=quote.name))
        return super()._create_payment(**extra_create_values)

from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    """What the firm tells itself stays unknown to its customers, whatever they ask Odoo."""

    _inherit = "mail.message"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """A condition on the messages of a document looks at all of them (`message_ids` has `bypass_search_access`):
        for a customer at those that a page may show him, else he asks for notes letter by letter.
        """
        if bypass_access and not self.env.su and not self.env.user._is_internal():
            domain = self._get_search_domain_share() & Domain("message_type", "!=", "user_notification") & Domain(
                domain)
        return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)

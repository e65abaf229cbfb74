from contextlib import suppress

from odoo import http
from odoo.addons.account.controllers.portal import PortalAccount as CorePortalAccount
from odoo.addons.egg_billing.core.typed import is_finite
from odoo.exceptions import AccessError, MissingError


class PortalAccount(CorePortalAccount):
    def _document_check_access(self, model_name, document_id, access_token=None):
        """A token is made of plain letters: anything else opens nothing."""
        if not isinstance(access_token, str) or not access_token.isascii():
            access_token = None
        return super()._document_check_access(model_name, document_id, access_token=access_token)

    @http.route()
    def portal_my_invoice_detail(self, invoice_id, access_token=None, report_type=None, download=False, **kw):
        """An issued invoice is shown as such, with the one PDF that is kept of it (SCR-11)."""
        if not is_finite(kw.get("amount") or 0):
            del kw["amount"]
        with suppress(AccessError, MissingError):  # the core says them
            # The visitor has no account: the core checks the token and hands out the record with all rights.
            self._document_check_access("account.move", invoice_id, access_token)._store_egg_pdf()
        return super().portal_my_invoice_detail(invoice_id, access_token=access_token, report_type=report_type,
                                                download=download, **kw)

from odoo import http
from odoo.addons.egg_debit.controllers.portal import DebitPortal
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .sign import SignPortal


class SignedPortal(DebitPortal, SignPortal):
    """A customer who is logged in begins a mandate from his list, and gets those that he signed as he signed them."""

    @http.route()
    def portal_mandate_pdf(self, mandate_id, **parameters):
        try:
            mandate_sudo = self._document_check_access("egg.debit.mandate", mandate_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if mandate_sudo.signing_id and mandate_sudo.scan:
            return self._send_egg_mandate(mandate_sudo)
        return super().portal_mandate_pdf(mandate_id, **parameters)

    @http.route("/my/mandates/sign", type="http", auth="user", methods=["POST"], website=True, sitemap=False)
    def portal_mandate_sign(self, **_parameters):
        """Go to the page on which the customer himself signs one for the firm that he is a customer of."""
        # sudo: portal users do not read what a firm's mandates name
        contact_sudo, company_sudo = request.env.user.partner_id.sudo(), request.env.user.company_id.sudo()
        if not request.env.user.share or not contact_sudo._can_egg_sign_online(company_sudo):
            return request.redirect("/my/mandates")
        return request.redirect(contact_sudo._make_egg_mandate_url(company_sudo), local=False)

    @http.route()
    def portal_my_mandates(self, **parameters):
        response = super().portal_my_mandates(**parameters)
        user = request.env.user
        # sudo: as above
        response.qcontext["can_sign"] = user.share and user.partner_id.sudo()._can_egg_sign_online(
            user.company_id.sudo())
        return response

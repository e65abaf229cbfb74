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

    def _prepare_home_portal_values(self, counters):
        """Who has no mandate finds the page all the same: there he signs his first one."""
        values = super()._prepare_home_portal_values(counters)
        if values.get("mandate_count") == 0:
            values["mandate_count"] = int(self._can_egg_user_sign())
        return values

    def _can_egg_user_sign(self) -> bool:
        user = request.env.user
        # sudo: portal users do not read what a firm's mandates name
        return user.share and user.partner_id.sudo()._can_egg_sign_online(user.company_id.sudo())

    @http.route("/my/mandates/sign", type="http", auth="user", methods=["POST"], website=True, sitemap=False)
    def portal_mandate_sign(self, **_parameters):
        """Go to the page on which the customer himself signs one for the firm that he is a customer of."""
        if not self._can_egg_user_sign():
            return request.redirect("/my/mandates")
        # sudo: as above
        contact_sudo, company_sudo = request.env.user.partner_id.sudo(), request.env.user.company_id.sudo()
        return request.redirect(contact_sudo._make_egg_mandate_url(company_sudo), local=False)

    @http.route()
    def portal_my_mandates(self, **parameters):
        response = super().portal_my_mandates(**parameters)
        response.qcontext["can_sign"] = self._can_egg_user_sign()
        return response

from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request


class DebitPortal(CustomerPortal):
    """A customer sees his own mandates and takes the form to sign."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mandate_count" in counters:
            values["mandate_count"] = request.env["egg.debit.mandate"].search_count(self._get_mandates_domain())
        return values

    def _get_mandates_domain(self):
        partner = request.env.user.partner_id.commercial_partner_id
        return [("partner_id", "=", partner.id), ("state", "in", ("draft", "valid", "suspended"))]

    @http.route("/my/mandates", type="http", auth="user", website=True)
    def portal_my_mandates(self, **_parameters):
        # Account numbers are not readable from the portal: the search with the user's own rights has chosen the
        # records.
        mandates_sudo = request.env["egg.debit.mandate"].search(self._get_mandates_domain()).sudo()
        values = self._prepare_portal_layout_values() | {"mandates": mandates_sudo, "page_name": "mandate"}
        return request.render("egg_debit.portal_my_mandates", values)

    @http.route("/my/mandates/<int:mandate_id>/pdf", type="http", auth="user", website=True)
    def portal_mandate_pdf(self, mandate_id, **_parameters):
        try:
            mandate_sudo = self._document_check_access("egg.debit.mandate", mandate_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        # sudo: the access to this mandate was tested just now; its form shows an account, which portal users do not
        # read
        content, _kind = request.env["ir.actions.report"].sudo()._render_qweb_pdf(
            "egg_debit.report_mandate", mandate_sudo.ids)
        return request.make_response(content, [
            ("Content-Type", "application/pdf"), ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(f"{mandate_sudo.name.replace('/', '-')}.pdf")),
        ])

from base64 import b64decode
from typing import NamedTuple
from urllib.parse import quote

from odoo import SUPERUSER_ID, fields, http
from odoo.addons.egg_billing.core.typed import read_typed
from odoo.addons.egg_debit.core.iban import mask_iban
from odoo.addons.egg_portal.controllers.voice import speak
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from odoo.models import BaseModel

from ..core.signing import mask_email

GONE, EXPIRED, INVALID, SIGNED, FOREIGN = "gone", "expired", "invalid", "signed", "foreign"
#: Where the browser keeps which signing is its own.
SESSION = "egg_mandate_signing"


class Opened(NamedTuple):
    """A link that was opened."""

    state: str  # empty: it can be used; else why not
    contact: BaseModel
    company: BaseModel
    mandate: BaseModel
    signing: BaseModel  # what this browser began under it


class SignPortal(CustomerPortal):
    """The page under the link of a mandate: account, text and signature, code."""

    @http.route("/egg/mandate/<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False)
    def egg_mandate(self, token, **_parameters):
        return self._show_egg_signing(token, self._open_egg_mandate(token))

    @http.route("/egg/mandate/<string:token>/account", type="http", auth="public", methods=["POST"], website=True,
                sitemap=False)
    def egg_mandate_account(self, token, iban="", holder="", town="", **_parameters):
        opened = self._open_egg_mandate(token)
        if opened.state or opened.signing.state == "done":
            return self._show_egg_signing(token, opened)
        typed = {"iban": read_typed(iban, 60), "holder": read_typed(holder, 200), "town": read_typed(town, 200)}
        customer = opened.contact.commercial_partner_id
        try:
            signing = opened.signing._begin(customer, opened.company, opened.contact._get_egg_sign_address(), typed,
                                            opened.mandate)
        except UserError as problem:
            return self._show_egg_signing(token, opened, problem=str(problem), typed=typed)
        request.session[SESSION] = signing.id
        return request.redirect(f"/egg/mandate/{token}")

    @http.route("/egg/mandate/<string:token>/change", type="http", auth="public", methods=["POST"], website=True,
                sitemap=False)
    def egg_mandate_change(self, token, **_parameters):
        request.session.pop(SESSION, None)
        return request.redirect(f"/egg/mandate/{quote(token)}")

    @http.route("/egg/mandate/<string:token>/sign", type="jsonrpc", auth="public", website=True)
    def egg_mandate_sign(self, token, name=None, signature=None):
        opened = self._open_egg_mandate(token)
        if opened.state or not opened.signing:
            return {"error": self._get_egg_mandate_text(opened.state or INVALID)}
        try:
            opened.signing._sign(read_typed(name), signature if isinstance(signature, str) else "")
        except UserError as problem:
            return {"error": str(problem)}
        return {"force_refresh": True, "redirect_url": f"/egg/mandate/{token}"}

    @http.route("/egg/mandate/<string:token>/again", type="http", auth="public", methods=["POST"], website=True,
                sitemap=False)
    def egg_mandate_again(self, token, **_parameters):
        opened = self._open_egg_mandate(token)
        problem = ""
        if not opened.state and opened.signing.state == "signed":
            try:
                opened.signing._send_code()
            except UserError as refused:
                problem = str(refused)
        return self._show_egg_signing(token, opened, problem=problem, sent=not problem)

    @http.route("/egg/mandate/<string:token>/code", type="http", auth="public", methods=["POST"], website=True,
                sitemap=False)
    def egg_mandate_code(self, token, code="", **_parameters):
        opened = self._open_egg_mandate(token)
        if opened.state or opened.signing.state in (False, "done"):
            return self._show_egg_signing(token, opened)
        problem = opened.signing._confirm(read_typed(code), request.httprequest.remote_addr,
                                          request.httprequest.user_agent.string)
        if problem:
            return self._show_egg_signing(token, opened, problem=problem)
        return request.redirect(f"/egg/mandate/{token}")

    @http.route("/egg/mandate/<string:token>/pdf", type="http", auth="public", methods=["GET"], sitemap=False)
    def egg_mandate_pdf(self, token, **_parameters):
        """What was signed, for the browser that signed it."""
        signing = self._open_egg_mandate(token).signing
        if signing.state != "done":
            return request.not_found()
        return self._send_egg_mandate(signing.mandate_id)

    # The link

    def _open_egg_mandate(self, token) -> Opened:
        """Read a link: its signature is the right to begin; the code to the address on file is the right to sign."""
        # sudo: nobody is logged in; the program acts
        env = request.env(user=SUPERUSER_ID)
        contacts, signings = env["res.partner"], env["egg.mandate.signing"]
        mandates = env["egg.debit.mandate"]
        try:
            link = contacts._read_egg_mandate_token(token)
        except (ValueError, TypeError):
            # sudo: whose link it was nobody knows; the firm's own language
            company_sudo = request.env.company.sudo()
            speak(company_sudo, company_sudo.partner_id.lang)
            return Opened(INVALID, contacts, env["res.company"], mandates, signings)
        contact, company = contacts.browse(link.contact).exists(), env["res.company"].browse(link.company).exists()
        speak(company, contact.lang, company.partner_id.lang)
        env = env(context=dict(request.env.context, lang=request.env.lang, allowed_company_ids=company.ids))
        contact, company, signings = (one.with_env(env) for one in (contact, company, signings))
        mandate = mandates.with_env(env).browse(link.mandate).exists() if link.mandate else mandates.with_env(env)
        customer = contact.commercial_partner_id
        signing = signings.browse(request.session.get(SESSION)).exists()
        is_own = signing.partner_id == customer and signing.company_id == company
        if not is_own or signing.state == "done" and signing.signed_at < link.made_at:  # an earlier one
            signing = signings
        state = self._find_egg_mandate_state(link, contact, company, mandate, signing)
        return Opened(state, contact, company, mandate if mandate.state == "draft" else mandate.browse(), signing)

    def _find_egg_mandate_state(self, link, contact, company, mandate, signing) -> str:
        is_there = contact.active and contact.commercial_partner_id.active  # who has left signs for nobody
        if not is_there or not company or not contact._can_egg_sign_online(company):
            return GONE
        user = request.env.user
        if not user._is_public() and user.share and user.partner_id.commercial_partner_id != (
                contact.commercial_partner_id):
            return FOREIGN
        if signing.state == "done":
            return ""  # this browser signed it: it sees so
        if link.until < fields.Date.context_today(contact):
            return EXPIRED
        later = [("partner_id", "=", contact.commercial_partner_id.id), ("company_id", "=", company.id),
                 ("state", "=", "done"), ("signed_at", ">=", link.made_at)]
        if link.mandate and (not mandate or mandate.state != "draft") or signing.search_count(later, limit=1):
            return SIGNED
        return ""

    def _get_egg_mandate_text(self, state: str) -> str:
        return {
            INVALID: request.env._("This link is not complete or was changed. Please open it from the message itself, "
                                   "or copy all of it."),
            GONE: request.env._("No mandate can be signed under this link. Please ask us for a new one."),
            EXPIRED: request.env._("This link is no longer valid. Please ask us for a new one."),
            SIGNED: request.env._("This mandate is signed already: there is nothing left to do. For another account, "
                                  "please ask us for a new link."),
            FOREIGN: request.env._("This link is for another customer than the one who is logged in."),
        }[state]

    # The page

    def _show_egg_signing(self, token, opened: Opened, problem="", typed=None, sent=False):
        signing, company = opened.signing, opened.company
        values = {
            "res_company": company or request.env.company.sudo(),  # sudo: the name of the firm is shown to anybody
            "message": self._get_egg_mandate_text(opened.state) if opened.state else "", "problem": problem,
            "link": f"/egg/mandate/{token}", "step": signing.state or "account", "typed": typed or {}, "sent": sent,
            "contact": opened.contact, "signing": signing, "customer": opened.contact.commercial_partner_id,
            "is_french": (request.env.lang or "").startswith("fr")}
        if signing:
            values |= {"creditor": company._get_egg_debit_issuer(), "bic": signing._get_bic() if signing.iban else "",
                       "address": mask_email(signing.email), "account": mask_iban(signing.iban or ""),
                       "iban": self._space_egg_iban(signing.iban or "")}
        response = request.render("egg_portal_debit.sign_page", values)
        # The address is the right to see the page: it is neither kept nor told to other sites.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if opened.state:
            response.status_code = {INVALID: 404, FOREIGN: 403}.get(opened.state, 410)
        elif problem:
            response.status_code = 422
        return response

    def _space_egg_iban(self, iban: str) -> str:
        """Return it as bank details show it, in groups of four."""
        return " ".join(iban[start:start + 4] for start in range(0, len(iban), 4))

    def _send_egg_mandate(self, mandate_sudo):
        """Return the PDF as it was signed."""
        content = b64decode(mandate_sudo.with_context(bin_size=False).scan)
        return request.make_response(content, [
            ("Content-Type", "application/pdf"), ("Content-Length", len(content)), ("Cache-Control", "no-store"),
            ("Content-Disposition", content_disposition(mandate_sudo.scan_name or "mandate.pdf"))])

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, http
from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.egg_billing.core.transfer_code import join_references
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.exceptions import ValidationError
from odoo.http import request
from odoo.models import BaseModel

from ..core.offer import PAY, Offer, find_refusal
from .sent_values import are_numbers
from .voice import speak

GONE, EXPIRED, INVALID = "gone", "expired", "invalid"


class Opened(NamedTuple):
    """A link that was opened."""

    state: str  # empty: it can be used; else why not
    items: BaseModel  # of the firm's database, with all rights: the signature of the link is the right to see them
    until: date | None = None


class PayPortal(PaymentPortal):
    """The page under the link of a message: exactly the amounts it names, payable without a log-in."""

    @http.route("/egg/pay/<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False)
    def egg_pay(self, token, amount=None, again=None, **_parameters):
        opened = self._open_egg_link(token)
        if opened.state:
            return self._refuse_egg_link(opened)
        items = self._speak_egg_language(opened.items)
        own = self._get_egg_own_transaction(items)
        if again and own.state == "draft":
            own._set_canceled(state_message=request.env._("The payer began anew."))
        offer = items._get_egg_payment_offer()
        values = self._prepare_egg_page(token, items, offer) | {"own": own, "until": opened.until}
        if offer.state == PAY:
            values |= self._prepare_egg_form(token, items, offer, self._read_egg_amount(items, offer, amount))
        return self._render_egg_page(values)

    @http.route("/egg/pay/<string:token>/transaction", type="jsonrpc", auth="public")
    def egg_pay_transaction(self, token, amount=None, access_token=None, **kwargs):
        """Make the transaction, for what is owed at this moment; what the browser says is only compared with it.

        :raises ValidationError: why not, in words
        """
        opened = self._open_egg_link(token)
        if opened.state:
            raise ValidationError(self._get_egg_link_text(opened))
        items = self._speak_egg_language(opened.items)
        items.move_id._take_egg_turn_to_pay()
        own = self._get_egg_own_transaction(items)
        if own.state == "draft":  # the form failed, or its payer chose another way
            own._set_canceled(state_message=request.env._("The payer began anew."))
        offer = items._get_egg_payment_offer()
        asked = self._to_egg_decimal(amount)
        self._check_egg_asked(items, offer, asked)
        self._validate_transaction_kwargs(kwargs)
        paid = items.browse(offer.items)
        transaction_sudo = self._create_transaction(**self._prepare_egg_transaction(token, paid, offer, asked, kwargs))
        return transaction_sudo._get_processing_values()

    @http.route("/egg/pay/<string:token>/<string:kind>.png", type="http", auth="public", methods=["GET"], sitemap=False)
    def egg_pay_code(self, token, kind, **_parameters):
        """The QR codes of a mail: its link, and the transfer that it asks for."""
        opened = self._open_egg_link(token)
        text = ""
        if not opened.state and kind == "link":
            text = f"{opened.items.move_id[0].get_base_url()}/egg/pay/{token}"
        elif not opened.state and kind == "transfer":
            text = self._get_egg_transfer(opened.items, opened.items._get_egg_payment_offer().amount)["code"]
        if not text:
            return request.not_found()
        picture = request.env["ir.actions.report"]._draw_egg_code(text)
        return request.make_response(picture, [("Content-Type", "image/png"), ("Content-Length", len(picture)),
                                               ("Cache-Control", "private, max-age=3600")])

    # The link

    def _open_egg_link(self, token) -> Opened:
        """Read a link; its signature is the right to see what it names."""
        # sudo: nobody is logged in
        lines_sudo = request.env["account.move.line"].sudo()
        try:
            link = lines_sudo._read_egg_payment_token(token)
        except ValueError:
            return Opened(INVALID, lines_sudo)
        items = lines_sudo.browse(link.items).exists().filtered(
            lambda one: one.display_type == "payment_term" and one.parent_state == "posted"
            and one.move_id.move_type == "out_invoice")
        if not items._is_egg_payable_together():
            return Opened(GONE, lines_sudo)
        items = items.with_company(items.company_id).with_context(tz=items.company_id._get_egg_zone())
        if link.until < fields.Date.context_today(items):
            return Opened(EXPIRED, items, link.until)
        return Opened("", items, link.until)

    def _refuse_egg_link(self, opened: Opened):
        # sudo: the name of the firm is shown to anybody
        company_sudo = opened.items.company_id or request.env.company.sudo()
        if opened.items:
            self._speak_egg_language(opened.items)
        else:  # whose link it was nobody knows: the firm's own language
            speak(company_sudo, company_sudo.partner_id.lang)
        values = {"state": opened.state, "message": self._get_egg_link_text(opened), "res_company": company_sudo}
        response = self._render_egg_page(values)
        response.status_code = 404 if opened.state == INVALID else 410
        return response

    def _get_egg_link_text(self, opened: Opened) -> str:
        return {
            INVALID: request.env._("This link is not complete or was changed. Please open it from the message itself, "
                                   "or copy all of it."),
            GONE: request.env._("The amounts of this link are not owed any more as they were: the invoice was changed "
                                "or withdrawn. Please use the newest message."),
            EXPIRED: request.env._("This link is no longer valid. Please use the newest message, or ask us for a new "
                                   "one."),
        }[opened.state]

    def _speak_egg_language(self, items):
        """Return the items in the language in which the customer is written to."""
        speak(items.company_id, items.move_id[0].partner_id.lang, items.company_id.partner_id.lang)
        return items.with_context(lang=request.env.lang)

    # The page

    def _render_egg_page(self, values: dict):
        response = request.render("egg_portal.pay_page", values)
        # The address is the right to see the page: it is neither kept nor told to other sites.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _prepare_egg_page(self, token: str, items, offer: Offer) -> dict:
        company, currency = items.company_id, items.currency_id
        open_now = set(offer.items)
        rows = [{"item": one, "name": one._get_egg_item_name(), "left": one.amount_residual_currency,
                 "is_paid": not one._is_egg_owed(), "is_held": one._is_egg_owed() and one.id not in open_now}
                for one in items._sort_egg_by_date()]
        return {
            "state": offer.state, "offer": offer, "rows": rows, "res_company": company, "currency": currency,
            "link": f"/egg/pay/{token}", "credited": float(sum(offer.credits.values())),
            "transfer": self._get_egg_transfer(items.browse(offer.items), offer.amount) if offer.state == PAY else None,
            "total": float(offer.amount), "hold": offer.hold, "is_partial_allowed": company.egg_pay_partial,
        }

    def _get_egg_transfer(self, items, amount: Decimal) -> dict | None:
        """Where to transfer the same amount, and the code for a bank's application."""
        account = items.move_id[0]._get_egg_bank_account()
        text = join_references(list(dict.fromkeys(
            move.payment_reference or move.name for move in items.filtered("egg_is_due_item").move_id)))
        code = account._get_egg_transfer_code(float(amount), items.currency_id, text) if account else ""
        return {"account": account, "text": text, "code": code,
                "image": items.env["ir.actions.report"]._get_egg_code_uri(code) if code else ""}

    def _read_egg_amount(self, items, offer: Offer, amount) -> Decimal:
        """Return what the payer wants to pay now: all, or the part that he typed, where the company takes parts."""
        asked = self._round_egg(items, self._to_egg_decimal(amount))
        if asked and not find_refusal(asked, offer, items.company_id.egg_pay_partial):
            return asked
        return offer.amount

    def _prepare_egg_form(self, token: str, items, offer: Offer, asked: Decimal) -> dict:
        """Values of Odoo's own payment form."""
        partner, company = items.move_id[0].partner_id, items.company_id
        report = {}
        providers = self._get_egg_providers(items, asked, report)
        # sudo: nobody is logged in
        methods_sudo = request.env["payment.method"].sudo()._get_compatible_payment_methods(
            providers.ids, partner.id, currency_id=items.currency_id.id, report=report)
        tokens_sudo = request.env["payment.token"].sudo()
        if self._is_egg_customer(items):  # whoever has the link may pay; the customer's cards are for him alone
            tokens_sudo = tokens_sudo._get_available_tokens(providers.ids, request.env.user.partner_id.id)
        return {
            "amount": float(asked), "is_part": asked < offer.amount, "partner_id": partner.id,
            "reference_prefix": items.move_id[0].name, "providers_sudo": providers,
            "payment_methods_sudo": methods_sudo, "tokens_sudo": tokens_sudo, "availability_report": report,
            "access_token": "",
            "show_tokenize_input_mapping": dict.fromkeys(providers.ids, False), "mode": "payment",
            "transaction_route": f"/egg/pay/{token}/transaction?egg_left={offer.amount:f}",
            "landing_route": f"/egg/pay/{token}",
            "submit_button_label": request.env._("Pay %(amount)s", amount=items.currency_id.format(float(asked))),
            "company_mismatch": False, "expected_company": company,
        }

    def _get_egg_providers(self, items, amount: Decimal, report=None):
        # sudo: nobody is logged in
        return request.env["payment.provider"].sudo()._get_compatible_providers(
            items.company_id.id, items.move_id[0].partner_id.id, float(amount), currency_id=items.currency_id.id,
            report=report)

    def _is_egg_customer(self, items) -> bool:
        """Whether the customer himself is logged in."""
        user = request.env.user
        return not user._is_public() and user.partner_id.commercial_partner_id == items.move_id.commercial_partner_id

    def _get_egg_own_transaction(self, items):
        """Return the payment of these items that this browser began last, if any."""
        # sudo: the session remembers it
        transaction_sudo = request.env["payment.transaction"].sudo().browse(
            request.session.get(PaymentPostProcessing.MONITORED_TX_ID_KEY)).exists()
        return transaction_sudo if transaction_sudo.egg_due_item_ids & items else transaction_sudo.browse()

    # The transaction

    def _to_egg_decimal(self, amount) -> Decimal:
        """Return an amount that a browser sent; nonsense is nothing."""
        try:
            found = Decimal(str(amount)[:40].replace(",", ".").strip())
            is_amount = found.is_finite() and abs(found) < Decimal(10) ** 12
        except ArithmeticError:  # no number, or one out of all bounds
            return Decimal(0)
        return found if is_amount else Decimal(0)

    def _round_egg(self, items, amount: Decimal) -> Decimal:
        """Return an amount as their currency has it: in whole yen, in steps of five Swiss cents."""
        return Decimal(str(items.currency_id.round(float(amount))))

    def _check_egg_asked(self, items, offer: Offer, asked: Decimal):
        """:raises ValidationError: something is in the way, or the payer saw another amount than what is owed now"""
        money = items.currency_id.format
        asked_exactly = asked == self._round_egg(items, asked)
        seen = request.httprequest.args.get("egg_left")  # a part that was paid in one window is paid in no other
        is_as_seen = asked_exactly and (not seen or seen == f"{offer.amount:f}")
        problem = find_refusal(asked, offer, items.company_id.egg_pay_partial) or ("" if is_as_seen else "changed")
        texts = {
            "settled": request.env._("There is nothing left to pay: these amounts are settled. Thank you."),
            "held": request.env._("A payment of these amounts is under way already: nothing is taken twice."),
            "changed": request.env._(
                "What is owed changed meanwhile: it is %(amount)s now. Please open the link again.",
                amount=money(float(offer.amount))),
            "little": request.env._("Please pay at least %(amount)s.", amount=money(1.0)),
        }
        if problem:
            raise ValidationError(texts[problem])

    def _is_egg_way(self, items, asked: Decimal, sent: dict) -> bool:
        """Whether what the browser sent is a way of paying that the page offers."""
        providers = self._get_egg_providers(items, asked)
        if not are_numbers(sent) or sent.get("provider_id") not in providers.ids or sent.get("flow") not in (
                "redirect", "direct", "token"):
            return False
        if sent["flow"] == "token":
            # sudo: customers have no right on what they saved; only the own ones are found
            tokens_sudo = request.env["payment.token"].sudo()._get_available_tokens(
                [sent["provider_id"]], request.env.user.partner_id.id)
            return self._is_egg_customer(items) and sent.get("token_id") in tokens_sudo.ids
        # sudo: nobody is logged in
        methods_sudo = request.env["payment.method"].sudo()._get_compatible_payment_methods(
            [sent["provider_id"]], items.move_id[0].partner_id.id, currency_id=items.currency_id.id)
        return sent.get("payment_method_id") in methods_sudo.ids

    def _prepare_egg_transaction(self, token: str, items, offer: Offer, asked: Decimal, kwargs: dict) -> dict:
        """Arguments of `_create_transaction`: of what the browser sent only the choice of the payer is kept."""
        flow, partner = kwargs.get("flow"), items.move_id[0].partner_id
        if flow == "token":
            partner = request.env.user.partner_id
        if not self._is_egg_way(items, asked, kwargs):
            raise ValidationError(request.env._("This way of paying is not available. Please open the link again."))
        is_whole = asked == offer.amount
        return {
            "provider_id": kwargs["provider_id"], "payment_method_id": kwargs.get("payment_method_id"),
            "token_id": kwargs.get("token_id"), "flow": flow, "tokenization_requested": False,
            "amount": float(asked), "currency_id": items.currency_id.id, "partner_id": partner.id,
            "landing_route": f"/egg/pay/{token}", "reference_prefix": items.move_id[0].name, "is_validation": False,
            "custom_create_values": {
                "egg_due_item_ids": [fields.Command.set(items.ids)],
                "egg_credits": {line: float(part) for line, part in offer.credits.items()} if is_whole else False,
            },
        }

from datetime import date
from pathlib import PurePath

from odoo import fields, http
from odoo.addons.egg_billing.core.typed import read_amount, read_typed
from odoo.addons.egg_portal.controllers.pay import PayPortal
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from ..core.word import DISPUTE, KINDS, Word

#: What a customer sends with a dispute.
MOST_FILES, MOST_BYTES = 5, 10 * 1024 * 1024
KINDS_OF_FILES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


class WordPortal(PayPortal):
    """Under the link of a message, besides paying: a promise, a transfer that has left, a dispute."""

    @http.route("/egg/pay/<string:token>/word", type="http", auth="public", methods=["POST"], website=True,
                sitemap=False)
    def egg_pay_word(self, token, kind="", **parameters):
        opened = self._open_egg_link(token)
        if opened.state:
            return self._refuse_egg_link(opened)
        items = self._speak_egg_language(opened.items)
        try:
            with request.env.cr.savepoint():
                chosen, word = self._read_egg_word(items, kind, parameters)
                chosen.move_id._take_egg_turn_to_pay()
                author = request.env.user.partner_id if self._is_egg_customer(items) else None
                chosen._say_egg_word(word, self._read_egg_files() if kind == DISPUTE else (), author)
        except UserError as problem:
            return self._show_egg_word_problem(token, opened, items, str(problem))
        return request.redirect(f"/egg/pay/{token}?told={kind}#egg_pay_told")

    def _show_egg_word_problem(self, token, opened, items, problem):
        """The page with what was typed: nobody writes it twice. Files are chosen anew, browsers keep none."""
        values = self._prepare_egg_page(token, items, items._get_egg_payment_offer())
        typed = {name: read_typed(request.params.get(name)) for name in ("kind", "day", "amount", "reason")}
        response = self._render_egg_page(values | {
            "own": self._get_egg_own_transaction(items), "until": opened.until, "word_problem": problem,
            "wish": typed["kind"], "is_word_only": True,
            "typed": typed | {"items": request.httprequest.form.getlist("item")}})
        response.status_code = 422
        return response

    def _prepare_egg_page(self, token, items, offer):
        values = super()._prepare_egg_page(token, items, offer)
        takers, words = items._get_egg_word_takers(), items._get_egg_own_words()
        return values | {
            "takers": takers, "today": fields.Date.context_today(items),
            "days": {kind: items._get_egg_word_days(kind) for kind in takers},
            "sums": {kind: sum(found.mapped("amount_residual_currency")) for kind, found in takers.items()},
            "wish": request.params.get("wish"), "most_files": MOST_FILES,
            "words": words, "told": request.params.get("told") in [word["kind"] for word in words]}

    def _read_egg_word(self, items, kind, parameters):
        """Return the items that the customer ticked, and what he says of them.

        :raises UserError: what was sent is nothing of the kind
        """
        if kind not in KINDS:
            raise UserError(request.env._("Please say when you pay, that you have paid, or what is not right."))
        ticked = set(request.httprequest.form.getlist("item"))
        chosen = items.filtered(lambda one: str(one.id) in ticked)
        if not chosen:
            raise UserError(items._get_egg_word_refusal("unticked", kind))
        if kind == DISPUTE:
            return chosen, Word(kind, reason=read_typed(parameters.get("reason"), 20_000))
        return chosen, Word(kind, self._read_egg_day(parameters.get("day")),
                            self._read_egg_word_amount(parameters.get("amount")))

    def _read_egg_word_amount(self, text):
        """Return what was typed; None: nothing was, all is meant.

        :raises UserError: it is no number
        """
        if not text:
            return None
        amount = read_amount(text)
        if amount is None:
            raise UserError(request.env._("Please type the amount as a number, such as 840.00."))
        return amount

    def _read_egg_day(self, text):
        try:
            return date.fromisoformat(read_typed(text)[:10])
        except ValueError:
            return None

    def _read_egg_files(self) -> list:
        """Return [(name, content)] of the files sent.

        :raises UserError: too many, too large, or nothing that a firm opens without a thought
        """
        sent = [file for file in request.httprequest.files.getlist("files") if file.filename]
        if len(sent) > MOST_FILES:
            raise UserError(request.env._("Please send at most %(count)s files.", count=MOST_FILES))
        found = []
        for file in sent:
            file.seek(0)  # a request that is tried again has read it before
            content = file.read(MOST_BYTES + 1)
            name = PurePath(read_typed(file.filename).replace("\\", "/")).name[-120:]
            ending = KINDS_OF_FILES.get(guess_mimetype(content))
            if len(content) > MOST_BYTES or not ending:
                raise UserError(request.env._(
                    "Please send pictures or PDF files of at most 10 MB: %(name)s is not one.", name=name))
            # Named after what it is: it is opened by its name.
            found.append((f"{PurePath(name).stem or 'file'}{ending}", content))
        return found

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from markupsafe import escape
from odoo import SUPERUSER_ID, Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.word import DISPUTE, KINDS, TRANSFER, Row, Word, find_refusal, find_takers, get_days, get_hold_until, reach


class AccountMoveLine(models.Model):
    """What customers say of due items, by the road that people of the firm take when they note it."""

    _inherit = "account.move.line"

    def _get_egg_followup_hold_reasons(self) -> dict:
        """A transfer that the customer announced is told as what it is."""
        reasons = super()._get_egg_followup_hold_reasons()
        held = self.filtered(lambda one: one.id in reasons and one.egg_promise_date and not one.egg_dispute)
        # sudo: why an item waits may be known to whoever sees it
        words_sudo = self.env["egg.customer.word"].sudo().search(
            [("due_item_ids", "in", held.ids), ("kind", "=", TRANSFER)]) if held else ()
        for word in words_sudo:
            told = held.filtered(lambda one, word=word: one in word.due_item_ids
                                 and one.egg_promise_date == word.hold_until)
            reasons |= dict.fromkeys(told.ids, word._get_text())
        return reasons

    # What can be said

    def _get_egg_word_rows(self) -> list:
        """Return these items as the core sees them, the oldest first."""
        self = self.sudo()  # noqa: PLW0642 - sudo: who says something is nobody of the firm
        said = defaultdict(set)
        for word in self.env["egg.customer.word"].search([("due_item_ids", "in", self.ids)]):
            for item in word.due_item_ids:
                said[item.id].add(word.kind)
        held = set(self._get_egg_collect_reasons()) | set(self._get_egg_begun_on_page().ids)
        return [Row(one.id, one._get_egg_open_decimal() if one._is_egg_owed() else Decimal(0), one.id in held,
                    one.egg_dispute, one.egg_promise_date or None, frozenset(said[one.id]))
                for one in self._sort_egg_by_date()]

    def _get_egg_word_takers(self) -> dict:
        """Return {kind: items of which the customer may say it}; those of which nothing can be said are left out."""
        rows, today = self._get_egg_word_rows(), fields.Date.context_today(self)
        bounds = self.company_id._get_egg_word_bounds()
        found = {kind: self.browse(row.id for row in find_takers(kind, rows, today, bounds)) for kind in KINDS}
        return {kind: items for kind, items in found.items() if items}

    def _get_egg_word_days(self, kind: str) -> tuple:
        """Return the first and the last day that a customer may name."""
        return get_days(kind, fields.Date.context_today(self), self.company_id._get_egg_word_bounds())

    def _get_egg_own_words(self) -> list:
        """Return what the customer said of these items that still holds, as dicts with kind, names and his words:
        promises and transfers until their day, disputes until somebody lifts them.
        """
        found = []
        for word, items in self._find_egg_words_that_hold():
            found.append({"kind": word.kind, "names": ", ".join(one._get_egg_item_name() for one in items),
                          "text": word.with_env(self.env(su=True))._get_text()})
        return found

    def _find_egg_words_that_hold(self) -> list:
        """Return [(word, those of these items that it is about)], the oldest first."""
        today, found = fields.Date.context_today(self), []
        items_sudo = self.sudo()  # sudo: who has the link, or owes the amounts, reads what was said of them
        for word in items_sudo.env["egg.customer.word"].search([("due_item_ids", "in", self.ids)], order="id"):
            items = (word.due_item_ids & items_sudo)._sort_egg_by_date()
            if word.kind == DISPUTE and any(items.mapped("egg_dispute")) or (
                    word.kind != DISPUTE and word.hold_until >= today and any(one._is_egg_owed() for one in items)):
                found.append((word, items))
        return found

    def _get_egg_answered(self):
        """Return those of these items that the customer paid by a transfer, as he says, or disputes."""
        answered = set()
        for word, items in self._find_egg_words_that_hold():
            if word.kind == TRANSFER:
                answered |= set(items.ids)
            elif word.kind == DISPUTE:
                answered |= set(items.filtered("egg_dispute").ids)
        return self.filtered(lambda one: one.id in answered)

    def _get_egg_word_marks(self) -> dict:
        """Return {id: in a word what the customer said of it last}, of those of which he said something that holds."""
        marks = {}
        for word, items in self._find_egg_words_that_hold():
            marks |= dict.fromkeys(items.ids, word.with_env(self.env(su=True))._get_mark())
        return marks

    # Saying it

    def _say_egg_word(self, word: Word, files=(), author=None):
        """Note what the customer says of these items, which are payable together.

        :param files: (name, content) pairs
        :param author: the contact who is logged in, if any
        :raises UserError: why it is not taken, in words
        """
        # sudo: who says something is nobody of the firm; the bounds of what may be said are tested here
        items = self.sudo().with_user(SUPERUSER_ID).with_company(self.company_id)
        today, bounds = fields.Date.context_today(self), self.company_id._get_egg_word_bounds()
        if word.amount is not None:
            word = replace(word, amount=Decimal(str(items.currency_id.round(float(word.amount)))))
        rows = find_takers(word.kind, items._get_egg_word_rows(), today, bounds)
        if problem := find_refusal(word, rows, today, bounds):
            raise UserError(self._get_egg_word_refusal(problem, word.kind))
        rows = reach(word, rows)
        items = items.browse(row.id for row in rows)
        amount = sum(row.left for row in rows) if word.amount is None else word.amount
        until = False if word.kind == DISPUTE else get_hold_until(word, rows, today, bounds)
        said = items.env["egg.customer.word"].create(items._prepare_egg_word(word, amount, until, author))
        items._note_egg_word(said)
        items._keep_egg_word_files(said, files)
        return said

    def _prepare_egg_word(self, word: Word, amount: Decimal, until, author) -> dict:
        return {
            "kind": word.kind, "company_id": self.company_id.id, "currency_id": self.currency_id.id,
            "partner_id": self.move_id.commercial_partner_id.id, "author_id": author.id if author else False,
            "due_item_ids": [Command.set(self.ids)], "day": word.day, "hold_until": until, "amount": float(amount),
            "reason": " ".join(word.reason.split()) or False}

    def _note_egg_word(self, said):
        """By the window in which people of the firm note promises and disputes; a dispute waits for somebody."""
        language = self.company_id.partner_id.lang
        items = self.with_context(lang=language) if language else self
        is_dispute = said.kind == DISPUTE
        items.env["egg.followup.hold"].create({
            "res_model": items._name, "res_ids": items.ids, "kind": "dispute" if is_dispute else "promise",
            "reason": said.reason, "promise_date": said.hold_until, "promise_amount": 0 if is_dispute else said.amount,
        }).action_apply()
        for move in items.move_id:
            if is_dispute:
                items._ask_egg_about(move, said)
            else:
                move._message_log(body=items.env._("Said online: %(text)s", text=said.with_env(items.env)._get_text()))

    def _ask_egg_about(self, move, said):
        user = move._get_egg_keeper()
        told = self.with_context(lang=user.lang or self.env.lang)
        move.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=told.env._("The customer disputes this invoice"),
            note=escape(told.env._(
                "%(customer)s says online: %(reason)s Reminders of these amounts wait until you lift the dispute.",
                customer=said.partner_id.display_name, reason=said.reason)))

    def _keep_egg_word_files(self, said, files):
        """Keep what the customer sent beside his words with the invoice."""
        if not files:
            return
        move = self.move_id[0]
        said.attachment_ids = self.env["ir.attachment"].create([
            {"name": name, "raw": content, "res_model": move._name, "res_id": move.id} for name, content in files])
        move._message_log(body=self.env._("Files that the customer sent with the dispute."),
                          attachment_ids=[Command.set(said.attachment_ids.ids)])

    def _get_egg_word_refusal(self, problem: str, kind: str) -> str:
        if problem == "day":
            first, last = (format_date(self.env, day) for day in self._get_egg_word_days(kind))
            return self.env._("Please choose a day from %(first)s to %(last)s.", first=first, last=last)
        return {
            "unticked": self.env._("Please tick at least one amount."),
            "nothing": self.env._("This was said of these amounts already, or they are settled or being paid. Please "
                                  "call us if something changed."),
            "amount": self.env._("Please enter an amount that is more than nothing, and at most what is open."),
            "reason": self.env._("Please say in a few words what is not right."),
        }[problem]

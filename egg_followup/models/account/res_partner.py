from itertools import chain

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...core.aged import AGES
from ...core.habit import LAST, find_habit
from ..aged.egg_aged_item import DAY

#: Due items that the screen shows; the list of all is one click away.
ITEMS = 60
#: Things of the history that are shown first, and at most.
EVENTS, MOST_EVENTS = 40, 2000


class ResPartner(models.Model):
    """The account of a customer: what is owed, how he pays, what was done, on one screen."""

    _inherit = "res.partner"

    def action_egg_account(self) -> dict:
        """Open the account of the customer that this contact belongs to."""
        self.check_access("read")
        customer = self.commercial_partner_id[:1]
        action = self.env["ir.actions.actions"]._for_xml_id("egg_followup.egg_account_action")
        return action | {"context": {"active_id": customer.id, "active_model": self._name}}

    def get_egg_account(self, count: int = EVENTS) -> dict:
        """Return what the account screen shows of one customer, as the user's rules have it; amounts are written out.

        :param count: how much of the history.
        :raises AccessError: the user sees no customer's balance, or not this customer.
        """
        self.ensure_one()
        self.check_access("read")
        self.env["egg.aged.item"].check_access("read")
        customer = self.commercial_partner_id
        count = self._read_egg_count(count)
        family = self.with_context(active_test=False).search([("commercial_partner_id", "=", customer.id)])
        domain = self.env["account.move.line"]._get_egg_due_item_domain() & Domain(
            [("partner_id", "in", family.ids), ("company_id", "in", self.env.companies.ids)])
        items = self.env["account.move.line"].search_fetch(domain, order="date_maturity, id", limit=ITEMS + 1)
        events = sorted(chain.from_iterable(family._get_egg_account_events(count)),
                        key=lambda event: (event["day"], event["key"]), reverse=True)
        return {
            "customer": customer._get_egg_account_head(),
            "balances": family._get_egg_account_balances(),
            "habit": family._get_egg_account_habit(),
            "facts": customer._get_egg_account_facts(items),
            "items": items[:ITEMS]._get_egg_account_rows(), "has_more_items": len(items) > ITEMS,
            "events": events[:count], "has_more": len(events) > count and count < MOST_EVENTS,
            "actions": customer._get_egg_account_actions(),
        }

    def _read_egg_count(self, count) -> int:
        """:raises UserError: what a program asks for is no number of events"""
        try:
            return min(max(int(count or 0), EVENTS), MOST_EVENTS)
        except (TypeError, ValueError, OverflowError) as error:
            raise UserError(self.env._("How much of the history is wanted is a number, not “%(value)s”.",
                                       value=count)) from error

    def _get_egg_account_head(self) -> dict:
        return {
            "id": self.id, "name": self.display_name, "email": self.email or "", "phone": self.phone or "",
            "place": " ".join(filter(None, (self.zip, self.city))), "active": self.active,
        }

    def _get_egg_account_balances(self) -> list:
        """Return [{currency, balance, overdue, not_due, credit}], one per currency of the user's companies: what the
        customer of these contacts owes today, as the aged balance has it; the user's rules hold.
        """
        names = ("balance", "not_due", "credit", *AGES)
        groups = self.env["egg.aged.item"].with_context(**{DAY: False})._read_group(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "in", self.env.companies.ids)],
            ["company_currency_id"], [f"{name}:sum" for name in names])
        return [self._prepare_egg_balances(currency, *amounts)
                for currency, *amounts in groups or [(self.env.company.currency_id, *(0.0 for _name in names))]]

    def _prepare_egg_balances(self, currency, balance, not_due, credit, *ages) -> dict:
        late = sum(ages)
        amounts = {"balance": balance, "overdue": late, "credit": credit, "not_due": not_due}
        return {"currency": currency.name, "is_late": currency.compare_amounts(late, 0) > 0,
                **{name: currency.format(amount) for name, amount in amounts.items()}}

    def _get_egg_account_habit(self) -> dict:
        """Return how late the last paid items of these contacts were on the whole, and how that changes."""
        lines = self.env["account.move.line"].search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids),
             ("display_type", "=", "payment_term"), ("account_type", "=", "asset_receivable"),
             ("parent_state", "=", "posted"), ("move_id.move_type", "=", "out_invoice"), ("reconciled", "=", True)],
            ["date_maturity"], order="date_maturity desc, id desc", limit=2 * LAST)
        # sudo: the day on which an invoice that the user sees was settled
        parts_sudo = self.env["account.partial.reconcile"].sudo()
        days = dict(parts_sudo._read_group([("debit_move_id", "in", lines.ids)], ["debit_move_id"], ["max_date:max"]))
        habit = find_habit([(days[line] - line.date_maturity).days for line in lines
                            if line in days and line.date_maturity])
        return {"mean": None if habit.mean is None else round(habit.mean), "trend": habit.trend, "count": len(lines)}

    # Hooks

    def _get_egg_account_facts(self, items) -> list:
        """Return what one has to know of the customer: dicts with a label, a value and a look.

        :param items: the due items shown.
        """
        today, found = fields.Date.context_today(self), []
        customer_sudo = self.sudo()  # sudo: who sees what a customer owes may know why reminders wait
        disputed = items.filtered("egg_dispute")
        promised = items.filtered(lambda item: item.egg_promise_date and item.egg_promise_date >= today)
        if disputed:
            found.append({"label": self.env._("Dispute"), "look": "danger", "value": ", ".join(
                dict.fromkeys(disputed.move_id.mapped("name")))})
        if promised:
            found.append({"label": self.env._("Promise to pay"), "look": "info",
                          "day": fields.Date.to_string(min(promised.mapped("egg_promise_date"))), "value": ""})
        if customer_sudo.egg_followup_pause_reason:
            found.append({"label": self.env._("Reminders paused"), "look": "warning",
                          "value": customer_sudo.egg_followup_pause_reason})
        if customer_sudo.egg_followup_excluded:
            found.append({"label": self.env._("No reminders"), "look": "warning", "value": ""})
        return found

    def _get_egg_account_actions(self) -> list:
        """Return what can be done besides what is done to the items: dicts with a method of the customer, a label and
        an icon.
        """
        return []

    def _get_egg_account_events(self, count: int) -> list:
        """Return lists of what happened to these contacts, at most `count` and one more of each kind, the last first:
        dicts with key, day, kind, icon, title, amount, text, model, id and files.
        """
        return [self._get_egg_document_events(count + 1), self._get_egg_payment_events(count + 1),
                self._get_egg_written_events(count + 1), self._get_egg_entry_events(count + 1)]

    def _prepare_egg_event(self, record, day, kind, icon, title, **more) -> dict:
        return {
            "key": f"{kind} {record.id:012d}", "day": fields.Date.to_string(day) if day else "", "kind": kind,
            "icon": icon, "title": title, "model": record._name, "id": record.id, "amount": "", "text": "",
            "files": [], **more,
        }

    def _get_egg_document_events(self, count: int) -> list:
        moves = self.env["account.move"].search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids), ("state", "=", "posted"),
             ("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))],
            order="invoice_date desc, id desc", limit=count)
        kinds = dict(moves._fields["move_type"]._description_selection(self.env))
        return [self._prepare_egg_event(
            move, move.invoice_date, "document", "fa-file-text-o", f"{kinds[move.move_type]} {move.name}",
            amount=move.currency_id.format(-move.amount_total if move.move_type == "out_refund" else move.amount_total),
        ) for move in moves]

    def _get_egg_payment_events(self, count: int) -> list:
        """What lowered the account besides credit notes. Differences of exchange moved no money of the customer's: they
        have no amount in his currency.
        """
        lines = self.env["account.move.line"].search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids),
             ("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted"),
             ("move_id.move_type", "=", "entry"), ("balance", "<", 0), ("amount_currency", "<", 0)],
            order="date desc, id desc", limit=count)
        return [self._prepare_egg_event(
            line.move_id, line.date, "payment", "fa-money", line._get_egg_payment_title(),
            key=f"payment {line.id:012d}", amount=line.currency_id.format(-line.amount_currency), text=line.name or "",
        ) for line in lines]

    def _get_egg_written_events(self, count: int) -> list:
        """Reminders that left, and what these contacts wrote on their documents and on their own page; their texts and
        files are read together.
        """
        messages = self.env["egg.followup.message"]
        if messages.has_access("read"):
            messages = messages.search_fetch(
                [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids),
                 ("state", "in", ("sent", "uncertain"))], order="sent_at desc, id desc", limit=count)
        answers = self.env["mail.message"].search(
            [("author_id", "in", self.ids), ("message_type", "in", ("email", "comment")),
             ("model", "in", self._get_egg_answer_models())], order="date desc, id desc", limit=count)
        # sudo: the text of a reminder that the user sees, and names of files: each is opened with the user's own rights
        told = (messages.sudo().mail_message_id | answers.sudo())._get_egg_told()
        return [
            self._prepare_egg_event(message, message.sent_at, "message", "fa-bell-o", message.stage_id.name,
                                    **told.get(message.mail_message_id.id, {}))
            for message in messages
        ] + [
            self._prepare_egg_event(answer, answer.date, "answer", "fa-reply",
                                    answer.subject or answer.record_name or self.env._("Message"),
                                    **told[answer.id] | {"model": answer.model, "id": answer.res_id})
            for answer in answers
        ]

    def _get_egg_entry_events(self, count: int) -> list:
        entries = self.env["egg.followup.entry"]
        if not entries.has_access("read"):
            return []
        entries = entries.search_fetch(
            [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids),
             ("origin", "not in", ("bulk", "payment"))], order="date desc, id desc", limit=count)
        return [self._prepare_egg_event(
            document, entry.date, "entry", "fa-flag-o", f"{entry.stage_id.name} – {document.name}",
            key=f"entry {entry.id:012d}", text=entry.comment or "",
        ) for entry in entries if (document := entry._get_document())]

    def _get_egg_answer_models(self) -> list:
        """Return the names of the models on whose records customers answer."""
        return ["account.move", "res.partner"]

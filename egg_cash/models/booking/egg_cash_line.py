import logging
from itertools import chain
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

_logger = logging.getLogger(__name__)
#: Lines that are booked while the person waits; more go to the background.
AT_ONCE = 20
#: Lines of one commit in the background.
BATCH = 20


class Plan(NamedTuple):
    """The entry of a bank's line, before it is written."""

    parts: list  # (item, what it gets)
    values: list  # of the new journal items, those of the parts first
    suspense: models.Model  # the journal items that they replace


class EggCashLine(models.Model):
    """Booking: the bank's line is written against the items as Odoo's own undo expects it, each line once."""

    _inherit = "egg.cash.line"

    # Buttons

    def action_validate(self):
        """Book these lines as proposed or chosen.

        :raises UserError: one of them has nothing to be booked on, or is not open
        """
        lines = self._as_egg_actor()
        for line in lines:
            line._check_ready()
        lines._queue(self.env.user)
        return lines._book_now()

    def action_validate_ticked(self):
        """Ask whether the ticked lines of the screen are to be booked, and say how many and how much they are.

        :raises UserError: none of them can be booked, and why
        """
        lines = self._get_meant(("state", "=", "open"), ("is_ticked", "=", True))
        refusals = [line._get_refusal() for line in lines]
        ready = lines.browse(line.id for line, refusal in zip(lines, refusals, strict=True) if not refusal)
        told = "\n".join(dict.fromkeys(filter(None, refusals)))
        if not ready:
            raise UserError(told or self.env._("No line of this screen is ticked."))
        return self.env["egg.cash.confirm"]._open_for(ready, told)

    def _book_confirmed(self):
        """Book those of these lines that are still ticked."""
        lines = self._as_egg_actor().filtered(lambda line: line.state == "open" and line.is_ticked)
        lines._queue(self.env.user)
        return lines._book_now()

    def action_undo(self):
        """Take the booking back: the items are open again, the line is to do."""
        lines = self._as_egg_actor()
        for line in lines:
            if line.state != "done" and not line.booked:
                raise UserError(self.env._("%(label)s is not booked.", label=line.label or line.date))
        lines.statement_line_id.action_undo_reconciliation()
        lines.invalidate_recordset()
        return True

    def action_book_fee(self):
        """Money that went out: a fee of the bank."""
        lines = self._as_egg_actor()
        for line in lines:
            line._check_open()
            if line.amount > 0:
                raise UserError(self.env._("A fee of the bank goes out; %(label)s came in.", label=line.label))
        lines.write({"rest_mode": "fee", "item_ids": [Command.clear()], "reasons": "hand", "is_sure": False})
        lines._queue(self.env.user)
        return lines._book_now()

    def _check_ready(self):
        """:raises UserError: it cannot be booked as it stands"""
        self._check_open()
        refusal = self._get_refusal()
        if refusal:
            raise UserError(refusal)

    def _get_refusal(self) -> str:
        """Why this line cannot be booked as it stands, in words; empty when it can."""
        company = self.company_id
        is_alone = self.rest_mode == "advance" and self.partner_id or self.rest_mode == "fee" and self.amount < 0
        if not self.item_ids and not is_alone:
            return self.env._("Choose what %(label)s pays first.", label=self.label or self.date)
        if self._mixes_customers():
            return self.env._("These items are of several customers: one line pays for one.")
        if self.item_ids.filtered("reconciled"):
            return self.env._("%(name)s was paid meanwhile.", name=", ".join(
                self.item_ids.filtered("reconciled").move_id.mapped("name")))
        if self.item_ids.filtered(lambda item: item.currency_id != self.currency_id or item.company_id != company
                                  or item.parent_state != "posted"):
            return self.env._("The items are of another currency or company, or their entry is not posted.")
        if self.statement_line_id._seek_for_lines()[1].currency_id - self.currency_id:
            return self.env._("%(label)s is in another currency by now: please book it on Odoo's side.",
                              label=self.label or self.date)
        return self._get_changed_refusal() or self._get_rest_refusal()

    def _mixes_customers(self) -> bool:
        """One line pays for one customer; payments that are booked and on their way come in together, as the bank
        credits them: the debits of a collection, the cheques of a day.
        """
        owners = self.item_ids.partner_id.commercial_partner_id
        if self.item_ids and self.partner_id and self.partner_id.commercial_partner_id != owners:
            return True
        return len(owners) > 1 and "asset_receivable" in self.item_ids.account_id.mapped("account_type")

    def _get_changed_refusal(self) -> str:
        """What is owed is not what was proposed any more, or goes the other way."""
        owed, money = sum(self.item_ids.mapped("amount_residual_currency")), self.currency_id
        if self.item_ids and money.compare_amounts(owed * self.amount, 0) <= 0:
            return self.env._("These items come to %(owed)s: that is not what %(label)s can pay.",
                              owed=money.format(owed), label=self.label or self.date)
        chosen = next((one for one in self.choices or [] if set(one["items"]) == set(self.item_ids.ids)), {})
        if self.reasons == "hand" or "rest" not in chosen or money.is_zero(self._get_rest() - float(chosen["rest"])):
            return ""
        return self.env._("What is open of %(name)s has changed since it was proposed: look at it under Correct.",
                          name=", ".join(self.item_ids.move_id.mapped("name")))

    def _get_rest_refusal(self) -> str:
        """Why the rest cannot go where it is sent."""
        company, rest = self.company_id, self._get_rest()
        money = self.currency_id.format
        terms = self._get_terms(company, self.currency_id)
        most, fee = float(terms.tolerance), float(terms.fee)
        if self.rest_mode == "writeoff" and company.egg_cash_difference_account_id and abs(rest) > most:
            return self.env._("%(rest)s is more than the difference that your settings write off (%(limit)s).",
                     rest=money(abs(rest)), limit=money(most))
        if self.rest_mode == "writeoff" and not company.egg_cash_difference_account_id:
            return self.env._("Say in the settings which account takes the differences.")
        if self.rest_mode == "fee" and not company.egg_cash_fee_account_id:
            return self.env._("Say in the settings which account takes the bank fees.")
        if self.rest_mode == "fee" and self.item_ids and not 0 <= -rest <= fee:
            return self.env._("%(rest)s is not the fee that your settings allow (%(limit)s).",
                     rest=money(abs(rest)), limit=money(fee))
        if self.rest_mode == "discount" and not self._is_discount(rest):
            return self.env._("%(rest)s is not the early-payment discount of these invoices.", rest=money(abs(rest)))
        return ""

    def _get_rest(self) -> float:
        left = self._get_left()
        return self.currency_id.round(left - sum(self.item_ids.mapped("amount_residual_currency")))

    def _is_discount(self, rest: float) -> bool:
        """What is missing is just the discount of the items."""
        items = self.item_ids
        allowed = sum(item.amount_residual_currency - item.discount_amount_currency for item in items
                      if item.discount_date and item.amount_currency == item.amount_residual_currency)
        return bool(allowed) and not self.currency_id.compare_amounts(allowed, -rest)

    # Queue

    def _queue(self, user):
        """Hand these to the background: a person has decided, whatever becomes of it."""
        self.write({"queued_at": fields.Datetime.now(), "queued_by_id": user.id, "error": False, "is_ticked": False,
                    "is_decided": True})

    def _book_now(self):
        """Book a few at once; more in the background."""
        if len(self) > AT_ONCE:
            self.env.ref("egg_cash.egg_cash_book_cron")._trigger_egg()
            return {"type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "info", "message": self.env._("%(count)s lines are being booked in the background.",
                                                      count=len(self)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"}}}
        self._book_safely()
        if any(line.state == "queued" for line in self):  # another one is at it: soon, not at the next hour
            self.env.ref("egg_cash.egg_cash_book_cron")._trigger_egg()
        failed = self.filtered("error")
        if failed and len(self) == 1:
            return {"type": "ir.actions.client", "tag": "display_notification", "params": {
                "type": "warning", "message": failed.error, "next": {"type": "ir.actions.client",
                                                                     "tag": "soft_reload"}}}
        return True

    @api.model
    def _cron_book(self):
        """Book what is queued, batch by batch; one bad line never stops the others."""
        domain = [("state", "=", "queued")]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        last_id = 0  # a line that another job holds is passed over
        while batch := self.search([*domain, ("id", ">", last_id)], limit=BATCH, order="id"):
            last_id = batch[-1].id
            batch._book_safely()
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _cron_propose(self):
        """Daily: lines that came in by another road, and another look at those that are open."""
        found = self.env["account.bank.statement.line"]._read_group(
            [("is_reconciled", "=", False), ("move_id.state", "=", "posted")], ["company_id"])
        for (company,) in found:
            self._catch_up(company)
            self._look_again(company)
            self.search([("company_id", "=", company.id), ("state", "=", "open"),
                         ("is_decided", "=", False)])._propose()
            self.env["ir.cron"]._commit_progress(1)

    def _book_safely(self):
        """Book the queued ones of these, many at once; who cannot be booked says why, and stops no other."""
        left = self
        while left:
            batch = left._get_apart()
            left -= batch
            batch._book_or_say()

    def _get_apart(self):
        """Lines of the first one's company of which no two pay the same item."""
        taken, found = set(), []
        for line in self:
            if line.company_id == self[0].company_id and not taken & set(line.item_ids._ids):
                taken.update(line.item_ids._ids)
                found.append(line.id)
        return self.browse(found)

    def _book_or_say(self):
        self.env.flush_all()  # that two people decide at once is for the request to try again, not for the savepoint
        try:
            with self.env.cr.savepoint():
                self._book()
                self.env.flush_all()
        except (OperationalError, UniqueViolation):  # another job is at it: its work counts, or this is tried again
            self.env.invalidate_all()
        except Exception as fault:  # noqa: BLE001
            self.env.invalidate_all()
            if len(self) > 1:  # whichever it is: each for itself
                for line in self:
                    line._book_or_say()
                return
            is_known = isinstance(fault, (UserError, AccessError, ValidationError))
            if not is_known:
                _logger.exception("The bank line of %s could not be booked", self.id)
            self._fail(str(fault)[:500] if is_known else self.env._("Unexpected error, see the server's log."))

    def _fail(self, error: str):
        self.write({"queued_at": False, "error": error})

    # Booking

    def _book(self):
        """Book these lines of one company, of which no two pay the same item: those that are still to be booked and
        that nobody else is at. One that cannot be booked as it stands says why.
        """
        self = self._lock_for_booking().with_company(self.company_id)  # noqa: PLW0642
        ready = self.browse()
        for line in self.filtered(lambda line: line.state == "queued"):
            refusal = line._get_refusal()
            if refusal:
                line._fail(refusal)
            else:
                ready |= line
        if not ready:
            return
        pairs = ready._write_counterparts()
        self.env["account.move.line"]._reconcile_plan([counterpart | item for counterpart, item in pairs])
        ready.write({"queued_at": False, "error": False})
        # The rest of these stays open: what it pays is still to be chosen.
        ready.filtered(lambda line: not line.is_reconciled).write({
            "item_ids": [Command.clear()], "reasons": "hand", "is_sure": False, "choices": []})

    def _lock_for_booking(self):
        """Those of these lines that nobody else is at, nor at their entries or items, as they stand now."""
        lines = self.try_lock_for_update()
        entries = lines.statement_line_id.move_id.try_lock_for_update()
        items = lines.item_ids.try_lock_for_update()
        lines.invalidate_recordset()
        items.invalidate_recordset()
        return lines.filtered(lambda line: line.statement_line_id.move_id in entries and line.item_ids <= items)

    def _write_counterparts(self) -> list:
        """Put the items, and the rest, in the place of the suspense lines; return (new journal item, item) pairs."""
        plans = [line._plan_entry() for line in self]
        for partner, lines in self.grouped(items_partner).items():
            lines._write_partner(partner)
        entries = self.statement_line_id.move_id.with_context(
            force_delete=True, skip_readonly_check=True, skip_account_move_synchronization=True)
        container = {"records": entries}
        with entries._check_balanced(container), entries._sync_dynamic_lines(container):
            entries.line_ids.browse(chain.from_iterable(plan.suspense.ids for plan in plans)).unlink()
            made = entries.line_ids.browse().create([*chain.from_iterable(plan.values for plan in plans)])
        pairs, start = [], 0
        for plan in plans:
            pairs += [(made[start + place], item) for place, (item, _amount) in enumerate(plan.parts)]
            start += len(plan.values)
        return pairs

    def _write_partner(self, partner):
        """The bank's lines and their entries are this partner's."""
        lines = self.statement_line_id.with_context(skip_readonly_check=True, skip_account_move_synchronization=True)
        lines.write({"partner_id": partner.id})
        lines.move_id.write({"partner_id": partner.id})

    def _plan_entry(self) -> Plan:
        """What the entry of the bank's line will be."""
        _liquidity, suspense, _other = self.statement_line_id._seek_for_lines()
        parts = self._get_parts(-sum(suspense.mapped("amount_currency")))
        values = [self._prepare_counterpart(item, amount) for item, amount in parts]
        values += self._prepare_rest(parts)
        left_balance = sum(suspense.mapped("balance")) - sum(one["balance"] for one in values)
        left_amount = sum(suspense.mapped("amount_currency")) - sum(one["amount_currency"] for one in values)
        if self.currency_id.is_zero(left_amount):
            values[-1]["balance"] += left_balance  # what rounding left of another currency
        else:
            values.append(self._prepare_suspense(suspense[0], left_amount, left_balance))
        entry = self.statement_line_id.move_id
        return Plan(parts, [one | {"move_id": entry.id} for one in values], suspense)

    def _prepare_suspense(self, suspense, amount: float, balance: float) -> dict:
        """The journal item of what is still to be booked, in the place of the one before."""
        return {"name": suspense.name, "account_id": suspense.account_id.id, "partner_id": items_partner(self).id,
                "currency_id": suspense.currency_id.id, "amount_currency": amount, "balance": balance}

    def _get_parts(self, left: float) -> list:
        """What each item gets: all of it, the last what is there."""
        rest = self._get_rest()
        if self.rest_mode in ("writeoff", "fee", "discount") or rest >= 0 and self.amount > 0:
            return [(item, item.amount_residual_currency) for item in self.item_ids]
        parts, round_ = [], self.currency_id.round
        credits = self.item_ids.filtered(lambda item: item.amount_residual_currency * self.amount < 0)
        for item in [*credits, *(self.item_ids - credits).sorted(lambda one: (one.date_maturity or one.date, one.id))]:
            owed = item.amount_residual_currency
            part = owed if item in credits or abs(owed) <= abs(left) else round_(left)
            if self.currency_id.is_zero(part):
                continue
            parts.append((item, part))
            left = round_(left - part)
        return parts

    def _prepare_counterpart(self, item, amount: float) -> dict:
        """The journal item that settles `amount` of an item."""
        line, money = self.statement_line_id, item.currency_id
        share = amount / item.amount_residual_currency if item.amount_residual_currency else 1
        amounts = line._prepare_counterpart_amounts_using_st_line_rate(
            money, -item.amount_residual * share, -amount)
        return {
            "name": item.move_id.name if item.move_id.name != "/" else self.label, "account_id": item.account_id.id,
            "partner_id": item.partner_id.id, "currency_id": money.id, **amounts}

    def _prepare_rest(self, parts: list) -> list:
        """The journal items of what the items leave, or lack."""
        rest = self.currency_id.round(self._get_left() - sum(amount for _item, amount in parts))
        if self.currency_id.is_zero(rest) or self.rest_mode == "open":
            return []
        if self.rest_mode == "discount":
            return self._prepare_discount(rest)
        company, partner = self.company_id, items_partner(self)
        accounts = {"writeoff": company.egg_cash_difference_account_id, "fee": company.egg_cash_fee_account_id,
                    "advance": partner.property_account_receivable_id}
        amounts = self.statement_line_id._prepare_counterpart_amounts_using_st_line_rate(
            self.currency_id, -rest, -rest)
        return [{"name": self.label or self.statement_line_id.payment_ref, "account_id": accounts[self.rest_mode].id,
                 "partner_id": partner.id, "currency_id": self.currency_id.id, **amounts}]

    def _prepare_discount(self, rest: float) -> list:
        """The early-payment discount with its VAT, as Odoo works it out for a payment."""
        items = [item for item in self.item_ids if item.discount_date]
        amounts = self.statement_line_id._prepare_counterpart_amounts_using_st_line_rate(self.currency_id, -rest, -rest)
        found = self.env["account.move"]._get_invoice_counterpart_amls_for_early_payment_discount([
            {"aml": item, "amount_currency": -item.amount_residual_currency, "balance": -item.amount_residual}
            for item in items], amounts["balance"])
        return [*chain.from_iterable(found.values())]


def items_partner(line):
    """Whose money it is; nobody's when it is of several."""
    owners = line.item_ids.partner_id.commercial_partner_id
    if len(owners) > 1:
        return owners.browse()
    return owners or line.partner_id

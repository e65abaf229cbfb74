from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from psycopg2.errors import UniqueViolation

from ..core.same import Known, Same, find_moved, find_same
from ..core.statement import Statement
from .received_import import Taken

#: How far the day of booking and the value date of a line lie apart, at most.
MOST_MOVED = timedelta(days=10)


class EggCashImport(models.TransientModel):
    """The lines of a file become lines of the bank: once each, whatever else brought them."""

    _inherit = "egg.cash.import"

    def _take(self, statement: Statement, lines, journal, used: list) -> Taken:
        """Add those of these lines of a statement that are new, as Odoo's statement lines with their rows.

        :param used: rows that lines of this file were found to be
        """
        # sudo: billing reads statements only; the right to read a file was tested, the journal is the company's own
        rows_sudo = self.env["egg.cash.line"].sudo()
        # An entry that a notice and a statement both tell is known by its first part.
        heads = [_head(line.key) for line in lines]
        there = set(rows_sudo.search([("journal_id", "=", journal.id), ("key", "in", heads)]).mapped("key"))
        fresh = [line for line, head in zip(lines, heads, strict=True) if head not in there]
        fresh = [line for line in {line.key: line for line in fresh}.values() if line.amount]
        known = len(lines) - len(fresh)
        found = self._find_same(fresh, statement, journal, used)
        same, alike = [*found.pairs.values()], [fresh[place] for place in found.alike]
        fresh = [line for place, line in enumerate(fresh) if place not in found.pairs]
        days = {line.on for line in fresh}
        company_sudo = journal.company_id.sudo()  # sudo: its closed periods
        closed = {day for day in days if company_sudo._get_violated_lock_dates(day, False, journal)}
        open_ = [line for line in fresh if line.on not in closed]
        open_, others = self._link_others(open_, journal, statement.origin)
        try:
            with self.env.cr.savepoint():
                added = self._add(statement, open_, journal)
                self.env.flush_all()
        except UniqueViolation as fault:
            raise UserError(self.env._(
                "Somebody is reading this file at this moment. Please look at the lines.")) from fault
        return Taken(added, known + others + len(same), len(fresh) - others - len(open_), same,
                     [line for line in alike if line in open_])

    def _find_same(self, lines: list, statement: Statement, journal, used: list) -> Same:
        """Which of these lines other files brought, in another format or with another day."""
        if not lines:
            return Same({}, [])
        days = [line.on for line in lines]
        # sudo: as in `_take`
        rows_sudo = self.env["egg.cash.line"].sudo().search([
            ("journal_id", "=", journal.id), ("date", ">=", min(days) - MOST_MOVED),
            ("date", "<=", max(days) + MOST_MOVED), ("key", "!=", False), ("origin", "!=", False),
            ("id", "not in", used)], order="date, id")
        places = journal._get_egg_cash_currency().decimal_places
        heads = {_head(line.key) for line in statement.lines}
        rows_sudo = rows_sudo.filtered(lambda row: _head(row.key) not in heads)
        others = rows_sudo.filtered(lambda row: row.origin != statement.origin)
        same = find_same(lines, [self._to_known(row, places) for row in others])
        return self._find_moved(lines, statement, rows_sudo, same)

    def _find_moved(self, lines: list, statement: Statement, rows, same: Same) -> Same:
        """Add the lines that are there with another day, of whatever format."""
        left = [place for place in range(len(lines)) if place not in same.pairs]
        free = rows.filtered(lambda row: row.id not in same.pairs.values())
        if not any(lines[place].value for place in left):
            free = free.filtered("value_date")
        if not left or not free:
            return same
        places = free.journal_id._get_egg_cash_currency().decimal_places
        days = [line.on for line in statement.lines]
        moved = find_moved([lines[place] for place in left], [self._to_known(row, places) for row in free],
                           min(days), max(days))
        pairs = {left[place]: number for place, number in moved.pairs.items()}
        alike = {*same.alike, *(left[place] for place in moved.alike)} - set(pairs)
        return Same(same.pairs | pairs, sorted(alike))

    def _to_known(self, row, places: int) -> Known:
        references = filter(None, (row.statement_line_id.ref, row.end_to_end, row.structured))
        return Known(row.id, row.date, round(Decimal(str(row.amount)), places), row.label or "", row.payer or "",
                     tuple(references), row.key.rpartition("-")[0], row.value_date or None)

    def _link_others(self, lines: list, journal, origin: str) -> tuple:
        """Lines that came in by another road (typed, another addon) are these: they get the key, no second line.

        Return the lines that are not there, and how many are.
        """
        rows_sudo = self.env["egg.cash.line"].sudo()  # sudo: as in `_take`
        days = [line.on for line in lines]
        if not days:
            return lines, 0
        rows_sudo.flush_model()
        # sudo: as in `_take`
        native = self.env["account.bank.statement.line"].sudo().search([
            ("journal_id", "=", journal.id), ("date", ">=", min(days)), ("date", "<=", max(days)),
            ("move_id.state", "=", "posted")], order="date, id")
        rows = {row.statement_line_id: row for row in rows_sudo.search([("statement_line_id", "in", native.ids)])}
        free = {}
        for one in native:
            if one not in rows or not rows[one].key:
                free.setdefault((one.date, journal._get_egg_cash_currency().round(one.amount)), []).append(one)
        fresh, linked = [], Counter()
        for line in lines:
            places = free.get((line.on, float(line.amount)))
            if not places:
                fresh.append(line)
                continue
            one = places.pop(0)
            linked[line.key] += 1
            if one in rows:
                rows[one].write({"key": line.key, "origin": origin})
            else:
                rows_sudo.create(rows_sudo._prepare_row_values(one, key=line.key, origin=origin))
        return fresh, sum(linked.values())

    def _add(self, statement: Statement, lines: list, journal):
        """New statement lines with their rows; a statement with its balances when all of it is new."""
        # sudo: as in `_take`
        rows_sudo = self.env["egg.cash.line"].sudo().with_company(journal.company_id)
        if not lines:
            return self.env["egg.cash.line"]
        # sudo: as in `_take`. Within a day the first line of the file stands lowest, as Odoo shows it.
        places = {line.key: place for place, line in enumerate(statement.lines, 1)}
        made = self.env["account.bank.statement.line"].sudo().with_company(journal.company_id).create([
            self._prepare_line_values(line, journal, places[line.key]) for line in lines])
        if len(lines) == len(statement.lines):
            self._add_statement(statement, made)
        rows = rows_sudo.create([
            rows_sudo._prepare_row_values(
                one, key=line.key, origin=statement.origin, end_to_end=line.end_to_end or False,
                structured=line.structured or False, batch=line.batch or False, value_date=line.value or False)
            for one, line in zip(made, lines, strict=True)])
        return rows.with_env(self.env)

    def _close_statement(self, statement: Statement, journal):
        """Give the lines of a statement, if all of them are there and are in none, their statement; return the rows
        that wait for proposals.
        """
        keys = [line.key for line in statement.lines]
        # sudo: as in `_take`
        rows_sudo = self.env["egg.cash.line"].sudo().search([("journal_id", "=", journal.id), ("key", "in", keys)])
        lines_sudo = rows_sudo.statement_line_id
        if len(lines_sudo) == len(keys) and not lines_sudo.statement_id:
            self._add_statement(statement, lines_sudo)
        return rows_sudo.filtered(lambda row: row.state == "open" and not row.is_decided and not row.reasons).with_env(
            self.env)

    def _add_statement(self, statement: Statement, lines):
        """Odoo's statement over these lines, with the balances of the bank."""
        if statement.opening is None or statement.closing is None:
            return
        # sudo: as in `_take`
        self.env["account.bank.statement"].sudo().create({
            "line_ids": [(6, 0, lines.ids)], "balance_start": float(statement.opening),
            "balance_end_real": float(statement.closing), "reference": self.file_name or False})

    def _prepare_line_values(self, line, journal, place: int) -> dict:
        return {
            "journal_id": journal.id, "date": line.on, "amount": float(line.amount), "sequence": place,
            "payment_ref": line.label or line.payer or line.end_to_end or line.reference or "/",
            "partner_name": line.payer or False, "account_number": line.iban or False,
            "ref": line.reference or line.end_to_end or False, "transaction_type": line.code or False}


def _head(key: str) -> str:
    """The key of the first part of an entry."""
    return f"{key.rpartition('-')[0]}-1"

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.exceptions import UserError
from odoo.tools.misc import format_date
from psycopg2.errors import UniqueViolation

from ..core.reader import read
from ..core.same import Known, Same, find_same
from ..core.statement import Statement, keep_exact
from ..core.table import Mapping, to_mapping
from ..models.journal.account_journal import mask

#: Notes of one file that are told one by one.
MOST_NOTES = 20
#: Columns of a table that a person can set, counted from 1; 0: none.
COLUMNS = ("date", "label", "amount", "debit", "credit", "payer", "reference", "balance")
#: Separators of columns by the names that a form has for them: a tab is no value of a choice.
_SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|"}
_NAMES = {mark: name for name, mark in _SEPARATORS.items()}


class Taken(NamedTuple):
    """What became of a statement."""

    added: models.Model  # rows
    known: int
    locked: int
    same: list  # ids of rows of another format that its lines are
    alike: list  # lines that may be there in another format


class EggCashImport(models.TransientModel):
    """Drop the bank's file: its lines are added once, and proposed to what they pay."""

    _name = "egg.cash.import"
    _description = "Read a Bank File"
    _inherit = ["egg.bank.file.mixin"]

    file = fields.Binary(help="camt.053, camt.054, CFONB 120, OFX or CSV, as downloaded from your bank, also as a zip "
                              "or gzip.")
    journal_id = fields.Many2one(
        "account.journal", "Bank", domain="[('type', 'in', ('bank', 'credit')), ('company_id', '=', company_id)]",
        help="Only for files that do not name the account, as most CSV and some OFX.")
    state = fields.Selection([("choose", "Choose"), ("table", "Columns"), ("done", "Done")], default="choose",
                             required=True)
    keep_unbalanced = fields.Boolean("Read it although its balances do not fit")
    is_unbalanced = fields.Boolean(readonly=True)
    added_count = fields.Integer("Lines added", readonly=True)
    known_count = fields.Integer("Already there", readonly=True)
    sure_count = fields.Integer("Sure proposals", readonly=True)
    notes = fields.Text("Please look", readonly=True)
    doubts = fields.Text("Not certain about this table", readonly=True)
    preview = fields.Text("First lines as they would be read", compute="_compute_preview")

    separator = fields.Selection([("semicolon", "Semicolon"), ("comma", "Comma"), ("tab", "Tab"), ("bar", "Bar")])
    decimal = fields.Selection([(",", "Comma: 1 234,56"), (".", "Point: 1,234.56")], "Decimal mark")
    order = fields.Selection([("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day")],
                             "Order of dates")
    mapping = fields.Json(readonly=True)
    column_date = fields.Integer("Column of the date")
    column_label = fields.Integer("Column of the label")
    column_amount = fields.Integer("Column of the amount")
    column_debit = fields.Integer("Column of money out")
    column_credit = fields.Integer("Column of money in")
    column_payer = fields.Integer("Column of the payer")
    column_reference = fields.Integer("Column of the reference")
    column_balance = fields.Integer("Column of the balance")

    @api.depends("file", "mapping", "separator", "decimal", "order", *(f"column_{name}" for name in COLUMNS))
    def _compute_preview(self):
        """What the first lines of the table would be."""
        for one in self:
            one.preview = False
            if one.state != "table" or not one.mapping or not one.file:
                continue
            try:
                statement = one._read(one._get_mapping()).statements[0]
            except UserError as fault:
                one.preview = str(fault)
                continue
            money = one._get_currency()
            lines = keep_exact(statement, money.decimal_places).lines[:5]
            one.preview = "\n".join(
                f"{format_date(self.env, line.on)}   {money.format(float(line.amount))}   {line.label[:60]}"
                for line in lines)

    # Buttons

    def action_import(self):
        """Read the file; a table is shown first as it would be read, unless its bank's tables are known.

        :raises UserError: the file is missing or refused; nothing of it is read then
        """
        return self._import(False)

    def action_import_table(self):
        """Read the table with the columns that are shown.

        :raises UserError: as in `action_import`
        """
        return self._import(True)

    def _import(self, is_shown: bool):
        """Read the file; a table that was not shown to the person is shown first."""
        self.ensure_one()
        self.env["egg.cash.line"]._as_egg_actor()
        found = self._read(self._get_mapping() if self.mapping else to_mapping(self.journal_id.egg_cash_mapping))
        if found.mapping is not None and not is_shown and self.state != "done" and not self._is_known(found):
            return self._show_table(found)
        plan = [(statement, self._get_journal(statement)) for statement in found.statements]
        self._take_all(plan)
        if found.mapping is not None:
            journal_sudo = self.journal_id.sudo()  # sudo: what the person said yes to is kept for the next file
            journal_sudo.egg_cash_mapping = found.mapping.to_json()
        return self._reopen(self.env._("Read a bank file"))

    def action_open_lines(self):
        """On to the proposals."""
        return self.env["egg.cash.line"].action_open_screen()

    # Reading

    def _read(self, mapping: Mapping | None):
        """:raises UserError: the file is refused, in words"""
        try:
            return read(self._get_file_content(), mapping)
        except BankFileFault as fault:
            raise UserError(self._get_fault_words(fault.code)) from fault

    @api.model
    def _get_fault_words(self, code: str) -> str:
        words = {
            "size": self.env._("This file is larger than 50 MB. Please ask your bank for a shorter period."),
            "xml": self.env._("This file is damaged: it is no complete XML. Please download it again."),
            "doctype": self.env._("This file holds definitions that a bank's file never has. It is not read, for your "
                                  "safety."),
            "packed": self.env._("This archive is damaged. Please download it again."),
            "empty": self.env._("This file holds no line."),
            "columns": self.env._("No column of this table holds dates, or none holds amounts. Is it the list of "
                                  "movements?"),
        }
        return words.get(code) or self.env._(
            "This is no bank statement that can be read: camt.053, camt.054, CFONB 120, OFX or CSV.")

    def _is_known(self, found) -> bool:
        """Tables of this account are read as somebody said they are."""
        kept = to_mapping(self.journal_id.egg_cash_mapping)
        return bool(kept.heading) and kept.heading == found.mapping.heading and not found.doubts

    def _show_table(self, found):
        """Say how the table would be read, and ask."""
        mapping = found.mapping
        values = {f"column_{name}": _place(mapping.columns.get(name)) for name in COLUMNS}
        self.write({
            **values, "state": "table", "mapping": mapping.to_json(), "separator": _NAMES.get(mapping.separator),
            "decimal": mapping.decimal, "order": mapping.order,
            "doubts": "\n".join(self._get_note_words(note) for note in found.doubts) or False})
        return self._reopen(self.env._("Read a bank file"))

    def _get_mapping(self) -> Mapping:
        """The mapping as the person sees it."""
        kept = to_mapping(self.mapping)
        columns = {name: place for name, place in kept.columns.items() if name not in COLUMNS}
        for name in COLUMNS:
            place = self[f"column_{name}"]
            if place > 0:
                before = kept.columns.get(name)
                columns[name] = before if _place(before) == place else place - 1
        return replace(kept, separator=_SEPARATORS.get(self.separator) or kept.separator,
                       decimal=self.decimal or kept.decimal, order=self.order or kept.order, columns=columns)

    # Taking

    def _get_currency(self):
        return self.journal_id._get_egg_cash_currency() if self.journal_id else self.company_id.currency_id

    def _get_journal(self, statement: Statement):
        """The journal of a statement's account.

        :raises UserError: none, several, or one of another currency
        """
        journals = self.env["account.journal"].search([
            ("type", "in", ("bank", "credit")), ("company_id", "=", self.company_id.id)])
        found = journals._filter_egg_cash_account(statement.account)
        if self.journal_id and not found:
            self.journal_id._check_egg_cash_account(statement.account)
            found = self.journal_id
        if len(found) > 1:
            found = found & self.journal_id or found
        if len(found) != 1:
            raise UserError(self._get_no_journal_words(statement))
        currency = found._get_egg_cash_currency()
        if statement.currency and statement.currency != currency.name:
            raise UserError(self.env._(
                "The file is in %(file)s, the journal %(journal)s in %(own)s.", file=statement.currency,
                journal=found.display_name, own=currency.name))
        return found

    def _get_no_journal_words(self, statement: Statement) -> str:
        if not statement.account:
            return self.env._("This file does not say whose account it is: choose the bank above.")
        return self.env._(
            "No bank journal of %(company)s has the account %(account)s. Put its IBAN on the journal, or choose the "
            "bank above.", company=self.company_id.name, account=mask(statement.account))

    def _take_all(self, plan: list):
        rows, known, notes, gaps = self.env["egg.cash.line"], 0, [], False
        same, alike = [], []
        for statement, journal in plan:
            statement = keep_exact(statement, journal._get_egg_cash_currency().decimal_places)  # noqa: PLW2901
            notes += [self._get_note_words(note) for note in statement.notes if note.code != "sum"]
            if statement.gap and not self.keep_unbalanced:
                gaps = True
                notes.append(self._get_gap_words(statement, journal))
                continue
            taken = self._take(statement, journal, same)
            rows |= taken.added
            known += taken.known
            same += taken.same
            alike += taken.alike
            if taken.locked:
                notes.append(self.env._("%(count)s lines are in a closed period: they were left out.",
                                        count=taken.locked))
        notes = self._get_same_words(same, alike) + notes
        rows.sudo()._propose()  # sudo: billing reads files; what is proposed for a line is no field to write
        more = len(notes) - MOST_NOTES
        notes = notes[:MOST_NOTES] + ([self.env._("And %(count)s more.", count=more)] if more > 0 else [])
        self.write({"state": "done", "added_count": len(rows), "known_count": known, "notes": "\n".join(notes) or False,
                    "is_unbalanced": gaps, "sure_count": len(rows.filtered("is_sure"))})

    def _get_gap_words(self, statement: Statement, journal) -> str:
        money = journal._get_egg_cash_currency().format
        return self.env._(
            "The statement %(name)s was not read: its lines and its balances differ by %(gap)s. A part of the file is "
            "missing, or a line could not be read.", name=statement.name or journal.display_name,
            gap=money(float(statement.gap)))

    def _get_same_words(self, same: list, alike: list) -> list:
        """What is to be said of lines that came before in a file of another format."""
        told = []
        if same:
            told.append(self.env._("%(count)s lines are there from a file of another format: they are not added again.",
                                   count=len(same)))
        if alike:
            told.append(self.env._(
                "%(count)s lines were added although a file of another format has the day and the amount with other "
                "words (%(first)s): please look whether they are the same.", count=len(alike),
                first=f"{format_date(self.env, alike[0].on)}, {alike[0].label[:40]}"))
        return told

    def _get_note_words(self, note) -> str:
        values = {"place": note.place or "?", "detail": note.detail}
        words = {
            "line": self.env._("Line %(place)s could not be read and was left out: %(detail)s", **values),
            "orphan": self.env._("Line %(place)s tells details of no movement: %(detail)s", **values),
            "pending": self.env._("%(detail)s is announced, not booked yet: it comes with the next file.", **values),
            "notice": self.env._("This is a notice, no statement: an entry that the statement tells again with the "
                                 "same reference of the bank is taken once."),
            "split": self.env._("The parts of %(detail)s do not add up: it is one line.", **values),
            "other": self.env._("%(detail)s files of the archive are no statements and were left out.", **values),
            "encoding": self.env._("Letters with accents are read as %(detail)s: please look at the labels.", **values),
            "separator": self.env._("The columns could be separated in another way too."),
            "decimals": self.env._("The decimal mark is not certain: %(detail)s", **values),
            "dates": self.env._("Day and month can be told in two ways: %(detail)s", **values),
        }
        return words.get(note.code, note.detail)

    def _take(self, statement: Statement, journal, used: list) -> Taken:
        """Add the lines of a statement that are new, as Odoo's statement lines with their rows."""
        # sudo: billing reads statements only; the right to read a file was tested, the journal is the company's own
        rows_sudo = self.env["egg.cash.line"].sudo()
        keys = [line.key for line in statement.lines]
        # An entry that a notice and a statement both tell is known by its first part.
        heads = {f"{key.rsplit('-', 1)[0]}-1" for key in keys}
        there = set(rows_sudo.search([("journal_id", "=", journal.id), ("key", "in", list(heads))]).mapped("key"))
        fresh = [line for line in statement.lines if f"{line.key.rsplit('-', 1)[0]}-1" not in there]
        fresh = [line for line in {line.key: line for line in fresh}.values() if line.amount]
        known = len(statement.lines) - len(fresh)
        found = self._find_same(fresh, statement, journal, heads, used)
        same, alike = [*found.pairs.values()], [fresh[place] for place in found.alike]
        fresh = [line for place, line in enumerate(fresh) if place not in found.pairs]
        days = {line.on for line in fresh}
        company_sudo = journal.company_id.sudo()  # sudo: its closed periods
        closed = {day for day in days if company_sudo._get_violated_lock_dates(day, False, journal)}
        open_ = [line for line in fresh if line.on not in closed]
        open_, others = self._link_others(open_, journal, statement.origin)
        try:
            with self.env.cr.savepoint():
                added = self._add(statement, open_, journal, len(open_) == len(statement.lines))
                self.env.flush_all()
        except UniqueViolation as fault:
            raise UserError(self.env._(
                "Somebody is reading this file at this moment. Please look at the lines.")) from fault
        return Taken(added, known + others + len(same), len(fresh) - others - len(open_), same,
                     [line for line in alike if line in open_])

    def _find_same(self, lines: list, statement: Statement, journal, heads: set, used: list) -> Same:
        """Which of these lines files of another format brought."""
        if not lines:
            return Same({}, [])
        days = [line.on for line in lines]
        # sudo: as in `_take`
        rows_sudo = self.env["egg.cash.line"].sudo().search([
            ("journal_id", "=", journal.id), ("date", ">=", min(days)), ("date", "<=", max(days)), ("key", "!=", False),
            ("origin", "not in", (False, statement.origin)), ("id", "not in", used)], order="date, id")
        places = journal._get_egg_cash_currency().decimal_places
        known = [self._to_known(row, places) for row in rows_sudo if f"{row.key.rpartition('-')[0]}-1" not in heads]
        return find_same(lines, known)

    def _to_known(self, row, places: int) -> Known:
        references = filter(None, (row.statement_line_id.ref, row.end_to_end, row.structured))
        return Known(row.id, row.date, round(Decimal(str(row.amount)), places), row.label or "", row.payer or "",
                     tuple(references), row.key.rpartition("-")[0])

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

    def _add(self, statement: Statement, lines: list, journal, is_whole: bool):
        """New statement lines with their rows; a statement with its balances when all of it is new."""
        # sudo: as in `_take`
        rows_sudo = self.env["egg.cash.line"].sudo().with_company(journal.company_id)
        if not lines:
            return self.env["egg.cash.line"]
        # sudo: as in `_take`. Within a day the first line of the file stands lowest, as Odoo shows it.
        made = self.env["account.bank.statement.line"].sudo().with_company(journal.company_id).create([
            self._prepare_line_values(line, journal, place) for place, line in enumerate(lines, 1)])
        if is_whole and statement.opening is not None and statement.closing is not None:
            # sudo: as in `_take`
            self.env["account.bank.statement"].sudo().create({
                "line_ids": [(6, 0, made.ids)], "balance_start": float(statement.opening),
                "balance_end_real": float(statement.closing), "reference": self.file_name or False})
        rows = rows_sudo.create([
            rows_sudo._prepare_row_values(
                one, key=line.key, origin=statement.origin, end_to_end=line.end_to_end or False,
                structured=line.structured or False)
            for one, line in zip(made, lines, strict=True)])
        return rows.with_env(self.env)

    def _prepare_line_values(self, line, journal, place: int) -> dict:
        return {
            "journal_id": journal.id, "date": line.on, "amount": float(line.amount), "sequence": place,
            "payment_ref": line.label or line.payer or line.end_to_end or line.reference or "/",
            "partner_name": line.payer or False, "account_number": line.iban or False,
            "ref": line.reference or line.end_to_end or False, "transaction_type": line.code or False}


def _place(column) -> int:
    """A column as people count it."""
    if isinstance(column, list):
        column = column[0] if column else None
    return 0 if column is None else column + 1

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.core.bank_file import BankFileFault
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..core.reader import read
from ..core.statement import Note, Statement, keep_exact
from ..core.table import Mapping, to_mapping
from ..models.journal.account_journal import mask

#: Lines that are read while the person waits; a longer file is read in the background.
AT_ONCE = 2000
#: Lines of one commit there, or some more: an entry is not torn.
CHUNK = 500
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
    same: list  # ids of rows of other files that its lines are
    alike: list  # lines that may be there, told in another way


@dataclass
class Total:
    """What became of a file."""

    rows: models.Model
    known: int = 0
    locked: int = 0
    same: list = field(default_factory=list)
    alike: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    has_gap: bool = False

    def add(self, taken: Taken):
        """Count a statement, or some lines of it, in."""
        self.rows |= taken.added
        self.known += taken.known
        self.locked += taken.locked
        self.same += taken.same
        self.alike += taken.alike


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
    state = fields.Selection([("choose", "Choose"), ("table", "Columns"), ("reading", "Being read"), ("done", "Done")],
                             default="choose", required=True)
    line_count = fields.Integer("Lines of the file", readonly=True)
    read_count = fields.Integer("Lines read", readonly=True)
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
        if found.mapping is not None and self._choose_only_bank():
            return self._import(is_shown)
        if found.mapping is not None and not is_shown and self.state != "done" and not self._is_known(found):
            return self._show_table(found)
        plan = self._get_plan(found)
        self._take_all(plan)
        if found.mapping is not None:
            journal_sudo = self.journal_id.sudo()  # sudo: what the person said yes to is kept for the next file
            journal_sudo.egg_cash_mapping = found.mapping.to_json()
        return self._reopen(self.env._("Read a bank file"))

    def _choose_only_bank(self) -> bool:
        """A table names no account: where the company has one bank, it is that one's; whether it was chosen just now.
        """
        banks = self.env["account.journal"] if self.journal_id else self._get_banks()
        if len(banks) == 1:
            self.journal_id = banks
        return len(banks) == 1

    def action_refresh(self):
        """How far the background is with it."""
        self.ensure_one()
        self.check_access("read")
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
            "cut": self.env._("The end of this file is missing. Please download it again."),
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

    def _get_banks(self):
        return self.env["account.journal"].search([
            ("type", "in", ("bank", "credit")), ("company_id", "=", self.company_id.id)])

    def _get_journal(self, statement: Statement):
        """The journal of a statement's account.

        :raises UserError: none, several, one of another currency, or what was chosen is no bank of the company
        """
        journals = self._get_banks()
        if self.journal_id - journals:
            # sudo: only its name
            raise UserError(self.env._(
                "The bank that was chosen is none of %(company)s.", company=self.company_id.sudo().name))
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

    def _get_plan(self, found) -> list:
        """The statements of a file as they are taken, each with its journal; the first tells of those that have none.

        :raises UserError: none of them has a journal
        """
        plan, notes = [], []
        for statement in found.statements:
            try:
                plan.append((statement, self._get_journal(statement)))
            except UserError as fault:
                notes.append(Note("account", str(len(statement.lines)), str(fault)))
        if not plan:
            raise UserError(notes[0].detail if notes else self._get_fault_words("empty"))
        first, journal = plan[0]
        plan[0] = replace(first, notes=(*first.notes, *notes)), journal
        return [(keep_exact(statement, journal._get_egg_cash_currency().decimal_places), journal)
                for statement, journal in plan]

    def _take_all(self, plan: list):
        """Take a file at once, or hand a long one to the background."""
        count = sum(len(statement.lines) for statement, _journal in plan)
        if count > AT_ONCE:
            self.write({"state": "reading", "line_count": count, "read_count": 0, "added_count": 0})
            self.env.ref("egg_cash.egg_cash_read_cron")._trigger_egg()
            return
        total = Total(self.env["egg.cash.line"])
        for statement, journal in self._walk_statements(plan, total):
            total.add(self._take(statement, statement.lines, journal, total.same))
        self._finish(total, len(total.rows))

    def _walk_statements(self, plan: list, total: Total):
        """Yield the statements that are taken, and note what is to be said of each."""
        for statement, journal in plan:
            total.notes += [self._get_note_words(note) for note in statement.notes if note.code != "sum"]
            if statement.gap and not self.keep_unbalanced:
                total.has_gap = True
                total.notes.append(self._get_gap_words(statement, journal))
                continue
            yield statement, journal

    def _finish(self, total: Total, added: int):
        """Propose what the new lines pay, and say what was read."""
        notes = self._get_same_words(total.same, total.alike) + total.notes + self._apply_others()
        if total.locked:
            notes.append(self.env._("%(count)s lines are in a closed period: they were left out.", count=total.locked))
        total.rows.sudo()._propose()  # sudo: billing reads files; what is proposed for a line is no field to write
        more = len(notes) - MOST_NOTES
        notes = notes[:MOST_NOTES] + ([self.env._("And %(count)s more.", count=more)] if more > 0 else [])
        self.write({"state": "done", "added_count": added, "known_count": total.known,
                    "notes": "\n".join(notes) or False, "is_unbalanced": total.has_gap,
                    "sure_count": len(total.rows.filtered("is_sure"))})

    def _apply_others(self) -> list:
        """Hook: do what else the file says, before its lines are proposed; return what is to be told of it."""
        return []

    # In the background

    def _transient_clean_rows_older_than(self, seconds: int) -> bool:
        """A file that is being read is in use, however long the server stood still."""
        week = fields.Datetime.now() - timedelta(days=7)
        # sudo: the files of everybody
        self.sudo().search([("state", "=", "reading"), ("create_date", ">", week)]).write({"state": "reading"})
        self.env.flush_all()
        return super()._transient_clean_rows_older_than(seconds)

    @api.model
    def _cron_read(self):
        """Read the long files that wait, some lines at a time. A file whose reading was cut is read again from its
        start: what is there is passed over.
        """
        cron = self.env["ir.cron"]
        forms = self.search([("state", "=", "reading")], order="id")
        cron._commit_progress(remaining=len(forms))
        for form in forms:
            person = form.create_uid
            try:
                is_done = form.with_company(form.company_id).with_context(lang=person.lang)._read_on()
            except UserError as fault:
                form.write({"state": "done", "notes": str(fault)})
                is_done = True
            if not is_done or not cron._commit_progress(1):
                break

    def _read_on(self) -> bool:
        """Read this file to its end, unless the time is up."""
        found = self._read(self._get_mapping() if self.mapping else to_mapping(self.journal_id.egg_cash_mapping))
        total, taken_ = Total(self.env["egg.cash.line"]), []
        for statement, journal in self._walk_statements(self._get_plan(found), total):
            taken_.append((statement, journal))
            for lines in _chunks(statement.lines):
                taken = self._take(statement, lines, journal, total.same)
                total.add(taken)
                self.write({"added_count": self.added_count + len(taken.added),
                            "read_count": total.known + total.locked + len(total.rows)})
                if not self.env["ir.cron"]._commit_progress():
                    return False
        for statement, journal in taken_:  # also what a reading before this one added
            total.rows |= self._close_statement(statement, journal)
        total.known = max(0, self.line_count - self.added_count - total.locked)
        self._finish(total, self.added_count)
        return True

    def _get_gap_words(self, statement: Statement, journal) -> str:
        money = journal._get_egg_cash_currency().format
        return self.env._(
            "The statement %(name)s was not read: its lines and its balances differ by %(gap)s. A part of the file is "
            "missing, or a line could not be read.", name=statement.name or journal.display_name,
            gap=money(float(statement.gap)))

    def _get_same_words(self, same: list, alike: list) -> list:
        """What is to be said of lines that came before in another file, told in another way."""
        told = []
        if same:
            told.append(self.env._("%(count)s lines are there already, from a file of another format or with another "
                                   "day: they are not added again.", count=len(same)))
        if alike:
            told.append(self.env._(
                "%(count)s lines were added although another file has the amount with other words, or on a day close "
                "by (%(first)s): please look whether they are the same.", count=len(alike),
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
            "account": self.env._("%(place)s lines of another account were left out: %(detail)s", **values),
            "cut": self.env._("The statement has no closing balance: its end may be missing."),
            "other": self.env._("%(detail)s files of the archive are no statements and were left out.", **values),
            "encoding": self.env._("Letters with accents are read as %(detail)s: please look at the labels.", **values),
            "separator": self.env._("The columns could be separated in another way too."),
            "decimals": self.env._("The decimal mark is not certain: %(detail)s", **values),
            "dates": self.env._("Day and month can be told in two ways: %(detail)s", **values),
        }
        return words.get(note.code, note.detail)


def _chunks(lines):
    """Yield these lines in lists; the parts of an entry stay together."""
    chunk = []
    for line in lines:
        if len(chunk) >= CHUNK and line.part == 1:
            yield chunk
            chunk = []
        chunk.append(line)
    if chunk:
        yield chunk


def _place(column) -> int:
    """A column as people count it."""
    if isinstance(column, list):
        column = column[0] if column else None
    return 0 if column is None else column + 1

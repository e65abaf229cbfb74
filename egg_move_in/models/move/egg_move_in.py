import base64
from decimal import Decimal
from itertools import chain, islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2 import Error as DatabaseError

from ...core.cells import Evidence, to_canonical
from ...core.kinds import KINDS
from ...core.sheet import Sheet, SheetFault, open_sheet
from ...core.template import make_rows, write_book, write_csv
from ...core.total import Item, compare
from ...core.words import plain
from ..kinds.row import Row, to_amount
from .egg_move_in_line import OUT, READY

#: Lines that are dealt with while the person waits; a longer file is dealt with in the background.
AT_ONCE = 300
#: Lines of one commit.
READ_CHUNK, LOAD_CHUNK = 1000, 200
#: Items that are named one by one.
MOST_NAMED = 20
WORKING = ("reading", "loading", "undoing")


class EggMoveIn(models.Model):
    """A list of another tool on its way into this database: read, checked without a trace, taken over in batches, and
    taken back while nothing was built on it.
    """

    _name = "egg.move.in"
    _description = "Import from Another Tool"
    _inherit = ["egg.facts.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _egg_actors = "account.group_account_manager"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, default=lambda self: self.env.user)
    kind = fields.Selection(selection="_get_kinds", string="What", required=True, default="partner")
    file = fields.Binary(attachment=True, help="CSV or XLSX, as the other tool exports it, or our template filled in.")
    file_name = fields.Char()
    state = fields.Selection(
        [("draft", "File"), ("mapped", "Columns"), ("reading", "Being checked"), ("checked", "Checked"),
         ("loading", "Being taken over"), ("done", "Taken over"), ("undoing", "Being taken back"),
         ("undone", "Taken back")], required=True, readonly=True, default="draft", tracking=True, copy=False)
    column_ids = fields.One2many("egg.move.in.column", "import_id", "Columns")
    line_ids = fields.One2many("egg.move.in.line", "import_id", "Lines", readonly=True)
    sheet = fields.Json(readonly=True, copy=False)
    date_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day")], "Order of dates",
        help="Empty: as the dates of the file say.")
    decimal_mark = fields.Selection([(",", "Comma: 1 234,56"), (".", "Point: 1,234.56")],
                                    help="Empty: as the figures of the file say.")
    notes = fields.Text("Please look", readonly=True, copy=False)
    work_total = fields.Integer("Lines of the file", readonly=True, copy=False)
    work_done = fields.Integer("Lines dealt with", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    line_count = fields.Integer("Lines", compute="_compute_line_count")
    ready_count = fields.Integer("Ready", readonly=True, copy=False)
    doubt_count = fields.Integer("To be decided", readonly=True, copy=False)
    error_count = fields.Integer("In error", readonly=True, copy=False)
    there_count = fields.Integer("Already there", readonly=True, copy=False)
    loaded_count = fields.Integer("Lines taken over", readonly=True, copy=False)
    day = fields.Date("Day of the move", required=True, default=fields.Date.context_today,
                      help="Opening items are booked on this day.")
    account_id = fields.Many2one(
        "account.account", "Opening account", check_company=True, domain="[('reconcile', '=', True)]",
        default=lambda self: self._default_account_id(),
        help="The other side of each opening item. The opening balance of your accountant has the customers' total on "
             "this account: both are matched, and nothing stays on it.")
    told_total = fields.Monetary("Total in the former tool",
                                 help="The total of open items that the former tool shows. It is compared to the cent.")
    total_words = fields.Text("Comparison", readonly=True, copy=False)
    template_csv = fields.Binary(compute="_compute_template", compute_sudo=False)
    template_xlsx = fields.Binary(compute="_compute_template", compute_sudo=False)
    report = fields.Binary(compute="_compute_report", compute_sudo=False)

    @api.model
    def _get_kinds(self):
        """The kinds whose addons are installed."""
        return [(code, kind.label) for code, kind in KINDS.items() if self._get_loader_of(code)._is_available()]

    @api.model
    def _get_loader_of(self, code: str):
        return self.env[f"egg.move.in.loader.{code}"]

    def _get_loader(self):
        return self._get_loader_of(self.kind)

    @api.model
    def _default_account_id(self):
        company = self.env.company
        journal = self.env["account.journal"].search([("egg_is_opening", "=", True), ("company_id", "=", company.id)],
                                                     limit=1)
        return journal.default_account_id or self.env["account.account"].search([
            ("company_ids", "in", company.ids), ("reconcile", "=", True), ("account_type", "=", "asset_current"),
            ("code", "=like", "471%")], limit=1)

    @api.depends("kind", "file_name")
    def _compute_name(self):
        labels = dict(self._get_kinds())
        for one in self:
            one.name = " – ".join(filter(None, [labels.get(one.kind, ""), one.file_name]))

    @api.depends("work_done", "work_total")
    def _compute_progress(self):
        for one in self:
            one.progress = 100 * one.work_done / one.work_total if one.work_total else 0

    @api.depends("line_ids")
    def _compute_line_count(self):
        groups = self.env["egg.move.in.line"]._read_group([("import_id", "in", self.ids)], ["import_id"], ["__count"])
        counts = {one.id: count for one, count in groups}
        for one in self:
            one.line_count = counts.get(one.id, 0)

    @api.depends("kind")
    def _compute_template(self):
        for one in self:
            kind = KINDS[one.kind]
            one.template_csv = base64.b64encode(write_csv(make_rows(kind)))
            one.template_xlsx = base64.b64encode(write_book(make_rows(kind), kind.label))

    @api.depends("line_ids.state", "line_ids.words")
    def _compute_report(self):
        for one in self:
            one.report = base64.b64encode(write_csv(one._get_report_rows()))

    def _get_report_rows(self):
        """Yield the report line by line: what is the matter with each, and what it says."""
        columns = KINDS[self.kind].columns
        states = dict(self.env["egg.move.in.line"]._fields["state"]._description_selection(self.env))
        labels = [one.label for one in columns]
        yield [self.env._("Line"), self.env._("State"), self.env._("Explanation"), *labels]
        for lines in self._walk_lines([]):
            for line in lines:
                cells = line.cells or {}
                texts = [cells.get(one.name, "") for one in columns]
                yield [line.number, states[line.state], (line.words or "").replace("\n", " "), *texts]

    # What people write

    @api.model
    def _get_egg_given_fields(self):
        return super()._get_egg_given_fields() | {
            "kind", "file", "file_name", "company_id", "day", "account_id", "told_total", "date_order", "decimal_mark"}

    def _get_egg_free_fields(self):
        free = super()._get_egg_free_fields()
        if self.state == "draft":
            return free | self._get_egg_given_fields()
        if self.state in ("mapped", "checked"):
            return free | {"column_ids", "day", "account_id", "told_total", "date_order", "decimal_mark"}
        return free | {"told_total"}

    def write(self, vals):
        result = super().write(vals)
        if "told_total" in vals and not self.env.su:
            for one in self.sudo():  # sudo: the comparison follows from the total, which the user may write
                one._compare_total()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_loaded(self):
        if any(one.loaded_count for one in self):
            raise UserError(self.env._("What was taken over is known by its import: take it back before deleting it."))

    # Buttons

    def action_template_csv(self):
        """Download the template of this kind as CSV."""
        return self._download("template_csv", f"{self._get_template_name()}.csv")

    def action_template_xlsx(self):
        """Download the template of this kind as a workbook."""
        return self._download("template_xlsx", f"{self._get_template_name()}.xlsx")

    def action_report(self):
        """Download the report, line by line."""
        return self._download("report", f"{self._get_template_name()}-{self.env._('report')}.csv")

    def _get_template_name(self) -> str:
        return plain(KINDS[self.kind].label).replace(" ", "-")

    def _download(self, field: str, name: str):
        self.ensure_one()
        self._as_egg_actor()
        return {"type": "ir.actions.act_url", "target": "self",
                "url": f"/web/content/{self._name}/{self.id}/{field}?download=true&filename={name}"}

    def action_read(self):
        """Look at the file: its headings, and what each column is.

        :raises UserError: it cannot be read
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_open()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        try:
            sheet = open_sheet(content, KINDS[self.kind].headings)
            columns = self._prepare_columns(sheet)
        except SheetFault as fault:
            raise UserError(self._get_fault_words(fault.code)) from fault
        self.line_ids.unlink()
        self.column_ids.unlink()
        self.env["egg.move.in.column"].create(columns)
        self.write({
            "state": "mapped", "notes": self._get_encoding_words(sheet),
            "sheet": {"encoding": sheet.encoding, "separator": sheet.separator, "first": sheet.first,
                      "is_book": sheet.is_book}})
        return True

    def action_check(self):
        """Check each line without a trace (dry run); a long file in the background.

        :raises UserError: a needed column is missing
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_open()
        if self.state == "draft":
            self.action_read()
        self._check_columns()
        self._get_lines([]).unlink()
        self.write({"state": "reading", "user_id": self.env.uid, "work_done": 0, "work_total": 0, "notes": False})
        return self._start()

    def action_load(self):
        """Take over all lines that are ready; many in the background."""
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_not_working()
        if self.state not in ("checked", "done"):
            raise UserError(self.env._("Check the file first."))
        count = self.env["egg.move.in.line"].search_count([("import_id", "=", self.id), ("state", "in", READY)])
        if not count:
            raise UserError(self.env._("No line is ready to be taken over."))
        if self.kind == "opening" and not self.account_id:
            raise UserError(self.env._("Choose the opening account first."))
        self.write({"state": "loading", "user_id": self.env.uid, "work_done": 0, "work_total": count})
        self.message_post(body=self.env._("Taking over of %(count)s lines started.", count=count))
        return self._start()

    def action_undo(self):
        """Take all of this import back.

        :raises UserError: something was built on it
        """
        self.ensure_one()
        self = self._as_egg_actor()  # noqa: PLW0642
        self._check_not_working()
        if not self.loaded_count:
            raise UserError(self.env._("Nothing of this import was taken over."))
        work = self._prepare_work()
        work._check_not_built()
        self.write({"state": "undoing", "user_id": self.env.uid, "work_done": 0, "work_total": self.loaded_count})
        self.message_post(body=self.env._("Taking back of %(count)s lines started.", count=self.loaded_count))
        return self._start()

    def action_refresh(self):
        """How far the background is."""
        self.check_access("read")
        return True

    def action_lines(self):
        """Open the lines, those that need somebody first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("egg_move_in.egg_move_in_line_action")
        counts = {"error": self.error_count, "doubt": self.doubt_count, "all": 1}
        wanted = next(name for name, count in counts.items() if count)
        return action | {"domain": [("import_id", "=", self.id)], "context": {f"search_default_{wanted}": 1}}

    # Checks

    def _check_open(self):
        """:raises UserError: the lines are being dealt with, or some were taken over"""
        for one in self:
            if one.state not in ("draft", "mapped", "checked") or one.loaded_count:
                raise UserError(self.env._("This list was taken over: its file and columns stay as they were. Make a "
                                           "new import; what is there already is recognised."))

    def _check_not_working(self):
        """:raises UserError: the background is at it"""
        for one in self:
            if one.state in WORKING:
                raise UserError(self.env._("This list is being dealt with in the background. Please wait."))

    def _check_columns(self):
        chosen = self.column_ids.field_id
        missing = [column.label for column in KINDS[self.kind].columns
                   if column.needed and column.name not in chosen.mapped("name")]
        if missing:
            raise UserError(self.env._("Say which column is: %(columns)s.", columns=", ".join(missing)))
        if len(chosen) < len(self.column_ids.filtered("field_id")):
            raise UserError(self.env._("Two columns are the same: leave one of them out."))

    def _check_not_built(self):
        """:raises UserError: something was built on what this import made"""
        loader, told, count = self._get_loader(), [], 0
        for lines in self._walk_lines([("state", "=", "done"), ("is_made", "=", True)]):
            records = self.env[loader._egg_target].browse(lines.mapped("res_id")).exists()
            for number, why in loader._find_built(records).items():
                line = lines.filtered(lambda one, wanted=number: one.res_id == wanted)[:1]
                count += 1
                if len(told) < MOST_NAMED:
                    told.append(self.env._("Line %(number)s (%(name)s): %(why)s.", number=line.number,
                                           name=line.title or "", why=why))
        if told:
            raise UserError(self.env._(
                "Nothing was taken back: something was built on %(count)s of these.", count=count)
                + "\n" + "\n".join(told))

    @api.model
    def _get_fault_words(self, code: str) -> str:
        return {
            "empty": self.env._("This file holds no line."),
            "size": self.env._("This file is too long: 50 MB and 200,000 lines at most."),
            "damaged": self.env._("This file is damaged. Please export it again."),
        }.get(code) or self.env._("This is no table that can be read: CSV or XLSX. Save an old XLS as XLSX first.")

    def _get_encoding_words(self, sheet: Sheet):
        return self.env._("Letters with accents are read as Windows-1252: please look at the first values.") if (
            sheet.encoding == "cp1252") else False

    # The file

    def _prepare_columns(self, sheet: Sheet) -> list:
        """The columns of a file: as a person said of these headings before, else as the headings say."""
        kind = KINDS[self.kind]
        samples = [row for _number, row in islice(sheet.rows(), 20)]
        kept = self._get_kept({plain(heading) for heading in sheet.headings})
        mapped = {place: name for place, name in kind.map(sheet.headings).items()
                  if plain(sheet.headings[place]) not in kept}
        taken = {one.name for one in kept.values()}
        found = []
        for place, heading in enumerate(sheet.headings):
            name = mapped.get(place)
            chosen = kept.get(plain(heading)) or (
                self.env["egg.move.in.field"]._get_field(kind.code, name) if name and name not in taken else None)
            cells = list(dict.fromkeys(row[place] for row in samples if len(row) > place and row[place]))[:3]
            if heading or cells:
                found.append({
                    "import_id": self.id, "place": place, "heading": heading, "heading_key": plain(heading),
                    "sample": " · ".join(cells)[:200], "field_id": chosen.id if chosen else False})
        return found

    def _get_kept(self, keys) -> dict:
        """{plain heading: what a person said it is} of former imports of this kind, the last word first."""
        columns = self.env["egg.move.in.column"].search([
            ("heading_key", "in", list(keys)), ("is_chosen", "=", True), ("import_id.kind", "=", self.kind),
            ("import_id.company_id", "=", self.company_id.id), ("heading_key", "!=", "")])
        kept = {}
        for column in columns:
            kept.setdefault(column.heading_key, column.field_id)
        return {key: value for key, value in kept.items() if value}

    def _get_sheet(self) -> Sheet:
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        return Sheet(content, self.sheet["is_book"], self.sheet["encoding"], self.sheet["separator"],
                     self.sheet["first"])

    def _get_places(self) -> dict:
        """{place: column of the kind} of the columns that are read."""
        kind = KINDS[self.kind]
        return {one.place: kind.get(one.field_id.name) for one in self.column_ids if one.field_id}

    # Work

    def _start(self) -> bool:
        """Deal with a short list at once, with a long one in the background."""
        is_short = self._count_rows() <= AT_ONCE if self.state == "reading" else self.work_total <= AT_ONCE
        if is_short:
            self._work()
        else:
            self.env.ref("egg_move_in.egg_move_in_cron")._trigger_egg()
        return True

    def _count_rows(self) -> int:
        try:
            return sum(1 for _row in islice(self._get_sheet().rows(), AT_ONCE + 1))
        except SheetFault as fault:
            raise UserError(self._get_fault_words(fault.code)) from fault

    def _lock(self):
        """Nobody else deals with this import until this is done."""
        self.env.cr.execute("SELECT FROM egg_move_in WHERE id = ANY(%s) FOR UPDATE", [self.ids])
        self.invalidate_recordset()

    def _prepare_work(self):
        """This import as its work needs it: in its company, in the language of who started it, as superuser."""
        self.ensure_one()
        user = self.env.user if self.env.uid != self.env.ref("base.user_root").id else self.user_id
        # sudo: who may import was tested when it was started; all that it makes follows
        return self.with_user(user).sudo().with_company(self.company_id).with_context(
            lang=user.lang, allowed_company_ids=self.company_id.ids, tz=user.tz)

    @api.model
    def _cron_work(self):
        """Deal with the long lists that wait, some lines at a time. Each batch is committed: what was cut goes on."""
        cron = self.env["ir.cron"]
        waiting = self.search([("state", "in", WORKING)], order="id")
        cron._commit_progress(remaining=len(waiting))
        for one in waiting:
            one._lock()
            is_done = one.state not in WORKING or one._work(lambda: cron._commit_progress())
            if not is_done or not cron._commit_progress(1):
                break

    def _work(self, commit=None) -> bool:
        """Deal with this import to its end, unless the time is up.

        :param commit: keeps what was done so far and says whether there is time left; None: all at once
        """
        work = self._prepare_work()
        steps = {"reading": work._read_on, "loading": work._load_on, "undoing": work._undo_on}
        for _step in steps[self.state]():
            if commit and not commit():
                return False
        return True

    # Reading and checking

    def _read_on(self):
        """Read and check the lines; yield after each chunk."""
        try:
            yield from self._read_chunks()
        except SheetFault as fault:
            self.write({"state": "mapped", "notes": self._get_fault_words(fault.code)})
            return
        self._finish_check()
        self.write({"state": "checked"})

    def _read_chunks(self):
        sheet, places = self._get_sheet(), self._get_places()
        if not self.work_total:
            self._weigh(sheet, places)
            yield
        last = self.env["egg.move.in.line"].search([("import_id", "=", self.id)], order="number desc", limit=1)
        rows = sheet.rows(last.number)
        while chunk := list(islice(rows, READ_CHUNK)):
            lines = self.env["egg.move.in.line"].create([self._prepare_line(number, {
                column.name: to_canonical(column.type, row[place], self.sheet["order"], self.sheet["mark"])
                for place, column in places.items() if len(row) > place}) for number, row in chunk])
            self._judge_lines(lines)
            self.work_done += len(chunk)
            self._forget()
            yield

    def _weigh(self, sheet: Sheet, places: dict):
        """Look at all cells once: how days and figures are written, how many lines there are."""
        evidence, count = Evidence(), 0
        for _number, row in sheet.rows():
            count += 1
            for place, column in places.items():
                if len(row) > place:
                    evidence.add(column.type, row[place])
        notes = [self._get_encoding_words(sheet)] if self._get_encoding_words(sheet) else []
        if evidence.is_order_doubtful and not self.date_order:
            notes.append(self.env._("Dates can be read in two ways (%(day)s): day before month is taken. Choose the "
                                    "order of dates if that is wrong, and check again.", day=evidence.differ))
        if evidence.is_mark_doubtful and not self.decimal_mark:
            notes.append(self.env._("Figures are written in two ways: please look at the amounts."))
        self.write({
            "work_total": count, "notes": "\n".join(notes) or False,
            "sheet": self.sheet | {"order": self.date_order or evidence.order,
                                   "mark": self.decimal_mark or evidence.mark}})

    def _prepare_line(self, number: int, cells: dict) -> dict:
        kind, loader = KINDS[self.kind], self._get_loader()
        cells = {name: text for name, text in cells.items() if text}
        return {
            "import_id": self.id, "number": number, "cells": cells, "key": kind.get_key(cells) or False,
            "likeness": loader._get_likeness(cells) or False, "amount": float(to_amount(loader._get_amount(cells))),
            "title": " ".join(filter(None, (cells.get(one.name) for one in kind.columns[:2]))) or False}

    def _fill_line(self, line, cells: dict):
        """Put corrected cells into a line."""
        values = self._prepare_line(line.number, {
            column.name: to_canonical(column.type, (cells.get(column.name) or "").strip(), "dmy", ",")
            for column in KINDS[self.kind].columns})
        line.write(values | {"decision": False})

    def _judge_lines(self, lines):
        """Look at these lines: what is the matter with each, and what will become of it."""
        kind, loader = KINDS[self.kind], self._get_loader()
        lines = lines.with_env(self.env).sorted("number")
        rows = [Row(line) for line in lines]
        for row in rows:
            row.fill(kind, self.env)
        loader._judge(self, rows)
        firsts = self._get_first_lines("key", {line.key for line in lines})
        for row in rows:
            first = firsts.get(row.line.key)
            if first and first.number < row.line.number:
                if kind.is_grouped:
                    row.head_line = first
                else:
                    row.faults.append(self.env._("The same as line %(number)s: it stands twice.", number=first.number))
            self._note(row, loader)
        lines.flush_recordset()

    def _note(self, row, loader):
        """Write what was found on the line."""
        line, state = row.line, "update" if row.record_id else "create"
        if row.is_there:
            state = "there"
        told = [*row.faults, *row.remarks]
        if row.doubts and not line.decision:
            state, told = "doubt", [*row.doubts, *told]
        if line.decision == "same":
            row.record_id = row.record_id or row.twin_id
            state = "update"
        if row.faults:
            state = "error"
        line.write({
            "state": state, "words": "\n".join(told) or False, "res_id": row.record_id or False,
            "twin_id": row.twin_line.id if row.twin_line else False,
            "head_id": row.head_line.id if row.head_line else False,
            "rank": 2 if line.decision == "same" else loader._get_rank(row)})

    def _finish_check(self):
        """A document is taken over whole: its lines wait for those in error. Count, and compare the totals."""
        if KINDS[self.kind].is_grouped:
            self._hold_documents()
        self._count()
        self._compare_total()

    def _hold_documents(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("""
            UPDATE egg_move_in_line AS line SET state = 'error', words = CONCAT_WS(E'\n', line.words, %(words)s)
             WHERE line.import_id = %(id)s AND line.state IN ('create', 'update') AND EXISTS (
                   SELECT FROM egg_move_in_line AS other WHERE other.import_id = line.import_id
                      AND other.key = line.key AND other.state IN ('error', 'doubt', 'left') AND other.id != line.id)
            """, id=self.id, words=self.env._("Another line of the same document waits.")))
        self.env["egg.move.in.line"].invalidate_model(["state", "words"])

    # Taking over

    def _load_on(self):
        """Take over what is ready; yield after each batch."""
        domain = [("import_id", "=", self.id), ("state", "in", READY), ("head_id", "=", False)]
        while lines := self.env["egg.move.in.line"].search(domain, order="rank, number", limit=LOAD_CHUNK):
            same = lines.filtered(lambda line, rank=lines[0].rank: line.rank == rank)
            self._load_lines(same)
            self.work_done += len(same)
            self._forget()
            yield
        self._finish_load()

    def _finish_load(self):
        self._count()
        self._compare_total()
        self.write({"state": "done"})
        self.message_post(body=self.env._("%(count)s lines are taken over, %(left)s are not.", count=self.loaded_count,
                                          left=self.error_count + self.doubt_count))

    def _load_lines(self, lines):
        """Take these lines over together; when that fails, one by one, so that a bad one stops none."""
        lines = lines.with_env(self.env)
        try:
            with self.env.cr.savepoint():
                self._load_together(lines)
        except (UserError, DatabaseError, ValueError) as fault:
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                self._refuse(lines, fault)
                return
            for line in lines:
                self._load_lines(line)

    def _refuse(self, line, fault):
        text = str(fault.args[0] if fault.args else fault).strip().split("\n\n")[0]
        parts = self.env["egg.move.in.line"].search([("head_id", "=", line.id)])
        (line | parts).write({"state": "error", "words": text})

    def _load_together(self, lines):
        kind, loader = KINDS[self.kind], self._get_loader()
        parts = self.env["egg.move.in.line"].search([("head_id", "in", lines.ids)], order="number")
        rows = [Row(line) for line in lines | parts]
        for row in rows:
            row.fill(kind, self.env)
        loader._judge(self, rows)
        self._settle_twins(rows)
        heads = {row.line.id: row for row in rows if not row.line.head_id}
        for row in rows:
            if row.line.head_id:
                heads[row.line.head_id.id].parts.append(row)
        fresh = [row for row in heads.values() if not row.is_there]
        if faults := [*chain.from_iterable(row.faults for row in fresh)]:
            raise UserError("\n".join(faults))
        loader._load(self, fresh)
        self.env.flush_all()
        loader._remember(self, {row.line.key: row.record_id for row in fresh if row.line.key})
        for row in heads.values():
            for one in [row, *row.parts]:
                one.line.write({"state": "there" if row.is_there else "done", "res_id": row.record_id,
                                "is_made": row.is_made, "before": row.before or False})

    def _settle_twins(self, rows):
        """What a person said to be the same is the record of the line, or of the customer, that it is like."""
        for row in rows:
            if row.line.decision == "same" and not row.record_id:
                row.record_id = row.line.twin_id.res_id or row.twin_id
                if not row.record_id:
                    row.faults.append(self.env._("Line %(number)s, which is the same, is not taken over yet.",
                                                 number=row.line.twin_id.number))

    # Taking back

    def _undo_on(self):
        """Take back what was taken over, the last first; yield after each batch."""
        Line = self.env["egg.move.in.line"]
        domain = [("import_id", "=", self.id), ("state", "=", "done")]
        passed = []
        while lines := Line.search([*domain, ("id", "not in", passed)], order="rank desc, number desc",
                                   limit=LOAD_CHUNK):
            passed += self._undo_lines(lines)
            self.work_done += len(lines)
            self._forget()
            yield
        self._count()
        self._compare_total()
        self.write({"state": "done" if passed else "undone"})
        self.message_post(body=self.env._("Taken back; %(count)s lines stay.", count=len(passed)))

    def _undo_lines(self, lines) -> list:
        """Take these back together, else one by one; return the lines that stay, which say why."""
        try:
            with self.env.cr.savepoint():
                self._undo_together(lines)
            return []
        except (UserError, DatabaseError, ValueError) as fault:
            self.env.invalidate_all(flush=False)
            if len(lines) == 1:
                lines.words = str(fault.args[0] if fault.args else fault).strip()
                return lines.ids
            stay = []
            for line in lines:
                stay += self._undo_lines(line)
            return stay

    def _undo_together(self, lines):
        loader = self._get_loader()
        target = self.env[loader._egg_target]
        for line in lines.filtered(lambda one: one.before and not one.is_made):
            target.browse(line.res_id).exists().write(line.before)
        records = target.browse(lines.filtered("is_made").mapped("res_id")).exists()
        if built := loader._find_built(records):
            raise UserError("\n".join(set(built.values())))
        if records:
            loader._take_back(records)
        self.env.flush_all()
        lines.write({"state": "undone", "res_id": False, "is_made": False, "before": False})

    # Counting

    def _count(self):
        self.env.flush_all()
        counts = dict(self.env["egg.move.in.line"]._read_group([("import_id", "=", self.id)], ["state"], ["__count"]))
        self.write({
            "ready_count": sum(counts.get(state, 0) for state in READY), "doubt_count": counts.get("doubt", 0),
            "error_count": counts.get("error", 0), "there_count": counts.get("there", 0),
            "loaded_count": counts.get("done", 0)})

    def _compare_total(self):
        """Say whether the items make the total of the former tool, and by which they differ if not."""
        if self.kind != "opening":
            return
        self.env["egg.move.in.line"].flush_model()
        rows = self.env.execute_query(SQL(
            "SELECT number, title, amount, state FROM egg_move_in_line WHERE import_id = %s AND state != 'undone' "
            "ORDER BY number", self.id))
        items = [Item(number, title or "", Decimal(str(amount or 0)), state not in OUT)
                 for number, title, amount, state in rows]
        self.total_words = self._get_total_words(items) if items else False

    def _get_total_words(self, items: list) -> str:
        money = self.currency_id.format
        moved = sum((one.amount for one in items if one.is_in), Decimal(0))
        told = [self.env._("Open items of the file, without those in error: %(total)s.", total=money(float(moved)))]
        if not self.told_total:
            return told[0]
        found = compare(Decimal(str(self.told_total)), items)
        if not found.amount:
            return self.env._("%(total)s: exactly the total of the former tool.", total=money(float(moved)))
        told.append(self.env._("The former tool shows %(total)s: %(difference)s differ.",
                               total=money(self.told_total), difference=money(float(found.amount))))
        told += [self.env._("Not taken over: line %(number)s, %(name)s, %(amount)s.", number=one.line, name=one.name,
                            amount=money(float(one.amount))) for one in found.out[:MOST_NAMED]]
        if found.unexplained:
            told.append(self.env._("%(amount)s are not explained by these.", amount=money(float(found.unexplained))))
            told += [self._get_suspect_words(reason, one) for reason, one in found.suspects[:MOST_NAMED]]
        return "\n".join(told)

    def _get_suspect_words(self, reason: str, item: Item) -> str:
        values = {"number": item.line, "name": item.name, "amount": self.currency_id.format(float(item.amount))}
        return {
            "twice": self.env._("Line %(number)s, %(name)s, has just this amount: %(amount)s.", **values),
            "sign": self.env._("Line %(number)s, %(name)s, with the other sign would make it: %(amount)s.", **values),
            "digits": self.env._("Line %(number)s, %(name)s, with two figures exchanged would make it: %(amount)s.",
                                 **values),
        }[reason]

    # Lines

    def _get_lines(self, domain):
        return self.env["egg.move.in.line"].search([("import_id", "=", self.id), *domain])

    def _walk_lines(self, domain):
        """Yield the lines some at a time, in their order."""
        last = 0
        while lines := self.env["egg.move.in.line"].search(
                [("import_id", "=", self.id), ("number", ">", last), *domain], order="number", limit=READ_CHUNK):
            yield lines
            last = lines[-1].number
            self._forget()

    def _get_first_lines(self, field: str, values) -> dict:
        """{value: the first line of this file with it}, those that are left out aside."""
        values = [value for value in values if value]
        found = {}
        for line in self.env["egg.move.in.line"].search(
                [("import_id", "=", self.id), (field, "in", values), ("state", "!=", "left")], order="number"):
            found.setdefault(line[field], line)
        return found

    def _get_lines_of(self, *keys):
        """The lines of these keys that are not taken over."""
        keys = list(filter(None, keys))
        return self._get_lines([("key", "in", keys), ("state", "not in", ("done", "undone", "left"))])

    def _forget(self):
        """A file of any length takes no more memory than a batch of it."""
        self.env.flush_all()
        self.env.invalidate_all()

import base64
from itertools import islice

from odoo import api, models

from ...core.cells import Evidence, to_canonical
from ...core.kinds import KINDS
from ...core.sheet import Sheet, SheetFault
from ...core.words import plain
from ..kinds.row import to_amount

#: Lines that are checked together.
READ_CHUNK = 1000


class EggMoveInFileMixin(models.AbstractModel):
    """The file: its headings, what each column is, and its lines some at a time."""

    _name = "egg.move.in.file.mixin"
    _description = "How the File of a List Is Read"

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
        if not count:
            raise SheetFault("empty")
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
            "import_id": self.id, "number": number, "cells": cells, **self._prepare_example(kind, cells),
            "key": kind.get_key(cells) or False,
            "likeness": loader._get_likeness(cells) or False, "amount": float(to_amount(loader._get_amount(cells))),
            "title": " ".join(filter(None, (cells.get(one.name) for one in kind.columns[:2]))) or False}

    def _prepare_example(self, kind, cells: dict) -> dict:
        """The example line of the template, when it was left in, is nobody's."""
        if kind.is_example(cells):
            return {"state": "left", "words": self.env._("The example line of the template: left out.")}
        return {"state": "create", "words": False}

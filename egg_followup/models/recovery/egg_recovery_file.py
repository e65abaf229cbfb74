import io

from odoo import api, fields, models
from odoo.addons.egg_billing.core.archive import safe_name
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...core.limitation import Clock, deadlines
from .recovery_writer import RecoveryWriter

#: Invoices that one file holds.
MOST = 100
#: The days of an order to pay, which billing notes.
CLOCK = ("requested_on", "ordered_on", "served_on", "opposed_on")


class EggRecoveryFile(models.Model):
    """What a lawyer or a bailiff needs to claim what a customer owes, as it stood on a day, and the clock of an order
    to pay (injonction de payer).
    """

    _name = "egg.recovery.file"
    _description = "File for the Lawyer"
    _inherit = ["egg.facts.mixin", "egg.file.mixin"]
    _order = "made_on desc, id desc"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    made_on = fields.Date("Made on", readonly=True, required=True)
    user_id = fields.Many2one("res.users", "Made by", readonly=True)
    move_ids = fields.Many2many("account.move", "egg_recovery_file_move_rel", "file_id", "move_id", "Invoices",
                                readonly=True)
    principal = fields.Monetary(readonly=True)
    interest = fields.Monetary("Late interest", readonly=True)
    fee = fields.Monetary("Flat recovery fees", readonly=True)
    total = fields.Monetary(readonly=True)
    piece_count = fields.Integer("Pieces", readonly=True)
    limitation_date = fields.Date("Can be claimed until", readonly=True,
                                  help="Of the invoice that comes first, as it stood when the file was made.")
    file = fields.Binary("File", attachment=True, readonly=True)
    file_name = fields.Char("Name", readonly=True)
    requested_on = fields.Date("Order to pay requested on")
    ordered_on = fields.Date("Ordered on", help="The day of the court's order.")
    served_on = fields.Date("Served on", help="The day on which the bailiff served the order on the customer.")
    opposed_on = fields.Date("Opposed on", help="The day on which the customer opposed it, if he did.")
    serve_until = fields.Date("Serve until", compute="_compute_deadlines")
    oppose_until = fields.Date("Can be opposed until", compute="_compute_deadlines")
    enforce_from = fields.Date("Can be enforced from", compute="_compute_deadlines")
    clock = fields.Char("What comes next", compute="_compute_deadlines")

    @api.depends("partner_id", "made_on")
    def _compute_display_name(self):
        for file in self:
            day = format_date(self.env, file.made_on) if file.made_on else ""
            file.display_name = f"{file.partner_id.name or ''} – {day}"

    @api.depends(*CLOCK)
    def _compute_deadlines(self):
        today = fields.Date.context_today(self)
        for file in self:
            ends = deadlines(Clock(file.ordered_on or None, file.served_on or None, file.opposed_on or None))
            file.serve_until, file.oppose_until = ends.serve_until or False, ends.oppose_until or False
            file.enforce_from = ends.enforce_from or False
            file.clock = file._get_clock_text(ends, today)

    def _get_clock_text(self, ends, today) -> str:
        """Return in words what comes next in the order to pay."""
        if not self.ordered_on:
            return self.env._("Requested: the court's order is awaited.") if self.requested_on else ""
        day = format_date(self.env, ends.serve_until)
        if ends.is_lapsed or not self.served_on and today > ends.serve_until:
            return self.env._("Lapsed: it was to be served until %(day)s.", day=day)
        if not self.served_on:
            return self.env._("Have it served until %(day)s, else it lapses.", day=day)
        if ends.is_late:
            return self.env._("Opposed after %(day)s, the last day: the court says whether it still hears both.",
                              day=format_date(self.env, ends.oppose_until))
        if self.opposed_on:
            return self.env._("Opposed: the court hears both.")
        if today <= ends.oppose_until:
            return self.env._("Can be opposed until %(day)s.", day=format_date(self.env, ends.oppose_until))
        return self.env._("Without opposition it can be enforced from %(day)s.",
                          day=format_date(self.env, ends.enforce_from))

    @api.constrains(*CLOCK)
    def _check_clock(self):
        """The days come one after the other."""
        today = fields.Date.context_today(self)
        for file in self:
            days = [file[name] for name in CLOCK if file[name]]
            if days and max(days) > today:
                raise UserError(self.env._("Note what has happened: a day to come can be noted once it is there."))
            if days != sorted(days) or (file.served_on or file.opposed_on) and not file.ordered_on or \
                    file.opposed_on and not file.served_on:
                raise UserError(self.env._("Request, order, service and opposition come one after the other."))

    def _get_egg_free_fields(self) -> set:
        return super()._get_egg_free_fields() | set(CLOCK)

    # Making

    @api.model
    def _make_for(self, moves):
        """Make the file of the overdue ones of these invoices, one per currency, and download it.

        :raises AccessError: the user does not bill, or does not see one of these invoices or companies
        :raises UserError: they are not of one customer and company, or nothing of them is overdue
        """
        self._check_maker(moves)
        if len(moves.commercial_partner_id) > 1 or len(moves.company_id) > 1:
            raise UserError(self.env._("A file for the lawyer is of one customer and one company."))
        today = fields.Date.context_today(self)
        late = moves.filtered(lambda move: move._is_egg_overdue(today))
        if not late:
            raise UserError(self.env._("Nothing is overdue of this: there is nothing to hand over."))
        if len(late) > MOST:
            raise UserError(self.env._("A file holds at most %(count)s invoices: choose some in the list of invoices.",
                                       count=MOST))
        made = self.browse()
        for _currency, some in late.grouped("currency_id").items():
            made |= self._make_one(some.sorted(lambda move: (move.invoice_date_due, move.id)), today)
        return made.action_download() if len(made) == 1 else made._get_records_action()

    def _check_maker(self, moves):
        """:raises AccessError: the user does not bill, or does not see one of these or its company"""
        self.check_access("write")
        moves.check_access("read")
        if moves.company_id - self.env.companies:
            raise AccessError(self.env._("Choose the company of these invoices first."))

    def _make_one(self, moves, today):
        company = moves.company_id
        told = self.with_context(lang=company.partner_id.lang or self.env.lang).with_company(company)
        writer = RecoveryWriter(told.env, moves.with_env(told.env), today)
        content = io.BytesIO()
        writer.write_zip(content)
        customer = moves.commercial_partner_id
        name = safe_name(told.env._("File %(customer)s %(day)s", customer=customer.name, day=today))[:80]
        # sudo: facts that only this action makes; the right to it was tested
        file_sudo = self.sudo().create({
            "partner_id": customer.id, "company_id": company.id, "currency_id": moves.currency_id.id, "made_on": today,
            "user_id": self.env.uid, "move_ids": moves.ids, "principal": float(writer.sums.principal),
            "interest": float(writer.sums.interest), "fee": float(writer.sums.fee),
            "total": float(writer.sums.total), "piece_count": len(writer.numbered),
            "limitation_date": writer.first_limit or False, "file_name": f"{name}.zip",
        })
        # sudo: a field that is kept as a file, without its text twice in memory
        self.env["ir.attachment"].sudo().create({
            "name": "file", "res_model": self._name, "res_id": file_sudo.id, "res_field": "file",
            "raw": content.getvalue(), "type": "binary", "mimetype": "application/zip"})
        file_sudo.invalidate_recordset(["file"])
        moves._message_log_batch({move.id: told.env._("In the file for the lawyer: %(file)s.", file=f"{name}.zip")
                                  for move in moves})
        return file_sudo.sudo(False)

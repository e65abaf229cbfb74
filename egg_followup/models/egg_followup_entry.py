from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class EggFollowupEntry(models.Model):
    """Something that was done for a document: it was sent, reminded, paid."""

    _name = "egg.followup.entry"
    _description = "Follow-up Entry"
    _order = "date desc, id desc"
    _rec_name = "stage_id"

    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    comment = fields.Char()
    origin = fields.Selection(
        [("manual", "Entered by hand"), ("mail", "E-mail"), ("bulk", "Bulk run"), ("payment", "Payment"), ("event", "Event")],
        required=True, default="manual", readonly=True,
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", ondelete="cascade", index="btree_not_null", compute="_compute_move_id", store=True,
        readonly=False, precompute=True,
    )
    due_item_id = fields.Many2one(
        "account.move.line", "Instalment", ondelete="set null", index="btree_not_null",
        domain="[('move_id', '=', move_id), ('display_type', '=', 'payment_term')]",
        help="The instalment that was reminded; empty: the whole document.",
    )
    order_id = fields.Many2one("sale.order", "Quotation or order", ondelete="cascade", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", compute="_compute_partner_id", store=True)
    letter_id = fields.Many2one("egg.followup.letter", "Letter", readonly=True, ondelete="set null", index="btree_not_null")
    message_id = fields.Many2one("mail.message", "E-mail", readonly=True, ondelete="set null", index="btree_not_null")

    _one_bulk_a_day = models.UniqueIndex(
        "(due_item_id, stage_id, date) WHERE origin = 'bulk' AND due_item_id IS NOT NULL",
        "This instalment has already had this reminder today.",
    )
    _one_bulk_a_day_order = models.UniqueIndex(
        "(order_id, stage_id, date) WHERE origin = 'bulk' AND order_id IS NOT NULL",
        "This document has already had this reminder today.",
    )
    _one_payment = models.UniqueIndex("(move_id) WHERE origin = 'payment'", "The payment of this invoice is already noted.")

    @api.depends("due_item_id.move_id")
    def _compute_move_id(self):
        for entry in self:
            entry.move_id = entry.due_item_id.move_id or entry.move_id

    @api.depends("move_id.partner_id", "order_id.partner_id", "move_id.company_id", "order_id.company_id")
    def _compute_partner_id(self):
        for entry in self:
            document = entry.move_id or entry.order_id
            entry.partner_id = document.partner_id
            entry.company_id = document.company_id

    @api.constrains("move_id", "order_id", "due_item_id")
    def _check_document(self):
        for entry in self:
            if bool(entry.move_id) == bool(entry.order_id):
                raise ValidationError(self.env._("A follow-up belongs to one invoice or to one order."))
            if entry.due_item_id and entry.due_item_id.move_id != entry.move_id:
                raise ValidationError(self.env._("This instalment is not one of the invoice."))

    def write(self, vals):
        """Note in the document's history what was changed by hand."""
        traced = [name for name in ("date", "stage_id", "comment") if name in vals]
        before = {entry.id: {name: entry._get_traced_text(name) for name in traced} for entry in self}
        result = super().write(vals)
        for entry in self:
            changes = [
                f"{entry._fields[name]._description_string(self.env)}: {before[entry.id][name]} → {entry._get_traced_text(name)}"
                for name in traced if before[entry.id][name] != entry._get_traced_text(name)
            ]
            if changes:
                entry._get_document().message_post(body=self.env._("Follow-up changed: %(what)s", what=", ".join(changes)))
        return result

    def _get_traced_text(self, name: str) -> str:
        value = self[name]
        if name == "stage_id":
            return value.name or ""
        return format_date(self.env, value) if name == "date" else value or ""

    def _get_document(self):
        self.ensure_one()
        return self.move_id or self.order_id


class EggFollowupShift(models.Model):
    """A planned stage that was moved to another day by hand."""

    _name = "egg.followup.shift"
    _description = "Moved Follow-up Date"
    _rec_name = "stage_id"

    stage_id = fields.Many2one("egg.followup.stage", required=True, ondelete="cascade", index=True)
    date = fields.Date(required=True)
    due_item_id = fields.Many2one("account.move.line", "Instalment", ondelete="cascade", index="btree_not_null")
    order_id = fields.Many2one("sale.order", "Quotation or order", ondelete="cascade", index="btree_not_null")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True)

    _one_per_item = models.UniqueIndex("(due_item_id, stage_id) WHERE due_item_id IS NOT NULL")
    _one_per_order = models.UniqueIndex("(order_id, stage_id) WHERE order_id IS NOT NULL")
    _one_target = models.Constraint(
        "CHECK((due_item_id IS NULL) != (order_id IS NULL))", "A moved date belongs to one instalment or to one order.",
    )

    @api.depends("due_item_id.company_id", "order_id.company_id")
    def _compute_company_id(self):
        for shift in self:
            shift.company_id = (shift.due_item_id or shift.order_id).company_id

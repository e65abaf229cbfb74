from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

#: what a program noted when something left or was paid; only entries by hand can be given another date
FACTS = ("bulk", "mail", "payment")


class EggFollowupEntry(models.Model):
    """Something that was done for a document: it was sent, reminded, paid."""

    _name = "egg.followup.entry"
    _inherit = ["egg.followup.link"]
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
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", compute="_compute_partner_id", store=True)
    followup_message_id = fields.Many2one("egg.followup.message", "Message", readonly=True, ondelete="set null", index="btree_not_null")
    message_id = fields.Many2one("mail.message", "E-mail", readonly=True, ondelete="set null", index="btree_not_null")

    _one_bulk_a_day = models.UniqueIndex(
        "(due_item_id, stage_id, date) WHERE origin = 'bulk' AND due_item_id IS NOT NULL",
        "This instalment has already had this reminder today.",
    )
    _one_payment = models.UniqueIndex("(move_id) WHERE origin = 'payment'", "The payment of this invoice is already noted.")

    @api.depends("due_item_id.move_id")
    def _compute_move_id(self):
        for entry in self:
            entry.move_id = entry.due_item_id.move_id or entry.move_id

    @api.depends("move_id.partner_id", "move_id.company_id")
    def _compute_partner_id(self):
        for entry in self:
            document = entry._get_document()
            entry.partner_id = document.partner_id
            entry.company_id = document.company_id

    @api.constrains(lambda self: ("stage_id", "due_item_id", *self._get_document_fields()))
    def _check_document(self):
        for entry in self:
            if len([name for name in self._get_document_fields() if entry[name]]) != 1:
                raise ValidationError(self.env._("A follow-up belongs to exactly one document."))
            if entry.due_item_id and entry.due_item_id.move_id != entry.move_id:
                raise ValidationError(self.env._("This instalment is not one of the invoice."))

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_by_hand()
        return entries

    def _check_by_hand(self):
        """:raises AccessError: when a user wrote what only a sending, a payment or an event notes, or on somebody else's document."""
        if self.env.su:
            return
        for entry in self:
            if entry.origin != "manual" or entry.followup_message_id or entry.message_id:
                raise AccessError(self.env._("What a sending, a payment or an event noted cannot be made or changed by hand, but for its comment."))
            entry._get_document().check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        self._check_by_hand()

    def write(self, vals):
        """Note in the document's history what was changed by hand.

        :raises UserError: what was sent or paid stays as it was; only its comment can be changed.
        :raises AccessError: the entry is on somebody else's document, or would go to another one.
        """
        self._check_facts(vals)
        own = self.filtered(lambda entry: entry.origin not in FACTS)
        if set(vals) - {"comment"}:
            own._check_by_hand()
        documents = {} if self.env.su else {entry.id: entry._get_document() for entry in self}
        traced = [name for name in ("date", "stage_id", "comment") if name in vals]
        before = {entry.id: {name: entry._get_traced_text(name) for name in traced} for entry in self}
        result = super().write(vals)
        if set(vals) - {"comment"}:
            own._check_by_hand()
        if any(self.browse(number)._get_document() != document for number, document in documents.items()):
            raise AccessError(self.env._("A follow-up stays with its document."))
        for entry in self:
            changes = [
                f"{entry._fields[name]._description_string(self.env)}: {before[entry.id][name]} → {entry._get_traced_text(name)}"
                for name in traced if before[entry.id][name] != entry._get_traced_text(name)
            ]
            if changes:
                entry._get_document().message_post(body=self.env._("Follow-up changed: %(what)s", what=", ".join(changes)))
        return result

    def _check_facts(self, vals):
        """Refuse to change what was sent, whoever may write: the next reminder follows its date."""
        if self.env.su:
            return
        if vals.get("origin") in FACTS and any(entry.origin != vals["origin"] for entry in self):
            raise UserError(self.env._("Only what the program sends or books counts as sent or paid."))
        fixed = [name for name in vals if name not in ("comment", "id")]
        for entry in self.filtered(lambda one: one.origin in FACTS):
            for name in fixed:
                field = entry._fields.get(name)
                if field and field.convert_to_write(entry[name], entry) != field.convert_to_write(
                    field.convert_to_record(field.convert_to_cache(vals[name], entry), entry), entry
                ):
                    raise UserError(
                        self.env._(
                            "“%(stage)s” of %(document)s was sent or booked on %(day)s: this stays as it was. Add a comment, or an entry "
                            "of your own.",
                            stage=entry.stage_id.name, document=entry._get_document().display_name, day=format_date(self.env, entry.date),
                        )
                    )

    def _get_traced_text(self, name: str) -> str:
        value = self[name]
        if name == "stage_id":
            return value.name or ""
        return format_date(self.env, value) if name == "date" else value or ""

    @api.model
    def _get_document_fields(self) -> tuple:
        """Return the names of the fields of which exactly one holds the document of an entry."""
        return ("move_id",)

    def _get_document(self):
        """Return the document of one entry."""
        self.ensure_one()
        documents = [self[name] for name in self._get_document_fields()]
        return next(filter(None, documents), documents[0])

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date


class EggFollowupEntry(models.Model):
    """Something that was done for a document: it was sent, reminded, paid."""

    _name = "egg.followup.entry"
    _inherit = ["egg.facts.mixin", "egg.followup.link"]
    _description = "Follow-up Entry"
    _order = "date desc, id desc"
    _rec_name = "stage_id"

    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    comment = fields.Char()
    origin = fields.Selection(
        [("manual", "Entered by hand"), ("mail", "E-mail"), ("bulk", "Bulk run"), ("payment", "Payment"),
         ("event", "Event")],
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
    followup_message_id = fields.Many2one("egg.followup.message", "Message", readonly=True, ondelete="set null",
                                          index="btree_not_null")
    message_id = fields.Many2one("mail.message", "E-mail", readonly=True, ondelete="set null", index="btree_not_null")

    _one_bulk_a_day = models.UniqueIndex(
        "(due_item_id, stage_id, date) WHERE origin = 'bulk' AND due_item_id IS NOT NULL",
        "This instalment has already had this reminder today.",
    )
    _one_payment = models.UniqueIndex("(move_id) WHERE origin = 'payment'", "The payment of this invoice is already "
                                                                            "noted.")

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

    @api.model
    def _get_egg_given_fields(self) -> set:
        return super()._get_egg_given_fields() | {"date", "stage_id", "user_id", "comment", "due_item_id",
                                                  *self._get_document_fields()}

    def _get_egg_free_fields(self) -> set:
        return super()._get_egg_free_fields() | (self._get_egg_given_fields() if self.origin == "manual"
                                                 else {"comment"})

    def _get_egg_facts_refusal(self, names) -> str:
        if not self or self.origin == "manual":
            return self.env._("Only what the program sends or books counts as sent or paid.")
        return self.env._(
            "“%(stage)s” of %(document)s was sent or booked on %(day)s: this stays as it was. Add a comment, or an "
            "entry of your own.",
            stage=self.stage_id.name, document=self._get_document().display_name, day=format_date(self.env, self.date))

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._check_own_document()
        return entries

    def _check_own_document(self):
        """:raises AccessError: a user notes, changes or takes away something on a document that is not his to see."""
        for entry in self if not self.env.su else ():
            entry._get_document().check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        self._check_own_document()
        for entry in self if not self.env.su else ():
            if entry.origin != "manual":
                raise AccessError(entry._get_egg_facts_refusal(["date"]))

    def write(self, vals):
        """Note in the document's history what was changed by hand.

        :raises AccessError: what was sent or paid stays as it was, but for its comment; the entry is on somebody else's
            document, or would go to another one.
        """
        self._check_own_document()
        documents = {} if self.env.su else {entry.id: entry._get_document() for entry in self}
        traced = [name for name in ("date", "stage_id", "comment") if name in vals]
        before = {entry.id: {name: entry._get_traced_text(name) for name in traced} for entry in self}
        result = super().write(vals)
        if any(self.browse(number)._get_document() != document for number, document in documents.items()):
            raise AccessError(self.env._("A follow-up stays with its document."))
        for entry in self:
            changes = [
                f"{entry._fields[name]._description_string(self.env)}: {before[entry.id][name]} → "
                f"{entry._get_traced_text(name)}"
                for name in traced if before[entry.id][name] != entry._get_traced_text(name)
            ]
            if changes:
                entry._get_document().message_post(body=self.env._("Follow-up changed: %(what)s",
                                                                   what=", ".join(changes)))
        return result

    def _get_traced_text(self, name: str) -> str:
        value = self[name]
        if name == "stage_id":
            return value.name or ""
        return format_date(self.env, value) if name == "date" else value or ""

    def _get_repeat_text(self) -> str:
        """Return why the same is not done again on the same day."""
        return self.env._("Had “%(stage)s” today already.", stage=self.stage_id.name)

    @api.model
    def _get_document_fields(self) -> tuple:
        """Return the names of the fields of which exactly one holds the document of an entry."""
        return ("move_id",)

    def _get_document(self):
        """Return the document of one entry."""
        self.ensure_one()
        documents = [self[name] for name in self._get_document_fields()]
        return next(filter(None, documents), documents[0])

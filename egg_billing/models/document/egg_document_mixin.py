from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.inside import INSIDE, KEEPING

EGG_STATES = [
    ("draft", "Draft"),
    ("progress", "In progress"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("refused", "Refused"),
]


class EggDocumentMixin(models.AbstractModel):
    """What a quote, an order and an invoice have in common in EGG.

    The adopter provides `partner_id`, `company_id` and `message_post`.
    """

    _name = "egg.document.mixin"
    _inherit = ["egg.history.mixin", "egg.map.mixin"]
    _description = "Commercial Document"

    egg_title = fields.Char(
        "Title", index="trigram", tracking=True,
        help="What the document is about, in a few words. Mainly for searching; printed only when the option is on.",
    )
    egg_payment_mode_id = fields.Many2one(
        "egg.payment.mode", "Payment mode", check_company=True, ondelete="restrict",
        help="How the customer should pay. Not printed when payment conditions are there: their own modes count.",
    )
    egg_contact_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null",
        help="The person this document is for: one of the customer's contacts.",
    )
    egg_note = fields.Text("Internal note", groups="base.group_user", help="For your team only: never printed.")

    _egg_rests_while_typing = ("egg_parent_kind",)
    egg_parent_kind = fields.Char(
        "What a blank document is", compute="_compute_egg_parent_kind", groups="base.group_user",
        help="Technical: what a blank document is, when there is something that it can be made from.")

    def _compute_egg_parent_kind(self):
        Choice = self.env["egg.parent.choice"]
        for document in self:
            kind = not document.ids and document._get_egg_document_type()
            document.egg_parent_kind = kind if kind and Choice._find_parents(kind) else False

    def _get_egg_document_type(self) -> str:
        """Return "quote", "order", "invoice", "credit_note" or "deposit" for one document."""
        raise NotImplementedError

    def _get_egg_mandate_url(self) -> str:
        """Return the address where the customer signs the mandate that this document's way of payment needs; empty:
        none is needed, or it is there already.
        """
        self.ensure_one()
        # sudo: how a document is paid, for whoever may read it
        if self.sudo().egg_payment_mode_id.kind != "direct_debit":
            return ""
        return self.partner_id._get_egg_mandate_url(self.company_id)

    def _get_egg_customer_number(self) -> str:
        """Hook: the number by which the customer knows this document."""
        self.ensure_one()
        return self.name or ""

    def _prepare_egg_child_values(self) -> dict:
        """Values that go from this document to the one made from it (order -> invoice -> credit note).

        Features extend this with `super()._prepare_egg_child_values() | {...}`; only fields that both models have.
        """
        self.ensure_one()
        return {
            "egg_title": self.egg_title,
            "egg_payment_mode_id": self.egg_payment_mode_id.id,
            "egg_contact_id": self.egg_contact_id.id,
            "egg_note": self.egg_note,
        }

    def _log_egg_event(self, kind: str, text: str) -> None:
        """Note in the history of each document that something happened to it.

        :param kind: what happened: "sent", "paid", "debit_rejected", "debit_disputed"...; a follow-up module may turn
            it into an entry of its own.
        :param text: translated, for people.
        """
        for document in self:
            document.message_post(body=text)

    def _lock_egg_documents(self):
        """Let nobody else change these documents until this is done.

        :raises UserError: somebody else is at work on one of them.
        """
        locked = self.sudo().try_lock_for_update(allow_referencing=True)  # sudo: whoever may do what follows
        for document in self - locked.with_env(self.env):
            raise UserError(self.env._("Somebody else is changing %(number)s at this moment: try again in a moment.",
                                       number=document.display_name))

    # The contact is one of the customer's people.

    @api.constrains("egg_contact_id", "partner_id")
    def _check_egg_contact(self):
        for document in self.filtered("egg_contact_id"):
            if document.egg_contact_id.commercial_partner_id not in document._get_egg_contact_owners():
                raise ValidationError(
                    document.env._(
                        "%(contact)s is not a contact of %(customer)s. Choose one of the customer's people, "
                        "or add this person to the customer first.",
                        contact=document.egg_contact_id.display_name, customer=document.partner_id.display_name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_proposes_egg_mode(self):
        if self.partner_id and not self.egg_payment_mode_id:
            company = self.company_id or self.env.company
            self.egg_payment_mode_id = self.partner_id._get_egg_proposed_payment_mode(company)

    @api.onchange("partner_id")
    def _onchange_partner_clears_egg_contact(self):
        if self.egg_contact_id and self.egg_contact_id.commercial_partner_id not in self._get_egg_contact_owners():
            self.egg_contact_id = False

    def _get_egg_contact_owners(self):
        """Return the companies whose people may be the contact of one document."""
        return self.partner_id.commercial_partner_id

    # The five statuses that quotes, orders and invoices share, computed from what Odoo knows of each.

    egg_state = fields.Selection(
        EGG_STATES, "Document status", compute="_compute_egg_state", store=True, index=True, copy=False, tracking=1,
        help="Draft: still being written. In progress: sent, confirmed or issued. Done: turned into the next "
             "document, delivered and invoiced, or paid. Cancelled: given up by us. Refused: declined by the "
             "customer.",
    )
    egg_refused = fields.Boolean("Refused by the customer", copy=False, readonly=True)
    egg_refusal_reason_id = fields.Many2one(
        "egg.refusal.reason", "Refusal reason", copy=False, readonly=True, ondelete="restrict", index="btree_not_null",
        groups="base.group_user",
    )

    @api.depends("egg_refused")
    def _compute_egg_state(self):
        for document in self:
            document.egg_state = document._get_egg_state()

    #: Fields that tell of the status in Odoo's words.
    _egg_core_status_fields = ("state",)

    def _track_filter_for_display(self, tracking_values):
        """The history tells of the status in EGG's words; what Odoo noted of it stays stored."""
        shown = super()._track_filter_for_display(tracking_values)
        if not self.egg_state:
            return shown
        # sudo: the names of fields, for whoever reads the history
        return shown.filtered(lambda value: value.sudo().field_id.name not in self._egg_core_status_fields)

    def action_egg_change_state(self):
        """Open the choice of the statuses that this document can take by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the status"),
            "res_model": "egg.state.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def egg_set_state(self, target: str, reason=None, note=""):
        """Bring one document to a status, through the action that stands behind it in Odoo, and log it.

        :param target: one of the five statuses.
        :param reason: optional `egg.refusal.reason`, or its id, for "refused".
        :param note: optional text for the history: why.
        :returns: an action to open when a person has more to fill in (a payment, a credit note), else None.
        :raises UserError: when there is no such status or reason, or the document cannot take it from where it stands.
        """
        self.ensure_one()
        self.check_access("write")
        labels = dict(self._fields["egg_state"]._description_selection(self.env))
        if not isinstance(target, str) or target not in labels:
            raise UserError(self.env._("There is no status “%(value)s”: give one of %(known)s.", value=target,
                                       known=", ".join(labels)))
        reason = self._read_egg_reason(reason)
        if target == self.egg_state:
            return None
        run = self._get_egg_state_actions().get(target)
        if not run:
            raise UserError(
                self.env._(
                    "%(document)s cannot go from “%(old)s” to “%(new)s” by hand. %(hint)s",
                    document=self.display_name, old=labels.get(self.egg_state, ""), new=labels[target],
                    hint=self._get_egg_state_hint(target),
                )
            )
        old_label = labels.get(self.egg_state, "")
        action = run()
        if isinstance(action, dict):
            return action
        if target == "refused":
            self._egg_mark_refused(reason)
        elif self.egg_refused:
            self.with_context(**{KEEPING: INSIDE}).write({"egg_refused": False, "egg_refusal_reason_id": False})
        self._log_egg_event("state", self._prepare_egg_state_message(
            old_label, labels[target], reason.name or (note if isinstance(note, str) else "")))
        return None

    def _read_egg_record(self, model: str, given):
        """Return the record that a caller gave by itself or by its id; an empty one when it is neither."""
        records = self.env[model]
        if isinstance(given, type(records)):
            return given
        return records.search([("id", "=", given)]) if type(given) is int else records

    def _read_egg_reason(self, reason):
        """Return the `egg.refusal.reason` that a caller gave by itself or by its id; none: an empty one.

        :raises UserError: there is no such reason.
        """
        found = self._read_egg_record("egg.refusal.reason", reason)
        is_none = reason is None or reason is False or isinstance(reason, type(found))
        if not found and not is_none:
            raise UserError(self.env._("There is no reason “%(value)s”: give the number of one.", value=reason))
        return found

    def _egg_mark_refused(self, reason=None):
        """Note that these documents were declined by the customer; Odoo's own state is set already."""
        self.with_context(**{KEEPING: INSIDE}).write(
            {"egg_refused": True, "egg_refusal_reason_id": reason.id if reason else False})

    def _prepare_egg_state_message(self, old_label: str, new_label: str, reason="") -> str:
        """Sentence for the history of a document whose status a person changed."""
        if reason:
            return self.env._(
                "Status changed by hand: %(old)s → %(new)s (%(reason)s)", old=old_label, new=new_label,
                reason=reason
            )
        return self.env._("Status changed by hand: %(old)s → %(new)s", old=old_label, new=new_label)

    def _get_egg_state(self) -> str | bool:
        """Return the status of one document, or False when it is none of EGG's documents."""
        raise NotImplementedError

    def _get_egg_state_actions(self) -> dict:
        """Return {status: callable} for what a person may do with one document now.

        A callable runs the real Odoo action. When it returns an action to open, that one asks the person and does the
        rest.
        """
        raise NotImplementedError

    def _get_egg_explained_states(self) -> set:
        """Return the statuses that a person who sets one by hand is asked the reason of, in words."""
        return set()

    def _get_egg_state_hint(self, target: str) -> str:
        """Say what to do instead when `target` cannot be set by hand."""
        return ""

    # Shortcuts that every document has: customer, duplicate, key figures (mail and preview are elsewhere).

    def action_egg_customer(self):
        """Open the customer's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
        }

    def action_egg_duplicate(self):
        """Copy the document and open the copy: a draft of today, without payments nor history."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.copy().id,
            "view_mode": "form",
        }

    def action_egg_key_figures(self):
        """Show margin and customer outstanding."""
        self.ensure_one()
        figures = self.env["egg.key.figures"].create(self._prepare_egg_key_figures_values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key figures"),
            "res_model": "egg.key.figures",
            "res_id": figures.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_egg_key_figures_values(self) -> dict:
        """Values of the key figures of one document."""
        self.ensure_one()
        margin, base = self._get_egg_margin()
        outstanding, limit = self.partner_id.commercial_partner_id._get_egg_outstanding(self.company_id)
        return {
            "number": self.display_name,
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.commercial_partner_id.id,
            "margin": margin,
            "margin_percent": margin / base if base else 0.0,
            "outstanding": outstanding,
            "credit_limit": limit,
        }

    def _get_egg_margin(self) -> tuple[float, float]:
        """Return (margin, amount without tax it is a share of) of one document, in its currency."""
        raise NotImplementedError

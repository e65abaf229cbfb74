from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.proof import INVOICE, Proof

#: Icons of the map.
ICONS = {"credit_note": "fa-undo", "deposit": "fa-money", "invoice": "fa-file-text"}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["egg.document.mixin", "account.move"]

    _egg_core_status_fields = ("state", "payment_state", "status_in_payment")

    def _get_egg_document_type(self) -> str:
        self.ensure_one()
        return "credit_note" if self.move_type == "out_refund" else "invoice"

    def _get_egg_due_items(self):
        """Return the open due items of these documents: one receivable journal item per instalment, oldest first."""
        domain = self.env["account.move.line"]._get_egg_due_item_domain()
        return self.line_ids.filtered_domain(domain).sorted(lambda line: (line.date_maturity or line.date, line.id))

    _egg_rests_while_typing = ("egg_contact_owner_id", "egg_relation_sentence")
    egg_contact_owner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Contact's company")

    def _get_egg_contact_owners(self):
        # The invoice may go to another firm than the customer's: the contact is then one of those who are delivered.
        orders_partner = self.partner_shipping_id.commercial_partner_id
        return super()._get_egg_contact_owners() | orders_partner

    def _creation_message(self):
        """Odoo's word for "created" has one gender in French, whatever was created."""
        is_invoice = self.is_invoice(include_receipts=True)
        return super()._creation_message() if is_invoice else self.env._("Journal entry created")

    def message_post_with_source(self, source_ref, *, render_values=None, **kwargs):
        """What a document was made from is said in a sentence of its own kind, for the same reason."""
        values = render_values or {}
        if source_ref == "mail.message_origin_link" and not values.get("edit") and len(self) == 1:
            source_ref = "egg_billing.message_origin_link"
            render_values = values | {"text": self._get_egg_origin_text()}
        return super().message_post_with_source(source_ref, render_values=render_values, **kwargs)

    def _get_egg_origin_text(self) -> str:
        """What stands before the names of the documents that this one was made from."""
        if self.move_type == "out_invoice":
            return self.env._("This invoice was made from:")
        if self.move_type == "out_refund":
            return self.env._("This credit note was made from:")
        return self.env._("This journal entry was made from:")

    @api.depends("move_type", "state", "payment_state")
    def _compute_egg_state(self):
        return super()._compute_egg_state()

    @api.model
    def _get_egg_history(self):
        """As `_get_egg_state`."""
        return super()._get_egg_history() | {"egg_state": SQL("""
            CASE WHEN old.move_type NOT IN ('out_invoice', 'out_refund', 'out_receipt') THEN NULL
                 WHEN old.state = 'cancel' OR old.state = 'posted' AND old.payment_state = 'reversed' THEN 'cancelled'
                 WHEN old.state = 'draft' THEN 'draft'
                 WHEN old.payment_state IN ('paid', 'in_payment') THEN 'done'
                 ELSE 'progress' END""")}

    @api.model
    def _get_egg_open_domain(self):
        return super()._get_egg_open_domain() | Domain([
            ("state", "=", "draft"), ("move_type", "in", self.get_sale_types(include_receipts=True)),
        ])

    def _get_egg_state(self):
        if not self.is_sale_document(include_receipts=True):
            return False
        if self.state == "cancel":
            return "refused" if self.egg_refused else "cancelled"
        if self.state == "draft":
            return "draft"
        if self.payment_state == "reversed":
            return "cancelled"
        return "done" if self.payment_state in ("paid", "in_payment") else "progress"

    def _get_egg_state_actions(self):
        if self.state == "draft":
            return {"progress": self._egg_post, "cancelled": self.button_cancel, "refused": self.button_cancel}
        if self.state == "cancel":
            # From cancelled to refused only the note changes; Odoo's state is already the right one.
            note = {"refused": lambda: None, "cancelled": lambda: None}
            return note if self.posted_before else note | {"draft": self.button_draft}
        if self.egg_state == "progress":
            actions = {"done": self.action_register_payment}
            return actions | {"cancelled": self.action_egg_credit_note} if self.move_type == "out_invoice" else actions
        return {}

    def _egg_post(self):
        """Post, from the button; core returns False or an action with warnings."""
        return self.action_post()

    def _get_egg_state_hint(self, target):
        if self.state == "posted" and target in ("draft", "cancelled", "refused"):
            return self.env._("An issued document is not taken back: make a credit note.")
        if target == "done":
            return self.env._("Confirm it, then register its payment.")
        return super()._get_egg_state_hint(target)

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            key = (move._name, move.id)
            links |= {(key, (move._name, refund.id)) for refund in move.reversal_move_ids}
            if move.reversed_entry_id:
                links.add(((move._name, move.reversed_entry_id.id), key))
        return links

    def _get_egg_proofs(self) -> list:
        """Return what proves this document to somebody outside (see `core.proof`): its PDF."""
        if self.state != "posted":
            return []
        _kind, label, _rank = self._get_egg_map_kind()
        return [Proof(INVOICE, f"{label} {self.name}", self.invoice_date, f"{self.name}.pdf", self._get_egg_pdf())]

    def _prepare_egg_map_nodes(self):
        document_map = self.env["egg.document.map"]
        states = dict(self._fields["egg_state"]._description_selection(self.env))
        nodes = {}
        for move in self.filtered(lambda move: move.is_sale_document(include_receipts=True)):
            kind, label, rank = move._get_egg_map_kind()
            nodes[move._name, move.id] = document_map._prepare_node(
                move, kind, label, rank, icon=ICONS.get(kind),
                number=move.name if move.name != "/" else False, title=move.egg_title,
                partner=move.partner_id.display_name,
                date=move.invoice_date or move.date, state=move.egg_state, state_label=states.get(move.egg_state),
                untaxed=move.amount_untaxed, total=move.amount_total, balance=move.amount_residual,
                currency=move.currency_id,
                salesperson=move.invoice_user_id.name,
            )
        return nodes

    def _get_egg_map_kind(self) -> tuple[str, str, int]:
        """Return (kind, label, rank) of one invoice in the map."""
        kind = self._get_egg_document_type()
        labels = {
            "credit_note": (self.env._("Credit note"), 60),
            "deposit": (self.env._("Deposit invoice"), 40),
            "invoice": (self.env._("Invoice"), 50),
        }
        return (kind, *labels.get(kind, labels["invoice"]))

    @api.model
    def _get_egg_subject_label(self):
        return self.env._("Invoice")

    egg_relation_sentence = fields.Char("Related to", compute="_compute_egg_relation_sentence")

    @api.depends("reversed_entry_id", "move_type", "state")
    def _compute_egg_relation_sentence(self):
        for move in self:
            is_new_credit_note = move.move_type == "out_refund" and move.state == "draft"
            move.egg_relation_sentence = is_new_credit_note and move._get_egg_relation_sentence()

    def _get_egg_relation_sentence(self):
        """What the invoice of this draft credit note is, and what else was credited of it."""
        invoice = self.reversed_entry_id
        if not invoice:
            return False
        notes = invoice._get_egg_credit_notes_text(besides=self._origin)
        if not notes:
            return self.env._("This credit note is related to invoice %(number)s.", number=invoice.name)
        left = max(invoice._get_egg_left_to_credit(besides=self._origin), 0.0)
        return self.env._(
            "This credit note is related to invoice %(number)s, of which others exist: %(notes)s. %(left)s at most is "
            "left to credit.", number=invoice.name, notes=notes, left=invoice.currency_id.format(left))

    def action_egg_credit_note(self):
        """Open a draft credit note for what is left to credit of the invoice, with the invoice in relation.

        :raises UserError: unless the document is one issued customer invoice that is not credited in full.
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(self.env._("A credit note is made from an issued invoice. Confirm the invoice first."))
        wizard = self.env["account.move.reversal"].with_context(active_model=self._name, active_ids=self.ids)
        return wizard.create({"journal_id": self.journal_id.id}).refund_moves()

    def _get_egg_margin(self):
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product"
                                               and line._is_egg_margin_line())
        sign = -1 if self.move_type == "out_refund" else 1
        untaxed = sum(lines.mapped("price_subtotal"))
        day = self.invoice_date or self.date
        cost = sum(line._get_egg_cost(day) for line in lines)
        return self.currency_id.round(sign * (untaxed - cost)), sign * untaxed

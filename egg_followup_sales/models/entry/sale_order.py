from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """A quotation or an order is a document with its history, and the one item that is followed up of it."""

    _name = "sale.order"
    _inherit = ["egg.followup.document", "sale.order", "egg.followup.target"]

    _egg_followup_link = "order_id"
    _egg_followup_entry_link = "order_id"
    _egg_followup_run_type = "sale"

    _egg_rests_while_typing = ("egg_followup_entry_ids",)
    egg_followup_entry_ids = fields.One2many("egg.followup.entry", "order_id", "Follow-up", groups="base.group_user")
    egg_followup_shift_ids = fields.One2many("egg.followup.shift", "order_id", "Moved follow-up dates",
                                             groups="base.group_user")
    egg_promise_amount = fields.Monetary("Promised amount", copy=False, groups="base.group_user")
    egg_followup_base_date = fields.Date(
        "Follow-up from", compute="_compute_egg_followup_base_date", store=True, index="btree_not_null",
        groups="base.group_user", help="The date that reminders count from: the validity of a quotation, the "
                                       "delivery date of an order.",
    )

    @api.model
    def _get_egg_history(self):
        """As `_compute_egg_followup_base_date`."""
        return super()._get_egg_history() | {"egg_followup_base_date": SQL("""
            COALESCE(CASE WHEN old.state = 'sale' THEN old.commitment_date::date ELSE old.validity_date END,
                     old.date_order::date)""")}

    @api.depends("state", "validity_date", "commitment_date", "date_order")
    def _compute_egg_followup_base_date(self):
        for order in self:
            limit = order.commitment_date if order.state == "sale" else order.validity_date
            order.egg_followup_base_date = limit or order.date_order

    @api.depends(
        "state", "egg_state", "egg_followup_base_date", "invoice_status", "egg_followup_entry_ids.stage_id",
        "egg_followup_entry_ids.date",
        "egg_followup_shift_ids.date",
    )
    def _compute_egg_next_stage(self):
        super()._compute_egg_next_stage()

    @api.depends("egg_followup_base_date")
    def _compute_egg_urgency(self):
        super()._compute_egg_urgency()

    @api.depends("egg_dispute", "egg_promise_date", "state", "egg_state", "invoice_status")
    def _compute_egg_hold_reason(self):
        super()._compute_egg_hold_reason()

    @api.depends("egg_followup_base_date", "amount_total")
    def _compute_egg_due_badge(self):
        super()._compute_egg_due_badge()

    def _get_egg_hold_reasons(self) -> dict:
        own = self._get_egg_followup_hold_reasons()
        for order in self:
            if order.egg_state == "refused":
                own[order.id] = self.env._("Refused by the customer.")
            elif order.state == "cancel":
                own[order.id] = self.env._("Cancelled.")
            elif order.state != "sale" and order.egg_state == "done":
                own[order.id] = order._get_egg_settled_hold()
            elif order.state == "sale" and order.invoice_status == "invoiced":
                own[order.id] = self.env._("Fully invoiced: remind the invoice.")
        return own | super()._get_egg_hold_reasons()

    def _get_egg_settled_hold(self) -> str:
        """Say why nobody is reminded of this settled quote."""
        if self.egg_replaced_by_id:
            return self.egg_revision_sentence
        orders_sudo = self.sudo()._get_egg_active_children()  # sudo: the order of a colleague
        return self.env._("Turned into an order.") if orders_sudo else self.env._("Closed.")

    def _on_egg_quote_kept(self, quote_sudo):
        """What was done for the quote is its history, what waits to be sent of it is about it; the order begins with
        its own.
        """
        order_sudo = self.sudo()  # sudo: the customer who signs or pays; what follows the document only
        items_sudo = order_sudo.env["egg.followup.item"].search([("order_id", "=", self.id)])
        for followed_sudo in (order_sudo.egg_followup_entry_ids, order_sudo.egg_followup_shift_ids, items_sudo):
            followed_sudo.write({"order_id": quote_sudo.id})
        super()._on_egg_quote_kept(quote_sudo)

    def _move_egg_revision_ties(self, version):
        """The reminders go on with the newest version: what was done is its history, and the next stage follows."""
        own_sudo = self.sudo()  # sudo: what follows the document only
        for followed_sudo in (own_sudo.egg_followup_entry_ids, own_sudo.egg_followup_shift_ids):
            followed_sudo.write({"order_id": version.id})
        super()._move_egg_revision_ties(version)

    def _is_egg_followed_up(self) -> bool:
        is_asked = self.state == "sent" and self.egg_state != "done"
        return (is_asked or (self.state == "sale" and self.invoice_status != "invoiced")) and bool(self.id)

    @api.model
    def _get_egg_replan_domain(self):
        return [("state", "in", ("draft", "sent", "sale"))]

    def _get_egg_followup_document(self):
        return self

    def _get_egg_followup_type(self) -> str:
        return "order" if self.state == "sale" else "quote"

    def _get_egg_followup_date_field(self) -> str:
        return "egg_followup_base_date"

    def _get_egg_open_amount(self):
        return self.amount_total, self.currency_id

    def _get_egg_followup_items(self):
        return self

    def _get_egg_sending_kind(self):
        return self._get_egg_document_type()

    def _find_mail_template(self):
        """The user's own template, then that of the stage "Document sent", then Odoo's.

        The stage comes with Odoo's own confirmation: the one that the firm chose in its place in Odoo's settings goes
        on.
        """
        if self.env.context.get("proforma"):
            return super()._find_mail_template()
        own = self._get_egg_sending_template()
        if self.state == "sale" and own == self.env.ref("sale.mail_template_sale_confirmation",
                                                        raise_if_not_found=False):
            return super()._find_mail_template()
        return own or super()._find_mail_template()

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("mark_so_as_sent") and message.partner_ids:
            self._log_egg_sending(message)
        return message

    def _send_order_notification_mail(self, mail_template, *args, **kwargs):
        before = self.message_ids[:1].id
        result = super()._send_order_notification_mail(mail_template, *args, **kwargs)
        sent = self.message_ids.filtered(lambda message: message.id > before and message.partner_ids)[:1]
        if sent:
            self._log_egg_sending(sent)
        return result

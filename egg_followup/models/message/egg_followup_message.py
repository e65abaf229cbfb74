from contextlib import contextmanager
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.interest import Claim
from ...core.settlement import carry_claimed, find_open

#: where the rows of messages are kept while one is made
ROWS = "egg_followup_rows"


class EggFollowupMessage(models.Model):
    """One message of a run to one customer, by e-mail or on paper."""

    _name = "egg.followup.message"
    _description = "Follow-up Message"
    _inherit = ["egg.facts.mixin"]
    _egg_actors = ""  # whoever a rule shows the message
    _order = "id"
    _rec_name = "partner_id"

    run_id = fields.Many2one("egg.followup.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    user_id = fields.Many2one(related="run_id.user_id")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    document_type = fields.Selection([("invoice", "Invoice")], required=True)
    stage_id = fields.Many2one("egg.followup.stage", "Stage", required=True, ondelete="restrict")
    template_id = fields.Many2one("mail.template", "Text", ondelete="set null")
    channel = fields.Selection(lambda self: self.env["egg.followup.channel"]._get_labels(), "By", required=True)
    email_to = fields.Char("Address")
    state = fields.Selection(
        [("planned", "Planned"), ("queued", "Waiting"), ("sending", "Being sent"), ("to_print", "To print"),
         ("sent", "Sent"), ("uncertain", "Perhaps delivered"),
         ("skipped", "Skipped"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        required=True, default="planned", index=True,
    )
    reason = fields.Char()
    attempts = fields.Integer(default=0)
    next_try = fields.Datetime("Tried again on", help="It was not wanted for the moment: when it is tried again.")
    repeated = fields.Boolean(
        help="The sending was interrupted at an unknown point, so the message was sent again under the same "
             "Message-ID: the customer's mail program recognises the second copy.",
    )
    message_id = fields.Char("Message-ID")
    sent_at = fields.Datetime()
    item_ids = fields.One2many("egg.followup.item", "followup_message_id", "Items")
    item_count = fields.Integer(compute="_compute_amounts")
    amount_due = fields.Monetary(compute="_compute_amounts")
    interest = fields.Monetary("Late interest", compute="_compute_amounts")
    recovery_fee = fields.Monetary("Recovery fee", compute="_compute_amounts")
    amount_claimed = fields.Monetary("Amount claimed", compute="_compute_amounts")
    items_table = fields.Html("Amounts due", compute="_compute_items_table", sanitize=False)
    mail_message_id = fields.Many2one("mail.message", "Message", ondelete="set null", readonly=True)
    # As mail.message does: the files that fields hold, an invoice's legal PDF among them, would not be found again.
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", bypass_search_access=True,
                                      help="Printed before the sending, for these facts.")
    facts = fields.Char(help="The items and amounts that the attachments were printed for.")

    _unique_message_id = models.UniqueIndex("(message_id) WHERE message_id IS NOT NULL")

    @api.depends("item_ids.state", "stage_id")
    def _compute_amounts(self):
        for message in self:
            rows = message._get_rows()
            message.item_count = len(rows)
            message.amount_due = sum(row["amount"] for row in rows)
            message.interest = sum(row["interest"] for row in rows)
            message.recovery_fee = sum(row["fee"] for row in rows)
            message.amount_claimed = message.amount_due + message.interest + message.recovery_fee

    def _compute_items_table(self):
        for message in self:
            in_language = message.with_context(lang=message._get_language())
            values = {
                "message": in_language, "rows": in_language._get_rows(), "bank": in_language._get_bank_account(),
                "money": in_language.currency_id.format, "pay_url": in_language.payment_url,
            }
            message.items_table = self.env["ir.qweb"].with_context(lang=in_language.env.lang)._render(
                "egg_followup.message_items", values,
            )

    def _get_language(self) -> str:
        """Return the language in which the customer is written to."""
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _in_company_language(self):
        """Return the message in the language of what is noted about it, whatever that of the job is."""
        return self.with_context(lang=self.company_id.partner_id.lang or self.user_id.lang or self.env.lang)

    @contextmanager
    def _keeping_rows(self):
        """Work out the rows of a message once for all that is made of them; nothing changes them meanwhile."""
        self.env.cr.cache[ROWS] = {}
        try:
            yield
        finally:
            self.env.cr.cache.pop(ROWS, None)

    def _get_rows(self) -> list:
        """Return what `_read_rows` does, once per message and language while they are kept."""
        self.ensure_one()
        kept = self.env.cr.cache.get(ROWS)
        if kept is None:
            return self._read_rows()
        key = (self.id, self.env.lang)
        if key not in kept:
            kept[key] = self._read_rows()
        return kept[key]

    def _read_rows(self) -> list:
        """Return one dict per item that the message speaks of, with what is owed at this moment."""
        self.ensure_one()
        today, rows, told = fields.Date.context_today(self), [], self._get_told_items()
        claims = self._get_claims(told, today)
        for item in told:
            target, claim = item._get_targets(), claims.get(item) or Claim()
            due = target._get_egg_followup_base_date()
            rows.append({
                "item": item, "document": target._get_egg_followup_document(),
                "due": due, "due_text": format_date(self.env, due) if due else "",
                "days_late": max((today - due).days, 0) if due else 0, "stage": item.stage_id,
                "amount": item._get_told_amount(), "interest": float(claim.interest), "fee": float(claim.fee),
                "credit": item.credit,
            })
        return sorted(rows, key=lambda row: (row["due"] or today, row["item"].id))

    def _get_claims(self, told, today) -> dict:
        """Return {item: `Claim`} of these items that are late and bear interest; an invoice is settled once for all of
        its instalments.

        Late interest runs from the day after the due date; the flat fee is due once per late invoice, by firms only.
        What an invoice of late interest claims already is not claimed again.
        """
        if not self.stage_id.with_interest or self.document_type != "invoice":
            return {}
        claims, credits = {}, {item._get_targets(): item.credit for item in told}
        late = told.filtered(lambda item: item._is_claimed(today))
        for document, items in late.grouped(lambda item: item._get_targets()._get_egg_followup_document()).items():
            settled, waived = document._get_egg_settlements(today, credits), document._get_egg_waived()
            fee = Decimal(str(self.company_id._get_egg_recovery_fee_in(self.currency_id, today)))
            claimed = document._get_egg_interest_claimed()
            for item in items:
                interest = settled[item._get_targets()].interest
                claims[item] = find_open(interest, fee, claimed, waived)
                claimed, fee = carry_claimed(interest, fee, claimed), Decimal(0)
        return claims

    def _get_told_items(self):
        """Return the items that the message speaks of, or would have."""
        return self.item_ids.filtered(lambda item: item.state != "skipped")

    def _get_bank_account(self):
        """The account to pay to: that of the first invoice, else the company's first."""
        return self._get_main_document()._get_egg_payment_bank() or self.company_id.bank_ids[:1]

    # Actions

    def action_retry(self):
        """Put failed messages back into the queue, with the text that their stages have now. What cannot reach its
        customer any more, such as a mail that came back, is printed.
        """
        failed = self._as_egg_actor().filtered(lambda message: message.state == "failed")
        if not failed:
            return True
        for message in failed:
            message.write(message._prepare_retry_values())
        failed.item_ids.filtered(lambda item: item.state == "failed").write({"state": "planned", "reason": False})
        failed.run_id.filtered(lambda run: run.state == "done").write({"state": "running"})
        self.env["egg.followup.run"]._trigger()
        return True

    def _prepare_retry_values(self) -> dict:
        """Values of a message that starts anew: by the channel that reaches the customer now, with the text that its
        stage has now.

        :raises UserError: the stage has no text any more.
        """
        channel, reason = self.env["egg.followup.channel"]._choose(self.channel, self.partner_id)
        template = channel.get_template(self._get_text_row())
        if not template:
            raise UserError(self.env._("Stage “%(stage)s” has no template.", stage=self.stage_id.name))
        return {
            "channel": channel.code, "state": "to_print" if channel.is_by_hand else "queued", "reason": reason,
            "attempts": 0, "next_try": False, "repeated": False, "facts": False, "template_id": template.id,
            "email_to": channel.get_address(self.partner_id) or False,
            "message_id": False if channel.is_by_hand else self.message_id,
        }

    def action_preview(self):
        """Show the message as it would leave now."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "name": self.env._("Preview"), "res_model": "egg.followup.preview",
            "target": "new",
            "view_mode": "form", "views": [(False, "form")], "context": {"default_followup_message_id": self.id},
        }

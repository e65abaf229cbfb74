from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.target_calendar import next_business_day

#: What is to be tried again still.
OPEN = ("proposed", "planned")


class EggDebitRetry(models.Model):
    """A debit that failed for want of money, or for no reason that its bank gave, and the day on which it is tried
    again: proposed by the program, planned and announced to the customer by a person.
    """

    _name = "egg.debit.retry"
    _description = "Debit Tried Again"
    _inherit = ["egg.facts.mixin"]
    _order = "propose_on, id"
    _rec_name = "move_id"

    due_item_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, ondelete="cascade",
                                  index=True)
    move_id = fields.Many2one(related="due_item_id.move_id", string="Invoice", store=True)
    partner_id = fields.Many2one(related="due_item_id.partner_id.commercial_partner_id", string="Customer", store=True)
    company_id = fields.Many2one(related="due_item_id.company_id", store=True)
    currency_id = fields.Many2one(related="due_item_id.currency_id")
    amount = fields.Monetary(related="due_item_id.amount_residual_currency", string="Open")
    mandate_id = fields.Many2one("egg.debit.mandate", "Mandate", readonly=True, ondelete="set null")
    mandate_name = fields.Char("Mandate reference", compute="_compute_mandate_name")
    code = fields.Char("Reason", readonly=True)
    failed_on = fields.Date("Failed on", readonly=True)
    number = fields.Integer("Time", readonly=True, help="The how manieth new try of this amount it is.")
    propose_on = fields.Date("Debited again on", required=True)
    announced_at = fields.Datetime("Announced on", readonly=True)
    # the debit that tried it: it is open again when that one is cancelled
    debit_key = fields.Char(readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("planned", "Planned"), ("done", "Debited"), ("dropped", "Dropped")], "Status",
        default="proposed", required=True, readonly=True, index=True)

    _one_open = models.UniqueIndex("(due_item_id) WHERE state IN ('proposed', 'planned')",
                                   "This amount is to be debited again already.")

    @api.depends("mandate_id")
    def _compute_mandate_name(self):
        for retry in self:
            retry.mandate_name = retry._get_mandate().display_name

    def _get_mandate(self):
        """Hook: return what the customer signed, under which this is debited; it has `_get_egg_retry_values`."""
        return self.mandate_id

    def _get_egg_free_fields(self) -> set:
        return super()._get_egg_free_fields() | ({"propose_on"} if self.state == "proposed" else set())

    def action_plan(self):
        """Plan these for their days and announce them to their customers.

        :raises UserError: one of them is not owed any more, cannot be debited, has no address, or leaves no notice
        """
        for retry_sudo in self._as_egg_actor():
            if not retry_sudo.try_lock_for_update() or retry_sudo.state != "proposed":
                raise UserError(self.env._("%(invoice)s: only what is proposed is planned.",
                                           invoice=retry_sudo.move_id.name))
            retry_sudo._check_can_be_planned()
            retry_sudo.propose_on = next_business_day(retry_sudo.propose_on)
            retry_sudo.write({"state": "planned", "announced_at": fields.Datetime.now()})
            retry_sudo._announce()
        return True

    def action_drop(self):
        """These are not debited again: the customers are reminded as others are."""
        open_sudo = self._as_egg_actor().filtered(lambda retry: retry.state in OPEN)
        if open_sudo.due_item_id._get_egg_live_debits():
            raise UserError(self.env._("A debit of this is under way already."))
        open_sudo.state = "dropped"
        open_sudo.move_id._message_log_batch({
            move.id: self.env._("The debit that failed is not tried again.") for move in open_sudo.move_id})
        return True

    def _check_can_be_planned(self):
        """:raises UserError: it is not owed any more, cannot be debited, has no address, or its day leaves no notice"""
        item, name = self.due_item_id, self.move_id.name
        first = fields.Date.add(fields.Date.context_today(self), days=self.company_id.egg_retry_notice_days)
        if item.reconciled or item.parent_state != "posted" or item._get_egg_live_debits():
            raise UserError(self.env._("%(invoice)s: nothing is left to debit, or it is being debited.", invoice=name))
        if holds := item._get_egg_hold_reasons():
            raise UserError(self.env._("%(invoice)s: %(reason)s", invoice=name, reason=holds[item.id]))
        if not self._get_mandate()._get_egg_retry_values():
            raise UserError(self.env._("%(invoice)s: the mandate is not ready any more.", invoice=name))
        if not self._get_readers():
            raise UserError(self.env._("%(invoice)s: the customer has no e-mail address, the notice cannot leave.",
                                       invoice=name))
        if self.propose_on < first:
            raise UserError(self.env._(
                "%(invoice)s: choose %(day)s or later, the customer is told %(days)s days ahead.", invoice=name,
                day=format_date(self.env, first), days=self.company_id.egg_retry_notice_days))

    def _get_readers(self):
        """Return who is told: the contact of the invoice, else the customer."""
        return (self.due_item_id.partner_id | self.partner_id).filtered("email")[:1]

    def _announce(self):
        """Tell the customer day and amount, on the invoice: answers come back to it."""
        template = self.env.ref("egg_debit.retry_template")
        reader = self._get_readers()
        told = template.with_context(lang=reader.lang or self.env.lang)
        texts = {name: told._render_field(name, self.ids, set_lang=reader.lang)[self.id]
                 for name in ("subject", "body_html")}
        self.move_id.message_post(
            body=texts["body_html"], subject=texts["subject"], partner_ids=reader.ids, message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_from=self.company_id.email_formatted or self.env.user.email_formatted)

    @api.model
    def _note_debited(self, debits):
        """These debits are made: what was to be tried again of their amounts is."""
        keys = debits._get_egg_debit_keys()
        # sudo: nobody writes the state by hand; the debit is made by who may
        for retry_sudo in self.sudo().search([("due_item_id", "in", list(keys)), ("state", "in", OPEN)]):
            retry_sudo.write({"state": "done", "debit_key": keys[retry_sudo.due_item_id.id]})

    @api.model
    def _note_cancelled(self, debits):
        """These debits are cancelled before they were tried: what they were to try again is open again. It stays
        planned for a day that the customer was told, if that is still to come; else it is proposed anew.
        """
        if not debits:
            return
        keys, today = debits._get_egg_debit_keys(), fields.Date.context_today(self)
        # sudo: as above
        known_sudo = self.sudo().search([("due_item_id", "in", list(keys))])
        taken = known_sudo.filtered(lambda retry: retry.state in OPEN).due_item_id
        for retry_sudo in known_sudo.filtered(lambda retry: retry.due_item_id not in taken):
            if retry_sudo.state == "done" and retry_sudo.debit_key == keys[retry_sudo.due_item_id.id]:
                retry_sudo.write(retry_sudo._prepare_reopened(today))

    def _prepare_reopened(self, today) -> dict:
        """Values of this when its debit is cancelled."""
        if self.announced_at and self.propose_on > today:
            return {"state": "planned", "debit_key": False}
        day = self.company_id._get_egg_retry_day(self.failed_on or today, today)
        return {"state": "proposed", "debit_key": False, "announced_at": False, "propose_on": day}

    @api.model
    def _get_planned(self, items):
        """Return the new tries of these amounts that were announced for a day that is not over."""
        # sudo: that something is debited on a day may be known to whoever sees it
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        return self.sudo().search([("due_item_id", "in", items.ids), ("state", "=", "planned"),
                                   ("propose_on", ">", yesterday)])

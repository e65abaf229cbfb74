from odoo import api, fields, models, tools
from odoo.tools import format_date

from ...core.word import DISPUTE, PROMISE, TRANSFER


class EggCustomerWord(models.Model):
    """What a customer said of his due items under a link or in the portal: kept as he said it."""

    _name = "egg.customer.word"
    _inherit = ["egg.cached.mixin"]
    _description = "What a Customer Said Online"
    _order = "id desc"
    _check_company_auto = True

    kind = fields.Selection([(PROMISE, "Promise to pay"), (TRANSFER, "Transfer announced"), (DISPUTE, "Dispute")],
                            required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    author_id = fields.Many2one("res.partner", "Said by", readonly=True, ondelete="set null",
                                help="Who was logged in; empty: whoever has the link of the message.")
    due_item_ids = fields.Many2many("account.move.line", "egg_customer_word_item_rel", "word_id", "move_line_id",
                                    "Amounts", readonly=True)
    day = fields.Date(readonly=True, help="For which day the payment is promised, or on which the transfer left.")
    hold_until = fields.Date("Reminders wait until", readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    reason = fields.Char("Reason of the dispute", readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Files", readonly=True)

    @api.model
    @tools.ormcache()
    def _is_any(self) -> bool:
        """Whether a customer ever said anything: accounts of firms where none did read nothing."""
        return bool(self.sudo().search_count([], limit=1))  # sudo: that there is one, not which

    @api.depends("kind", "day", "amount", "reason")
    def _compute_display_name(self):
        for word in self:
            word.display_name = word._get_text()

    def _get_text(self) -> str:
        """Return in words what was said."""
        day, money = format_date(self.env, self.day), self.currency_id.format(self.amount)
        if self.kind == DISPUTE:
            return self.env._("Disputed: %(reason)s", reason=self.reason)
        if self.kind == PROMISE:
            return self.env._("%(amount)s promised for %(day)s.", amount=money, day=day)
        return self.env._("Transfer of %(amount)s announced, sent on %(day)s: reminders wait until %(until)s.",
                          amount=money, day=day, until=format_date(self.env, self.hold_until))

    def _get_mark(self) -> str:
        """Return in one or two words what was said, to stand beside an amount."""
        if self.kind == DISPUTE:
            return self.env._("Disputed")
        if self.kind == PROMISE:
            return self.env._("Promised for %(day)s", day=format_date(self.env, self.day))
        return self.env._("Transfer announced")

from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...core.interest import late_interest_of
from ...core.settlement import PRINCIPAL, find_open

#: Invoices of which something was paid after it was due, and nothing claimed for it yet.
PAID_LATE = """
    SELECT item.move_id
      FROM account_move_line AS item
      JOIN account_partial_reconcile AS part ON part.debit_move_id = item.id
      JOIN account_move_line AS credit ON credit.id = part.credit_move_id
      JOIN account_move AS payment ON payment.id = credit.move_id
     WHERE item.display_type = 'payment_term' AND item.parent_state = 'posted' AND credit.date > item.date_maturity
       AND payment.move_type NOT IN ('out_invoice', 'out_refund')
       AND NOT EXISTS (SELECT FROM account_move AS claim
                        WHERE claim.egg_interest_source_id = item.move_id AND claim.state != 'cancel')
"""


class AccountMove(models.Model):
    """What a late payment costs is owed until it is paid itself, also when the invoice has been paid meanwhile."""

    _inherit = "account.move"

    egg_interest_source_id = fields.Many2one(
        "account.move", "Invoice paid late", readonly=True, copy=False, index="btree_not_null", ondelete="restrict",
        help="The invoice whose late interest and flat recovery fee this one claims.",
    )
    _egg_rests_while_typing = ("egg_interest_move_ids", "egg_late_claim", "egg_has_late_claim")
    egg_interest_move_ids = fields.One2many("account.move", "egg_interest_source_id", "Claims of late interest")
    egg_late_claim = fields.Monetary(
        "Late interest and recovery fee to claim", compute="_compute_egg_late_claim", groups=BILLING,
        help="Until today, less what was claimed already; it stays claimable once the invoice is paid.",
    )
    egg_has_late_claim = fields.Boolean(
        "Paid late, not claimed", compute="_compute_egg_late_claim", search="_search_egg_has_late_claim",
        groups=BILLING,
    )

    @api.depends("state", "payment_state", "egg_interest_move_ids.state", "egg_late_claim_ids.waived_on")
    def _compute_egg_late_claim(self):
        today = fields.Date.context_today(self)
        for move in self:
            move.egg_late_claim = float(sum(move._get_egg_late_claim(today)))
            move.egg_has_late_claim = bool(move.egg_late_claim)

    def _search_egg_has_late_claim(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["egg_has_late_claim"], "read")
        domain = Domain([
            ("move_type", "=", "out_invoice"), ("id", "in", SQL("(%s)", SQL(PAID_LATE))),
            ("egg_interest_source_id", "=", False),
            ("commercial_partner_id.is_company", "=", True),
            "|", ("company_id.egg_interest_points", ">", 0), ("company_id.egg_recovery_fee", ">", 0),
        ])
        return domain if True in value else ~domain

    def action_egg_claim_interest(self):
        """Make a draft invoice of the late interest and the flat recovery fee of each of these invoices, and open them.

        :raises UserError: nothing is to be claimed.
        """
        return self._claim_egg_interest()._get_records_action()

    # Amounts

    def _is_egg_interest_bearing(self) -> bool:
        """Whether a late payment of this document costs something: an issued invoice to a firm; there is no interest on
        interest.
        """
        return (
            self.state == "posted" and self.move_type == "out_invoice" and self.commercial_partner_id.is_company
            and not self.egg_interest_source_id
        )

    def _get_egg_owed_items(self):
        """The amounts due of this invoice, paid or not."""
        return self.line_ids.filtered(lambda line: line.display_type == "payment_term"
                                      and line.account_type == "asset_receivable")

    def _get_egg_late_parts(self, today) -> list:
        """Return (due date, amount, last day on which it was owed) of what was or is owed too long."""
        late = []
        for item in self._get_egg_owed_items().filtered("date_maturity"):
            late += [(item.date_maturity, amount, until) for amount, until in item._get_egg_owed_parts(today)
                     if amount > 0 and until > item.date_maturity]
        return late

    def _get_egg_late_costs(self, today) -> tuple:
        """What the late payment of this invoice costs until `today`, claimed or not: (interest, flat fee)."""
        if not self._is_egg_interest_bearing() or not (parts := self._get_egg_late_parts(today)):
            return Decimal(0), Decimal(0)
        if self.company_id.egg_set_off == PRINCIPAL:
            interest = self._get_egg_interest_of_parts(parts)
        else:
            interest = sum((one.interest for one in self._get_egg_settlements(today).values()), Decimal(0))
        return interest, Decimal(str(self.company_id._get_egg_recovery_fee_in(self.currency_id, today)))

    def _get_egg_interest_of_parts(self, parts) -> Decimal:
        """Return the interest on (due date, amount, last day on which it was owed), rounded once per due date."""
        unit, dues = Decimal(str(self.currency_id.rounding)), {}
        for due, amount, until in parts:
            dues.setdefault(due, []).append((amount, until))
        rates = self.company_id._get_egg_interest_rates(self.commercial_partner_id)
        return sum((late_interest_of(owed, due, rates(due), unit) for due, owed in dues.items()), Decimal(0))

    def _get_egg_late_claim(self, today) -> tuple:
        """What is still to be claimed for the late payment of this invoice: (interest, flat fee)."""
        claim = find_open(*self._get_egg_late_costs(today), self._get_egg_interest_claimed(), self._get_egg_waived())
        return claim.interest, claim.fee

    # The invoice

    def _prepare_egg_interest_values(self, interest, fee, today) -> dict:
        """Values of the invoice that claims this; late interest and the flat fee are damages, which bear no VAT."""
        translated = self.with_context(lang=self.partner_id.lang or self.env.lang)
        lines = [(translated._get_egg_interest_label(today), interest), (translated._get_egg_fee_label(), fee)]
        account = self.company_id._get_egg_interest_account()
        return {
            "move_type": "out_invoice", "company_id": self.company_id.id, "journal_id": self.journal_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id, "invoice_user_id": self.invoice_user_id.id, "invoice_origin": self.name,
            "invoice_payment_term_id": False, "egg_condition_id": False, "egg_interest_source_id": self.id,
            "invoice_line_ids": [
                Command.create({"name": name, "quantity": 1.0, "price_unit": float(amount),
                                "tax_ids": [Command.clear()]}
                               | ({"account_id": account.id} if account else {}))
                for name, amount in lines if amount
            ],
        }

    def _get_egg_interest_label(self, today) -> str:
        """What the interest is for: each amount, and the days it was owed too long."""
        rows = [self.env._(
            "%(amount)s due on %(due)s: %(days)s days",
            amount=self.currency_id.format(float(amount)), due=format_date(self.env, due), days=(until - due).days,
        ) for due, amount, until in self._get_egg_late_parts(today)]
        return "\n".join([self.env._("Late-payment interest on invoice %(number)s (no VAT)", number=self.name), *rows])

    def _get_egg_fee_label(self) -> str:
        return self.env._("Flat recovery fee for invoice %(number)s (no VAT)", number=self.name)

    def _get_egg_mention_codes(self):
        """Damages are no sale: what explains a sale without VAT does not stand on them."""
        codes = super()._get_egg_mention_codes()
        return codes - {"reverse_charge_eu", "debits"} if self.egg_interest_source_id else codes

    def _get_egg_map_links(self):
        links = super()._get_egg_map_links()
        for move in self:
            links |= {((move._name, move.id), (move._name, claim.id)) for claim in move.egg_interest_move_ids}
            if source := move.egg_interest_source_id:
                links.add(((move._name, source.id), (move._name, move.id)))
        return links

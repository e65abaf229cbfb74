from itertools import product

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.settlement import FEE, INTEREST

#: Claims that the job works out in one step.
BATCH = 200


class EggFollowupClaim(models.Model):
    """What a late payment of an invoice costs, one record for its interest and one for the flat fee: it is invoiced or
    waived. Made by the job once it is due; its amounts follow the payments.
    """

    _name = "egg.followup.claim"
    _description = "Claim of a Late Payment"
    _inherit = ["egg.facts.mixin"]
    _order = "id"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", "Invoice", required=True, ondelete="cascade", index=True)
    kind = fields.Selection([(INTEREST, "Late interest"), (FEE, "Flat fee")], "What for", required=True)
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer", store=True, index=True)
    currency_id = fields.Many2one(related="move_id.currency_id", store=True)
    invoice_date_due = fields.Date(related="move_id.invoice_date_due", string="Due date")
    until = fields.Date("Until", compute="_compute_amounts", store=True, help="The day that the amounts are of.")
    amount = fields.Monetary("Costs", compute="_compute_amounts", store=True,
                             help="What the late payment has cost until that day.")
    invoiced_amount = fields.Monetary("Invoiced", compute="_compute_amounts", store=True)
    open_amount = fields.Monetary("To claim", compute="_compute_amounts", store=True)
    state = fields.Selection(
        [("due", "To claim"), ("invoiced", "Invoiced"), ("waived", "Waived"), ("none", "Nothing owed")], "Status",
        compute="_compute_amounts", store=True, index=True)
    waived_on = fields.Date("Waived on", readonly=True)
    waived_user_id = fields.Many2one("res.users", "Waived by", readonly=True)
    waive_reason = fields.Char("Reason of the waiver", readonly=True)
    line_ids = fields.Many2many(
        "account.move.line", "egg_followup_claim_line_rel", "claim_id", "line_id", "Invoice lines", readonly=True,
        help="The lines by which it was invoiced.")

    _unique_kind = models.Constraint("UNIQUE(move_id, kind)", "This invoice has such a claim already.")

    @api.depends("move_id.state", "move_id.amount_residual", "move_id.egg_interest_move_ids.state",
                 "move_id.egg_interest_move_ids.amount_total", "move_id.egg_interest_move_ids.amount_residual",
                 "company_id.egg_set_off", "waived_on")
    def _compute_amounts(self):
        today = fields.Date.context_today(self)
        for move, claims in self.grouped("move_id").items():
            costs = dict(zip((INTEREST, FEE), move._get_egg_late_costs(today), strict=True))
            left = dict(zip((INTEREST, FEE), move._get_egg_late_claim(today), strict=True))
            for claim in claims:
                amount, open_amount = float(costs[claim.kind]), float(left[claim.kind])
                claim.until, claim.amount, claim.open_amount = today, amount, open_amount
                claim.invoiced_amount = claim._get_invoiced(amount, open_amount)
                claim.state = claim._find_state()

    def _get_invoiced(self, amount, open_amount) -> float:
        """Return what was invoiced of it: what its lines come to, or what is missing of its amount."""
        lines = self.line_ids.filtered(lambda line: line.parent_state != "cancel")
        if lines or self.waived_on:
            return sum(lines.mapped("price_total"))
        return max(amount - open_amount, 0.0)

    def _find_state(self) -> str:
        if self.waived_on:
            return "waived"
        if self.currency_id.compare_amounts(self.open_amount, 0) > 0:
            return "due"
        return "invoiced" if self.currency_id.compare_amounts(self.invoiced_amount, 0) > 0 else "none"

    @api.depends("move_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for claim in self:
            claim.display_name = f"{kinds.get(claim.kind, '')} – {claim.move_id.name or ''}"

    # Actions

    def action_invoice(self):
        """Make a draft invoice of what is to be claimed for each of these invoices, and open them: of the kinds that
        are among these claims, and not waived.

        :raises UserError: nothing is to be claimed, or somebody else is at it.
        """
        claims_sudo = self._as_egg_actor()
        if not claims_sudo:
            raise UserError(self.env._("Tick what is to be claimed."))
        kinds = {move: frozenset(claims.mapped("kind")) for move, claims in claims_sudo.grouped("move_id").items()}
        moves = self.env["account.move"].browse(move.id for move in kinds)
        return moves._claim_egg_interest({move.id: one for move, one in kinds.items()})._get_records_action()

    def action_waive(self):
        """Open the window that asks why these are waived."""
        self._as_egg_actor()
        return self.env["ir.actions.act_window"]._for_xml_id("egg_followup.egg_followup_waive_action") | {
            "context": {"active_model": self._name, "active_ids": self.ids}}

    def action_claim_again(self):
        """What was waived is claimed after all."""
        waived = self._as_egg_actor().filtered("waived_on")
        if not waived:
            raise UserError(self.env._(
                "Nothing of this was waived. What was invoiced and credited is not claimed again: issue a new invoice "
                "by hand if it is owed all the same."))
        waived.write({"waived_on": False, "waived_user_id": False, "waive_reason": False})
        waived._tell(lambda claim: claim.env._("%(claim)s: claimed after all.", claim=claim.display_name))
        return True

    def _waive(self, reason: str):
        """Claim no more of these than was invoiced, now and for the days to come.

        :raises UserError: nothing of them is to be claimed
        """
        claims_sudo = self._as_egg_actor().filtered(lambda claim: claim.state == "due")
        if not claims_sudo:
            raise UserError(self.env._("Nothing of this is to be claimed: there is nothing to waive."))
        amounts = {claim: claim.currency_id.format(claim.open_amount) for claim in claims_sudo}
        claims_sudo.write({"waived_on": fields.Date.context_today(self), "waived_user_id": self.env.uid,
                           "waive_reason": reason})
        claims_sudo._tell(lambda claim: claim.env._(
            "%(claim)s: %(amount)s waived. %(reason)s", claim=claim.display_name, amount=amounts[claim], reason=reason))

    def _tell(self, get_text):
        """Note in the history of their invoices what was decided."""
        bodies = {}
        for claim in self:
            bodies.setdefault(claim.move_id.id, []).append(get_text(claim))
        moves = self.env["account.move"].browse(bodies)
        moves._message_log_batch({move: "\n".join(texts) for move, texts in bodies.items()})

    def action_open_invoice(self):
        """Open the invoice that was paid late."""
        self.ensure_one()
        self.check_access("read")
        return self.move_id._get_records_action()

    # The job

    @api.model
    def _cron_claims(self):
        """Make the claims of what has become late, and work out anew those that grow; each step is committed."""
        commit = self.env["ir.cron"]._commit_progress
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search([("egg_claim_since", "!=", False)])
        for company in companies:
            claims = self.with_company(company)
            while moves := claims.env["account.move"]._get_egg_unclaimed(company, today, BATCH):
                claims._create_for(moves)
                if not commit(len(moves), remaining=1):
                    return
        growing = [("company_id", "in", companies.ids), ("until", "<", today), ("state", "!=", "waived")]
        while claims := self.search(growing, limit=BATCH):
            claims._work_out_anew()
            if not commit(len(claims), remaining=1):
                return
        commit(remaining=0)

    @api.model
    def _create_for(self, moves):
        self.create([{"move_id": move.id, "kind": kind} for move, kind in product(moves, (INTEREST, FEE))])
        self.env.flush_all()

    def _work_out_anew(self):
        """Bring the amounts of these to the present day."""
        self.env.add_to_compute(self._fields["amount"], self)
        self.env.flush_all()

    # The account of a customer

    @api.model
    def _get_account_rows(self, partners) -> list:
        """Return what is to be claimed of these contacts, one sentence per currency."""
        if not self._is_kept():
            return []
        domain = [("partner_id", "in", partners.ids), ("company_id", "in", self.env.companies.ids),
                  ("state", "=", "due")]
        rows = {}
        for currency, kind, amount, until in self._read_group(
                domain, ["currency_id", "kind"], ["open_amount:sum", "until:min"]):
            row = rows.setdefault(currency, {INTEREST: 0.0, FEE: 0.0, "until": until})
            row[kind], row["until"] = amount, min(until, row["until"])
        return [{"currency": currency.name, "sentence": self.env._(
            "To claim for late payments until %(day)s: %(total)s (interest %(interest)s, flat fees %(fee)s).",
            day=format_date(self.env, row["until"]), total=currency.format(row[INTEREST] + row[FEE]),
            interest=currency.format(row[INTEREST]), fee=currency.format(row[FEE]),
        )} for currency, row in rows.items()]

    @api.model
    def _is_kept(self) -> bool:
        """Whether one of the user's companies keeps claims that the user may see: where none does, nothing is read."""
        return any(self.env.companies.mapped("egg_claim_since")) and self.has_access("read")

from collections import Counter

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.tools import format_date

from ..core.credit import deduct

#: Items left out that are told one by one; of more only the number is told.
SHOWN_PROBLEMS = 500


class EggDebitForm(models.AbstractModel):
    """The form between ticked due items and their debits, however these are sent:
    what will be debited, what is left out and why.
    """

    _name = "egg.debit.form"
    _description = "Debit Ticked Due Items"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    ticked_ids = fields.Many2many("account.move.line", string="Ticked items", readonly=True)
    ready_ids = fields.Many2many("account.move.line", string="Will be debited", compute="_compute_preflight")
    ready_count = fields.Integer("Number", compute="_compute_preflight")
    ready_total = fields.Monetary("Total", compute="_compute_preflight")
    deductions = fields.Html("Lowered by open credits", compute="_compute_preflight", sanitize=False)
    problem_count = fields.Integer("Left out", compute="_compute_preflight")
    problems = fields.Html("Left out, and why", compute="_compute_preflight", sanitize=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    summary = fields.Char(compute="_compute_preflight", help="What will be debited, in one sentence.")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids, model = self.env.context.get("active_ids") or [], self.env.context.get("active_model")
        if model == "account.move":
            lines = self.env["account.move"].browse(ids).line_ids.filtered(
                lambda line: line.display_type == "payment_term")
        else:
            lines = self.env["account.move.line"].browse(ids if model == "account.move.line" else [])
        return values | {"ticked_ids": [(6, 0, lines.ids)]}

    def _compute_currency_id(self):
        """Hook: the currency in which the total is told."""
        raise NotImplementedError

    def _compute_preflight(self):
        """Hook: what can be debited of the ticked items, and why the rest cannot."""
        raise NotImplementedError

    def _get_summary(self, problems: dict) -> str:
        """Return the sentence that the form begins with; when nothing can be debited, why and what to do.

        :param problems: {due item id: reasons in words} of what is left out, at least the first ones
        """
        self.ensure_one()
        if not self.ready_count:
            return self._get_empty_text(problems)
        amount = self.currency_id.format(self.ready_total)
        what = self.env._("1 item to debit, %(amount)s", amount=amount) if self.ready_count == 1 else self.env._(
            "%(count)s items to debit, %(amount)s", count=self.ready_count, amount=amount)
        left = self.env._("1 left out") if self.problem_count == 1 else self.env._("%(count)s left out",
                                                                                   count=self.problem_count)
        return self.env._("%(what)s; %(left)s.", what=what, left=left) if self.problem_count else f"{what}."

    def _get_empty_text(self, problems: dict) -> str:
        """Return why nothing can be debited: the reason of most items, which says what to do."""
        reasons = Counter(texts[0] for texts in problems.values())
        if not reasons:
            return self.env._("Nothing to debit: no amount due is ticked.")
        return self.env._("Nothing to debit. %(reason)s", reason=reasons.most_common(1)[0][0])

    def action_open_customers(self):
        """Open the customers of the ticked items: their Bank tab has what a debit needs."""
        self.ensure_one()
        customers = self.ticked_ids.partner_id.commercial_partner_id
        return customers._get_records_action(name=self.env._("Customers"))

    def _get_least_amount(self):
        """Hook: the smallest amount that can be debited in this way, a `Decimal`."""
        raise NotImplementedError

    def _get_problem_texts(self, candidate) -> dict:
        """Hook: the reasons that keep an item from being debited, in words that a person understands, with what to do:
        {code: text}. Each way of debiting adds those of its own (`super() | {...}`), "amount" at least.

        :param candidate: the core `DueItem`, as the way of debiting makes it
        """
        return {
            "company": self.env._("It belongs to another company: debit it from there."),
            "not_due_item": self.env._("It is not an open customer invoice (a credit note, a draft or another entry)."),
            "hold": candidate.hold,
            "mode": self.env._("It is to be paid in another way: see its payment mode."),
            "currency": self.env._("It is in %(currency)s: only euros can be debited.", currency=candidate.currency),
            "not_due": self.env._("It is due on %(date)s only.", date=format_date(self.env, candidate.due_on)),
        }

    def _deduct(self, items: list, credits: list) -> list:
        """Return the core `Deduction`s of one customer's items, (id, amount) the oldest first, as the company's setting
        says.
        """
        return deduct(items, credits, self.company_id.egg_debit_credits == "hold", self._get_least_amount())

    def _get_deduction_text(self, deduction) -> str:
        """Return which credits lower an item, and by how much."""
        return ", ".join(f"{credit.name} {self.currency_id.format(float(amount))}"
                         for credit, amount in deduction.parts)

    def _get_left_out_text(self, deduction) -> str:
        """Return why an item is not debited at all."""
        credits = self._get_deduction_text(deduction)
        if deduction.is_held:
            return self.env._("Held: open credits of the customer cover a part of it (%(credits)s). Settle them with "
                              "it first.", credits=credits)
        return self.env._("Covered by open credits of the customer: %(credits)s. Settle them with it.", credits=credits)

    def _render_deductions(self, deductions: list) -> Markup:
        """Return what is debited in part as a table: which item, how much of it, and which credit takes off the rest.
        """
        if not deductions:
            return Markup()
        shown = deductions[:SHOWN_PROBLEMS]
        lines = self.env["account.move.line"].browse([one.item for one in shown])
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td class='text-end text-nowrap'>%s</td>"
                   "<td class='text-end text-nowrap'>%s</td><td>%s</td></tr>") % (
                line.move_id.name or "", line.partner_id.display_name or "",
                self.currency_id.format(line.amount_residual_currency),
                self.currency_id.format(float(one.amount)), self._get_deduction_text(one))
            for line, one in zip(lines, shown, strict=True)
        )
        return Markup(
            "<table class='table table-sm o_egg_debit_deductions'><thead><tr><th>%s</th><th>%s</th>"
            "<th class='text-end'>%s</th>"
            "<th class='text-end'>%s</th><th>%s</th></tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Invoice"), self.env._("Customer"), self.env._("Open"), self.env._("Debited"),
             self.env._("Less"), rows)

    @api.model
    def _render_problems(self, problems: dict, count: int) -> Markup:
        """Return what is left out as a table.

        :param problems: {due item id: [reasons in words]}, at least the first ones that are shown
        :param count: of all that are left out
        """
        if not problems:
            return Markup()
        lines = self.env["account.move.line"].browse(list(problems)[:SHOWN_PROBLEMS])
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td class='text-end text-nowrap'>%s</td><td>%s</td></tr>") % (
                line.move_id.name or "", line.partner_id.display_name or "",
                line.currency_id.format(line.amount_residual_currency) if line.currency_id else "",
                Markup("<br/>").join(escape(reason) for reason in problems[line.id]))
            for line in lines
        )
        more = count - len(lines)
        if more:
            rows += Markup("<tr><td colspan='4'>%s</td></tr>") % self.env._("And %(count)s more.", count=more)
        return Markup(
            "<table class='table table-sm o_egg_debit_problems'><thead><tr><th>%s</th><th>%s</th><th "
            "class='text-end'>%s</th><th>%s</th></tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Invoice"), self.env._("Customer"), self.env._("Amount"), self.env._("Reason"), rows)

from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.addons.egg_billing.core.due_item import is_due_item
from odoo.addons.egg_billing.models.payment.open_credits import OpenCredits
from odoo.addons.egg_debit.core.credit import Deduction
from odoo.addons.egg_debit.core.iban import mask_iban
from odoo.exceptions import UserError
from psycopg2.errors import UniqueViolation

from ..core import stripe_debit as core


class Ready(NamedTuple):
    """A due item that is debited."""

    line: models.Model
    account: models.Model
    amount: float
    deduction: Deduction | None = None  # what open credits take off


class EggStripeDebit(models.TransientModel):
    """The list that is confirmed before due items are debited by Stripe."""

    _name = "egg.stripe.debit"
    _description = "Debit by Stripe"
    _inherit = "egg.debit.form"

    ticked_ids = fields.Many2many()  # said again: its table is of this addon, and goes with it
    is_test = fields.Boolean(compute="_compute_is_test")

    @api.depends("company_id")
    def _compute_currency_id(self):
        for run in self:
            run.currency_id = run.company_id.currency_id

    @api.depends("company_id")
    def _compute_is_test(self):
        for run in self:
            provider_sudo = run.company_id._get_egg_stripe_provider().sudo()  # its mode is no secret
            run.is_test = provider_sudo.state == "test"

    @api.depends("ticked_ids")
    def _compute_preflight(self):
        for run in self:
            ready, problems = run._plan()
            run.ready_ids = self.env["account.move.line"].concat(*(one.line for one in ready))
            run.ready_count = len(ready)
            run.ready_total = sum(one.amount for one in ready)
            run.deductions = run._render_deductions([one.deduction for one in ready if one.deduction])
            run.problem_count = len(problems)
            run.problems = run._render_problems(problems, len(problems))
            run.summary = run._get_summary(problems)

    def _plan(self):
        """Decide what is debited.

        :return: the `Ready` ones, and {due item id: [reasons in words]} for the rest
        """
        lines = self.ticked_ids._origin.sorted(lambda line: (line.date_maturity or line.date, line.id))
        company, today = self.company_id, fields.Date.context_today(self)
        foreign = lines.filtered(lambda line: line.company_id != company)
        customers = lines.partner_id.commercial_partner_id
        accounts = self.env["egg.stripe.account"]._find_for_items(lines, company)
        facts = {account.id: (account.state, account._get_lapse_date()) for account in accounts.values()}
        credits = OpenCredits(self.env, company, self.env.ref("base.EUR"))
        credits.load(customers.ids)
        own = lines - foreign
        holds = own._get_egg_announced_holds(today) | own._get_egg_hold_reasons()
        ready, problems = [], {}
        for line in lines:
            account = accounts.get(line.id)
            state, lapses_on = facts[account.id] if account else ("", None)
            mode = line.egg_payment_mode_id
            candidate = core.Candidate(
                amount=Decimal(str(line.amount_residual_currency)).quantize(Decimal("0.01")),
                currency=line.currency_id.name,
                due_on=line.date_maturity or None, is_open_receivable=is_due_item(line),
                own_company=line not in foreign,
                other_mode=bool(mode) and mode.kind != "direct_debit", hold=holds.get(line.id, ""), account=state,
                lapses_on=lapses_on,
            )
            codes = core.find_problems(candidate, today)
            if codes:
                texts = self._get_problem_texts(candidate) | self._get_account_texts(account, line.egg_mandate_id)
                problems[line.id] = [texts[code] for code in codes]
            else:
                ready.append(Ready(line, account, line.amount_residual_currency))
        return self._lower(ready, credits, problems), problems

    def _lower(self, ready, credits, problems) -> list:
        """Return what is debited once the customers' open credits are taken off; what they cover is told among the
        problems.
        """
        rows = {}
        for one in ready:
            rows.setdefault(one.line.partner_id.commercial_partner_id.id, []).append(
                (one.line.id, Decimal(str(one.amount)).quantize(Decimal("0.01"))))
        found = {}
        for customer_id, items in rows.items():
            if credits.get(customer_id):
                found |= {one.item: one for one in self._deduct(items, credits.get(customer_id))}
        problems |= {one.item: [self._get_left_out_text(one)] for one in found.values() if not one.amount}
        lowered = [self._lower_one(one, found.get(one.line.id)) for one in ready]
        return [one for one in lowered if one.amount]

    @api.model
    def _lower_one(self, one, deduction):
        return one._replace(amount=float(deduction.amount), deduction=deduction) if deduction else one

    def _get_least_amount(self):
        return core.MIN_AMOUNT

    def _get_problem_texts(self, candidate) -> dict:
        return super()._get_problem_texts(candidate) | {
            "amount": self.env._("The amount must be from 0.50 to 999,999.99 euros."),
        }

    def _get_account_texts(self, account, mandate) -> dict:
        """What may be wrong with the customer's account at Stripe: {code: text}."""
        iban = mask_iban(account.iban) if account else ""
        nowhere = self.env._("It names the mandate %(name)s, whose account is not declared at Stripe.",
                             name=mandate.display_name) if mandate else self.env._(
            "The customer has no account at Stripe: Bank tab of the customer, Stripe management.")
        return {
            "no_account": nowhere,
            "not_declared": self.env._("The account %(iban)s is not declared at Stripe: save its row with the disk.",
                                       iban=iban),
            "stopped": self.env._("The account %(iban)s is stopped: %(reason)s", iban=iban,
                                  reason=account and account.error or ""),
            "lapsed": self.env._("The mandate of the account %(iban)s has lapsed: no debit for 36 months. Have a new "
                                 "one signed.", iban=iban),
        }

    def action_confirm(self):
        """Put the debits in the queue of the background job and show their run."""
        self.ensure_one()
        self.env["egg.stripe.run"]._as_egg_actor()
        provider = self.company_id._get_egg_stripe_provider()
        provider_sudo = provider.sudo()  # whether it is set up is no secret
        if provider_sudo.state == "disabled" or not provider_sudo.stripe_secret_key:
            raise UserError(self.env._("Stripe is not set up: fill in its keys in the settings of EGG."))
        if not provider_sudo.journal_id:
            raise UserError(self.env._("Choose the bank journal of Stripe in the settings of EGG."))
        ready, problems = self._plan()
        if not ready:
            raise UserError(self.env._("None of the ticked items can be debited. The reasons are listed in the form."))
        run = self._make_run(provider, ready, problems)
        run._trigger()
        return {"type": "ir.actions.act_window", "res_model": "egg.stripe.run", "view_mode": "form", "res_id": run.id,
                "name": self.env._("Debits by Stripe")}

    def _make_run(self, provider, ready, problems):
        # sudo: runs are made here only, by those who may take their actions (tested before); the items were read in the
        # user's rights
        runs_sudo = self.env["egg.stripe.run"].sudo()
        run = runs_sudo.create({
            "name": self.env["ir.sequence"].with_company(self.company_id).next_by_code("egg.stripe.run"),
            "company_id": self.company_id.id,
            "currency_id": ready[0].line.currency_id.id, "item_count": len(ready),
            "amount_total": sum(one.amount for one in ready),
            "skipped_note": self._render_problems(problems, len(problems)),
        })
        # Core reads the provider when a transaction is made, which only administrators may.
        debits_sudo = self.env["payment.transaction"].sudo()
        try:
            with self.env.cr.savepoint():
                debits_sudo.create([self._prepare_debit_values(run, number, one, provider)
                                    for number, one in enumerate(ready, 1)])
                self.env["egg.debit.claim"]._claim_credits([one.deduction for one in ready if one.deduction])
                self.env.flush_all()
        except UniqueViolation as fault:
            raise UserError(
                self.env._(
                    "Some of these items were just put in another debit. Open the list again to see which are left."
                )
            ) from fault
        return run.with_env(self.env)

    def _prepare_debit_values(self, run, number: int, one, provider) -> dict:
        """Values of the debit of one `Ready` item."""
        # sudo: the account was found in the user's rights; its token belongs to administrators
        debits_sudo, account_sudo = self.env["payment.transaction"].sudo(), one.account.sudo()
        return debits_sudo._prepare_egg_debit_values(run, number, one.line, account_sudo, provider) | {
            "amount": one.amount, "egg_deducted": self._get_deduction_text(one.deduction) if one.deduction else False}

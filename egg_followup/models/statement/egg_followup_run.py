from collections import defaultdict

from odoo import api, fields, models, tools
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from .choice import KINDS, Choice, Stated

#: messages that are made at once
CHUNK = 500


class EggFollowupRun(models.Model):
    """Statements of account in bulk: the same simulation, queue and locks as reminders have; a message is about a
    customer, and has no items.
    """

    _inherit = "egg.followup.run"

    document_type = fields.Selection(selection_add=[("statement", "Statements of account")],
                                     ondelete={"statement": "cascade"})
    statement_kind = fields.Selection(KINDS, "Statement", readonly=True)
    statement_first = fields.Date("From", readonly=True)
    statement_last = fields.Date("Until", readonly=True)

    @api.depends("document_type")
    def _compute_counts(self):
        super()._compute_counts()
        statements = self.filtered(lambda run: run.document_type == "statement")
        skipped = dict(self.env["egg.followup.message"]._read_group(
            [("run_id", "in", statements.ids), ("state", "=", "skipped")], ["run_id"], ["__count"]))
        for run in statements:
            run.skipped_count = skipped.get(run, 0)
            run.message_count -= run.skipped_count

    def _as_egg_actor(self):
        """Statements are sent, stopped and printed by those who make them, whoever else sees the run."""
        runs = super()._as_egg_actor()
        for company in self.filtered(lambda run: run.document_type == "statement").company_id:
            self._check_statement_maker(company)
        return runs

    def _start(self):
        """Statements on paper are of the day on which they wait for the printer, until they are printed."""
        result = super()._start()
        statements = self.filtered(lambda run: run.document_type == "statement")
        self.env["egg.followup.message"].search([
            ("run_id", "in", statements.ids), ("state", "=", "to_print")])._note_statement_day()
        return result

    def _get_statement_choice(self) -> Choice:
        self.ensure_one()
        return Choice(self.statement_kind, self.statement_first or None, self.statement_last or None)

    # Plan

    @api.model
    def _plan_statements(self, customers, company, choice, channel: str = "email"):
        """Plan the statements of customers without sending anything.

        :param customers: contacts of them; each firm has one statement.
        :param choice: `Choice`.
        :raises UserError: nobody was chosen, or there is no such stage any more.
        """
        self._check_statement_maker(company)
        customers.check_access("read")
        customers = customers.commercial_partner_id
        if not customers:
            raise UserError(self.env._("Tick at least one row."))
        stage = self.env.ref("egg_followup.stage_statement", raise_if_not_found=False)
        if not stage:
            raise UserError(self.env._("The stage “Statement of account” was deleted: the text of statements is gone."))
        # sudo: nobody writes runs by hand; the rights were checked just now
        run_sudo = self.sudo().create({
            "user_id": self.env.uid, "company_id": company.id, "document_type": "statement", "channel": channel,
            "stage_id": stage.id, "attach_pdf": False, "grouping": "customer", "statement_kind": choice.kind,
            "statement_first": choice.first, "statement_last": choice.last,
        })
        for ids in split_every(CHUNK, customers.ids, list):
            run_sudo._create_statement_messages(run_sudo.env["res.partner"].browse(ids))
        return run_sudo.sudo(self.env.su)

    def _check_statement_maker(self, company):
        """:raises AccessError: the user does not do the billing of this company."""
        user = self.env.user
        if not self.env.su and not (user.has_group(BILLING) and company in user.company_ids):
            raise AccessError(self.env._("Statements of account are made by those who do the billing of the company."))

    def _create_statement_messages(self, customers):
        recipients, stated = customers._get_egg_statement_recipients(), self._get_stated(customers)
        had = self._get_statement_repeats(customers)
        self.env["egg.followup.message"].create([
            self._prepare_statement_values(customer, recipients[customer.id], stated.get(customer),
                                           had.get(customer.id, "")) for customer in customers])

    def _get_stated(self, customers) -> dict:
        """Return {customer: `Stated`} of those that a statement has something to say of."""
        self.ensure_one()
        choice, company, found = self._get_statement_choice(), self.company_id, defaultdict(float)
        if not choice.is_period:
            return {customer: Stated(company.currency_id.round(balance), count)
                    for customer, balance, count in customers._get_egg_aged_sudo(company)._read_group(
                        customers._get_egg_aged_domain(company), ["partner_id"], ["balance:sum", "__count"])}
        # sudo: as the statement itself
        for partner, balance in self.env["account.move.line"].sudo()._read_group(
                customers._get_egg_statement_domain(company, ("date", "<=", choice.last)), ["partner_id"],
                ["balance:sum"]):
            found[partner.commercial_partner_id] += balance
        return {customer: Stated(company.currency_id.round(found[customer]), count)
                for customer, count in self._count_movements(customers).items()}

    def _count_movements(self, customers) -> dict:
        """Return {customer: entries of the period} of those for whom something happened in it, or was owed before."""
        choice, opening, counts = self._get_statement_choice(), defaultdict(float), defaultdict(int)
        lines_sudo = self.env["account.move.line"].sudo()  # sudo: as the statement itself
        for partner, currency, amount in lines_sudo._read_group(
                customers._get_egg_statement_domain(self.company_id, ("date", "<", choice.first)),
                ["partner_id", "currency_id"], ["amount_currency:sum"]):
            opening[partner.commercial_partner_id, currency] += amount
        for partner, count in lines_sudo._read_group(customers._get_egg_statement_domain(
                self.company_id, ("date", ">=", choice.first), ("date", "<=", choice.last),
                ("amount_currency", "!=", 0)), ["partner_id"], ["__count"]):
            counts[partner.commercial_partner_id] += count
        owed = {customer for (customer, currency), amount in opening.items() if not currency.is_zero(amount)}
        return dict.fromkeys(owed, 0) | counts

    def _get_statement_repeats(self, customers) -> dict:
        """Return {customer id: reason} of those who had this statement today, or whom another run sends it to now."""
        is_waiting = Domain("state", "in", ("queued", "sending")) | Domain([
            ("state", "=", "to_print"), ("statement_day", "=", fields.Date.context_today(self))])
        messages = self.env["egg.followup.message"].search(
            self._get_statement_twin_domain(customers) & (self._get_stated_today_domain() | is_waiting))
        return {message.statement_customer_id.id: self.env._("Has the same statement today already: %(run)s.",
                                                            run=message.run_id.display_name) for message in messages}

    def _get_statement_twin_domain(self, customers) -> Domain:
        """Return the domain of the messages of other runs with the same statement of these customers."""
        self.ensure_one()
        return Domain([
            ("statement_customer_id", "in", customers.ids), ("company_id", "=", self.company_id.id),
            ("run_id", "!=", self.id), ("run_id.statement_kind", "=", self.statement_kind),
            ("run_id.statement_first", "=", self.statement_first), ("run_id.statement_last", "=", self.statement_last)])

    def _get_stated_today_domain(self) -> Domain:
        return Domain([("state", "in", ("sent", "uncertain")),
                       ("statement_day", "=", fields.Date.context_today(self))])

    def _prepare_statement_values(self, customer, recipient, stated, had: str) -> dict:
        channel, reason = self.env["egg.followup.channel"]._choose(self.channel, recipient)
        template = channel.get_template(self.stage_id._get_row("statement"))
        skipped = had or (self.env._("There is nothing to state.") if stated is None else "")
        balance, count = stated or Stated()
        return {
            "run_id": self.id, "partner_id": recipient.id, "statement_customer_id": customer.id,
            "currency_id": self.company_id.currency_id.id, "document_type": "statement", "stage_id": self.stage_id.id,
            "template_id": template.id, "channel": channel.code, "statement_balance": balance, "statement_count": count,
            "email_to": channel.get_address(recipient) or False, "reason": skipped or reason,
            "state": "skipped" if skipped else "planned",
            "message_id": False if channel.is_by_hand or skipped
            else tools.mail.generate_tracking_message_id("egg-statement"),
        }

    def _get_link(self):
        """Statements have no items."""
        return "due_item_id" if self.document_type == "statement" else super()._get_link()

    def action_choose_again(self):
        """Choose another statement for the same customers."""
        if self.document_type != "statement":
            return super().action_choose_again()
        self.check_access("read")
        return self.followup_message_ids.statement_customer_id.action_egg_statement()

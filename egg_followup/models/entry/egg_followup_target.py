from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import float_repr, format_date

from ...core import stages as core

#: Reminders are the company's own business: customers who read their documents in the portal do not see them.
INTERNAL = "base.group_user"
#: What the stages make of an item.
COMPUTED = {"egg_next_stage_id", "egg_next_stage_date", "egg_last_stage_id", "egg_last_stage_date",
            "egg_followup_base_date"}
#: so many documents or customers are named one by one in a window
ABOUT = 3
URGENCY = [("overdue", "Overdue"), ("reached", "Due today"), ("soon", "Due soon"), ("later", "Not due yet")]


class EggFollowupTarget(models.AbstractModel):
    """What is followed up: an instalment of an invoice; other addons follow up other documents.

    The adopter has `egg_followup_entry_ids`, `egg_followup_shift_ids` and `egg_promise_amount`, and says what it is
    through the hooks at the end.
    """

    _name = "egg.followup.target"
    _inherit = ["egg.history.mixin"]
    _description = "Followed-up Item"

    egg_next_stage_id = fields.Many2one(
        "egg.followup.stage", "Next action", compute="_compute_egg_next_stage", store=True, index="btree_not_null",
        ondelete="set null", copy=False, groups=INTERNAL, help="The reminder that comes next.",
    )
    egg_next_stage_date = fields.Date(
        "Next action on", compute="_compute_egg_next_stage", store=True, copy=False, index="btree_not_null",
        groups=INTERNAL,
    )
    egg_last_stage_id = fields.Many2one(
        "egg.followup.stage", "Last stage", compute="_compute_egg_next_stage", store=True, ondelete="set null",
        copy=False, groups=INTERNAL,
    )
    egg_last_stage_date = fields.Date(
        "Last stage on", compute="_compute_egg_next_stage", store=True, copy=False, groups=INTERNAL,
    )
    egg_urgency = fields.Selection(
        URGENCY, "Urgency", compute="_compute_egg_urgency", search="_search_egg_urgency", groups=INTERNAL,
    )
    egg_dispute = fields.Boolean(
        "Disputed", copy=False, groups=INTERNAL, help="The customer disputes this amount: no reminder, no collection.",
    )
    egg_dispute_reason = fields.Char("Reason of the dispute", copy=False, groups=INTERNAL)
    egg_promise_date = fields.Date(
        "Promised for", copy=False, groups=INTERNAL,
        help="The customer promised to pay by this day: no reminder before it has passed.",
    )
    _egg_rests_while_typing = ("egg_hold_reason",)
    egg_hold_reason = fields.Char("On hold", compute="_compute_egg_hold_reason", groups=INTERNAL)
    egg_followup_due_date = fields.Date("Follow-up due date", compute="_compute_egg_urgency", groups=INTERNAL)
    egg_followup_phone = fields.Char("Phone", compute="_compute_egg_followup_phone", groups=INTERNAL)
    egg_due_badge = fields.Char("Due", compute="_compute_egg_due_badge", groups=INTERNAL,
                                help="Due date and open amount.")

    @api.model
    def _get_egg_late_fields(self):
        return [*super()._get_egg_late_fields(), "egg_next_stage_id"]

    def _compute_egg_next_stage(self):
        """One read of entries and one of moved dates for all; nothing is read for what is not followed up."""
        followed = self.filtered(lambda one: one._is_egg_followed_up())
        rest = self - followed
        rest.egg_next_stage_id = rest.egg_last_stage_id = False
        rest.egg_next_stage_date = rest.egg_last_stage_date = False
        if not followed:
            return
        forecasts = followed._get_egg_forecasts()
        for one in followed:
            step = core.next_step(forecasts[one.id])
            done = [each for each in forecasts[one.id] if each.done]
            one.egg_next_stage_id = step.stage_id if step else False
            one.egg_next_stage_date = step.on if step else False
            one.egg_last_stage_id = done[-1].stage_id if done else False
            one.egg_last_stage_date = done[-1].on if done else False

    @api.depends("egg_next_stage_date")
    @api.depends_context("uid")
    def _compute_egg_urgency(self):
        today = fields.Date.context_today(self)
        for one in self:
            due = one._get_egg_followup_base_date()
            one.egg_followup_due_date = due
            one.egg_urgency = due and core.urgency(
                due, one.egg_next_stage_date or None, today,
                (one.company_id or self.env.company).egg_followup_soon_days,
            )

    def _search_egg_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["egg_urgency"], "read")
        by_days = self.env.companies.grouped("egg_followup_soon_days")
        return Domain.OR(
            self._get_egg_urgency_domain(value, days) & (
                Domain("company_id", "in", [*companies.ids, False]) if len(by_days) > 1 else Domain.TRUE)
            for days, companies in by_days.items())

    @api.model
    def _get_egg_urgency_domain(self, names, soon_days: int) -> Domain:
        """Return the domain of what `core.urgency` calls so."""
        today, name = fields.Date.context_today(self), self._get_egg_followup_date_field()
        domains = {
            one: Domain(name, ">=", first) & Domain(name, "<=", last)
            for one, (first, last) in core.urgency_spans(today, soon_days).items()
        }
        domains["reached"] &= Domain("egg_next_stage_date", "<=", today)
        domains["soon"] &= ~domains["reached"]
        domains[False] = Domain(name, "=", False)
        return Domain.OR(domains[one] for one in names if one in domains)

    def _compute_egg_followup_phone(self):
        for one in self:
            one.egg_followup_phone = one.partner_id.phone or one.partner_id.commercial_partner_id.phone

    def _compute_egg_hold_reason(self):
        reasons = self.env["egg.followup.run"]._get_waiting_elsewhere(self) | self._get_egg_reminder_reasons()
        for one in self:
            one.egg_hold_reason = reasons.get(one.id, False)

    def _compute_egg_due_badge(self):
        for one in self:
            due = one._get_egg_followup_base_date()
            amount, currency = one._get_egg_open_amount()
            one.egg_due_badge = (
                f"{format_date(self.env, due)} · {currency.format(amount)}" if due else currency.format(amount)
            )

    def _get_egg_forecasts(self) -> dict:
        """Return {id: list of `Step`s}: what was done and what is planned, for each of these items.

        Three reads in all.
        """
        done, moved = defaultdict(dict), defaultdict(dict)
        for key, stage_id, day in self._get_egg_done_rows():
            done[key][stage_id] = max(day, done[key].get(stage_id, day))
        # sudo: who sees a document sees the dates that were moved on it
        shifts_sudo = self.env["egg.followup.shift"].sudo()
        for shift in shifts_sudo.search([(self._egg_followup_link, "in", self.ids)]):
            moved[shift[self._egg_followup_link].id][shift.stage_id.id] = shift.date
        scenarios, planned, result = self._get_egg_scenarios(), {}, {}
        for one in self:
            scenario = scenarios[one.id]
            kind = (one._get_egg_followup_type(), one.company_id, scenario)
            if kind not in planned:
                planned[kind] = scenario._get_steps(*kind[:2])
            base, own = one._get_egg_followup_base_date(), one._merge_egg_done(done)
            if scenario and not scenario.is_usual:
                own = one._get_egg_done_of(planned[kind], own)
            result[one.id] = core.forecast(planned[kind], base, own, moved[one.id]) if base else []
        return result

    def _get_egg_hold_reasons(self) -> dict:
        """Return {id: reason in words} of what must not be reminded now."""
        return {}

    def _get_egg_reminder_reasons(self) -> dict:
        """Return {id: reason in words} of what is not reminded now: what is held for all, and what only reminders leave
        out (the customer wants none, or answered the last one). Other modules add theirs.
        """
        return self._get_egg_customer_reasons() | self._get_egg_hold_reasons()

    def _get_egg_followup_hold_reasons(self) -> dict:
        """Disputes and promises."""
        today, reasons = fields.Date.context_today(self), {}
        for one in self:
            if one.egg_dispute:
                text = self.env._("Disputed: %(reason)s",
                                  reason=one.egg_dispute_reason) if one.egg_dispute_reason else None
                reasons[one.id] = text or self.env._("Disputed by the customer.")
            elif one.egg_promise_date and one.egg_promise_date >= today:
                reasons[one.id] = one._get_egg_promise_text(one.egg_promise_date, one.egg_promise_amount)
        return reasons

    def _get_egg_promise_text(self, day, amount) -> str:
        """Return in words what the customer promised for these items; without an amount, all that is open."""
        day, currency = format_date(self.env, day), self.currency_id[:1]
        if not amount:
            return self.env._("Payment promised for %(day)s.", day=day)
        return self.env._("%(amount)s promised for %(day)s.", amount=currency.format(amount), day=day)

    def _get_egg_about(self) -> str:
        """Return in words what a window on these items is about: document, customer and amount."""
        customers = self._get_egg_followup_document().partner_id.commercial_partner_id
        sums = defaultdict(float)
        for one in self:
            amount, currency = one._get_egg_open_amount()
            sums[currency] += amount
        money = " + ".join(currency.format(amount) for currency, amount in sums.items())
        what = ", ".join(self._get_egg_followup_document().mapped("display_name")[:ABOUT])
        if len(self) > ABOUT:
            what = self.env._("%(count)s rows", count=len(self))
        names = ", ".join(customers.mapped("display_name")[:ABOUT])
        if len(customers) > ABOUT:
            names = self.env._("%(count)s customers", count=len(customers))
        return " · ".join((what, names, money))

    def action_egg_dispute(self):
        """Open a small form to note a dispute or a promise on these rows."""
        kind = self.env.context.get("egg_hold_kind", "dispute")
        titles = {"dispute": self.env._("Note a dispute"), "promise": self.env._("Note a promise to pay")}
        return {
            "type": "ir.actions.act_window", "name": titles[kind], "res_model": "egg.followup.hold",
            "view_mode": "form",
            "target": "new", "context": {"active_model": self._name, "active_ids": self.ids, "default_kind": kind},
        }

    def _drop_egg_promise(self) -> list:
        """Forget what was promised for these before: a new promise does not reach them. Return [(document, what is told
        there)].
        """
        held = self.filtered("egg_promise_date")
        held.write({"egg_promise_date": False, "egg_promise_amount": False})
        text = self.env._("The new promise does not reach this: reminders go on.")
        return [(document, text) for document, _items in held._group_by_egg_document()]

    def _can_hold_egg(self) -> bool:
        """Hook: whether the user may note and lift disputes and promises on these."""
        return True

    def _check_egg_hold_allowed(self):
        """:raises AccessError: these are not his to hold"""
        if not self._can_hold_egg():
            raise AccessError(self.env._("Disputes and promises of invoices are noted and lifted by billing."))

    def action_egg_release(self):
        """The dispute or the promise is over."""
        self._check_egg_hold_allowed()
        self.write({"egg_dispute": False, "egg_dispute_reason": False, "egg_promise_date": False,
                    "egg_promise_amount": False})
        for document, _items in self._group_by_egg_document():
            document.message_post(body=self.env._("Dispute or promise lifted: reminders go on."))

    def write(self, vals):
        """What is computed from the stages is written by nobody:
        dates are moved by the action that says so in the history.
        """
        if not self.env.su and not COMPUTED.isdisjoint(vals):
            raise AccessError(self.env._("The next reminder follows from the stages. Move its planned date in the "
                                         "forecast of the document."))
        return super().write(vals)

    @api.model
    def get_egg_due_rows(self, domain: list) -> list:
        """Return the ids of the rows of a search whose next action is due and that neither a dispute, a promise nor a
        run that waits holds: what the bulk screen ticks on all pages.

        :raises UserError: no search is given
        """
        if not domain or not isinstance(domain, list):
            raise UserError(self.env._("Say which rows are meant."))
        today, order = fields.Date.context_today(self), f"{self._get_egg_followup_date_field()}, id"
        due = Domain("egg_next_stage_date", "<=", today) & Domain("egg_dispute", "=", False) & (
            Domain("egg_promise_date", "=", False) | Domain("egg_promise_date", "<", today))
        rows = self.search(Domain(domain) & due, order=order)
        waiting = self.env["egg.followup.run"]._get_waiting_elsewhere(rows)
        return [number for number in rows.ids if number not in waiting]

    @api.model
    def get_egg_bulk_actions(self) -> list:
        """Return the ids of the actions bound to these rows that the bulk screen offers: all but Odoo's own."""
        # sudo: which addon an action is of, for whoever sees the screen
        data_sudo = self.env["ir.model.data"].sudo()
        modules_sudo = self.env["ir.module.module"].sudo()
        bound = self.env["ir.actions.actions"].get_bindings(self._name).get("action", ())
        ids = [action["id"] for action in bound]
        odoo = modules_sudo.search([("author", "=like", "Odoo%"), ("state", "=", "installed")]).mapped("name")
        foreign = data_sudo.search([("model", "=like", "ir.actions.%"), ("res_id", "in", ids), ("module", "in", odoo)])
        return [number for number in ids if number not in set(foreign.mapped("res_id"))]

    def _check_egg_followup_readable(self):
        """:raises AccessError: for whoever may not see the documents of these items."""
        self._get_egg_followup_document().check_access("read")

    def _group_by_egg_document(self):
        """Return [(document, its items)]."""
        groups = defaultdict(self.browse)
        for one in self:
            groups[one._get_egg_followup_document()] |= one
        return list(groups.items())

    @api.model
    def _get_egg_target_models(self) -> list:
        """Return the names of the models whose records are followed up here, as the installed addons have it."""
        names = self.env.registry.descendants(["egg.followup.target"], "_inherit")
        return [name for name in names if not self.env[name]._abstract]

    # Hooks

    #: whether money is claimed: the tolerance and the customer's open credits count, and the customer's contacts for
    #: invoices are reminded before the contact of the document
    _egg_followup_is_claim = False
    #: field by which entries, moved dates and items of a run know the item (see `egg.followup.link`)
    _egg_followup_link = None
    #: the kind of run (`document_type` of `egg.followup.run`) that reminds these items
    _egg_followup_run_type = None

    @api.model
    def _get_egg_replan_domain(self):
        """Return the domain of what is planned anew when the stages have changed."""
        raise NotImplementedError

    def _check_egg_followup_allowed(self):
        """:raises UserError: when one of these records is nothing to be followed up."""

    def _is_egg_followed_up(self) -> bool:
        """Whether reminders are planned for this item."""
        raise NotImplementedError

    def _get_egg_followup_document(self):
        """Return the document that the item belongs to; of several items, their documents."""
        raise NotImplementedError

    def _get_egg_followup_type(self) -> str:
        """Return the type of document (see `egg.followup.stage.template`)."""
        raise NotImplementedError

    def _get_egg_followup_base_date(self):
        """Return the date that the first reminder counts from."""
        return self[self._get_egg_followup_date_field()]

    def _get_egg_followup_date_field(self) -> str:
        raise NotImplementedError

    def _get_egg_open_amount(self):
        """Return (amount to be paid, currency)."""
        raise NotImplementedError

    def _get_egg_claimed_amount(self) -> Decimal:
        """Return what a reminder claims of this item."""
        amount, currency = self._get_egg_open_amount()
        return Decimal(float_repr(amount, currency.decimal_places))

    def _get_egg_credit_parts(self) -> dict:
        """Return {id: parts} of (`Credit`, amount): what their customers have with us and what it covers of items."""
        return {}

    def _get_egg_done_rows(self):
        """Return rows (key, stage id, date) of what was done; `_merge_egg_done` finds its own among the keys."""
        entries_sudo = self.env["egg.followup.entry"].sudo()  # sudo: what was done counts, whoever may read the history
        rows = entries_sudo._read_group(
            [(self._egg_followup_link, "in", self.ids)], [self._egg_followup_link, "stage_id"], ["date:max"],
        )
        return [(target.id, stage.id, day) for target, stage, day in rows]

    def _merge_egg_done(self, done: dict) -> dict:
        return done[self.id]

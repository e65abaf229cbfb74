import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.stripe_debit import EVENT_KINDS, read_event
from ...core.stripe_retry import KEY, NOTHING_MADE, RATE, RIGHTS, OutageWatch, StripeFault

_logger = logging.getLogger(__name__)
#: Debits marked as begun in one commit, before any of them is asked for.
SEND_BATCH = 20
BOOK_BATCH = 100
#: Debits that nothing was heard of for so long are asked for one by one.
STALE_DAYS = 3
STALE_BATCH = 100
#: Events are read again from a little before the last time: none is missed, and reading one twice changes nothing
#: (disputes are told by their ids, see `follow_dispute`).
OVERLAP = timedelta(minutes=10)
#: How often an open form follows a run: while the jobs send and book, and while banks have the debits.
AT_WORK_SECONDS, UNDER_WAY_SECONDS = 3, 15


class EggStripeRun(models.Model):
    """Due items debited by Stripe in one go: sent in the background, followed until each is paid or refused."""

    _name = "egg.stripe.run"
    _description = "Debits by Stripe"
    _inherit = ["egg.facts.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", required=True, readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Started by", required=True, readonly=True,
                              default=lambda self: self.env.user)
    state = fields.Selection(
        [("running", "Sending"), ("paused", "Stopped"), ("sent", "Sent"), ("cancelled", "Cancelled")],
        required=True, default="running", readonly=True, copy=False, index=True, tracking=True,
    )
    problem = fields.Char("Why it stopped", readonly=True, copy=False)
    transaction_ids = fields.One2many("payment.transaction", "egg_stripe_run_id", "Debits", readonly=True)
    item_count = fields.Integer("Number of debits", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    egg_asked = fields.Monetary("Asked", compute="_compute_egg_asked",
                                help="The sum of the debits that are not cancelled.")
    skipped_note = fields.Html("Left out", readonly=True, help="Ticked items that could not be debited, and why.")
    waiting_count = fields.Integer("To send", compute="_compute_counts")
    processing_count = fields.Integer("Under way", compute="_compute_counts")
    paid_count = fields.Integer("Paid", compute="_compute_counts")
    failed_count = fields.Integer("Refused", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    refresh_seconds = fields.Integer(compute="_compute_counts",
                                     help="How often an open form reads the run again; 0: nothing moves.")

    _unique_name = models.Constraint("unique(company_id, name)", "The number of a run must be unique.")

    def _creation_message(self):
        """Odoo's word for "created" has one gender and one number in French."""
        return self.env._("Debits by Stripe created")

    @api.depends("state", "transaction_ids.egg_debit_state")
    def _compute_counts(self):
        counts = {}
        for run, state, number in self.env["payment.transaction"]._read_group(
                [("egg_stripe_run_id", "in", self.ids), ("operation", "!=", "refund")],
                ["egg_stripe_run_id", "egg_debit_state"], ["__count"]):
            counts.setdefault(run.id, {})[state] = number
        for run in self:
            row = counts.get(run.id, {})
            run.waiting_count = row.get("queued", 0) + row.get("sending", 0)
            run.processing_count = row.get("processing", 0)
            run.paid_count = row.get("succeeded", 0) + row.get("paid", 0)
            run.failed_count = row.get("failed", 0) + row.get("disputed", 0)
            total = sum(row.values())
            run.progress = 100.0 * (total - run.waiting_count) / total if total else 100.0
            is_at_work = run.state == "running" and run.waiting_count or row.get("succeeded")
            run.refresh_seconds = UNDER_WAY_SECONDS if run.processing_count else 0
            if is_at_work:
                run.refresh_seconds = AT_WORK_SECONDS

    @api.depends("transaction_ids.egg_debit_state", "transaction_ids.amount")
    def _compute_egg_asked(self):
        asked = dict(self.env["payment.transaction"]._read_group(
            [("egg_stripe_run_id", "in", self.ids), ("operation", "!=", "refund")], ["egg_stripe_run_id"],
            ["egg_asked:sum"]))
        for run in self:
            run.egg_asked = asked.get(run, 0.0)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Groups of a list have this total too, though it is not stored."""
        if field_expr != "egg_asked":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL("(SELECT coalesce(sum(debit.amount), 0) FROM payment_transaction debit WHERE "
                   "debit.egg_stripe_run_id = %s"
                   " AND debit.egg_debit_state <> 'cancelled' AND debit.operation <> 'refund')",
                   SQL.identifier(alias, "id"))

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("Debits cannot be copied: tick the due items again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Debits are kept: cancel what waits instead of deleting it."))

    # Actions

    def action_resume(self):
        """Go on with what waits."""
        paused = self._as_egg_actor().filtered(lambda run: run.state == "paused")
        paused.write({"state": "running", "problem": False})
        if paused:
            self._trigger()
        return True

    def action_cancel(self):
        """Give back the items that Stripe has not been asked for; the others go on."""
        self = self._as_egg_actor()  # noqa: PLW0642
        waiting_sudo = self.transaction_ids.filtered(lambda one: one.egg_debit_state == "queued")
        waiting_sudo.try_lock_for_update().filtered(lambda one: one.egg_debit_state == "queued")._set_egg_state(
            "cancelled", self.env._("Cancelled before it was sent."))
        for run in self:
            left = run.transaction_ids.filtered(lambda one: one.egg_debit_state != "cancelled")
            run.write({"state": "cancelled" if not left else run.state, "problem": False})
            run._finish_if_sent()
        return True

    def action_refresh(self):
        """Ask Stripe for news now."""
        if self._as_egg_actor():
            self.env.ref("egg_stripe.egg_stripe_follow_cron")._trigger_egg()
        return self._tell(self.env._("News of Stripe is being fetched: this screen shows them in a moment."))

    def _tell(self, message):
        return {"type": "ir.actions.client", "tag": "display_notification",
                "params": {"type": "info", "message": message}}

    @api.model
    def _trigger(self):
        self.env.ref("egg_stripe.egg_stripe_send_cron")._trigger_egg()

    # Sending

    @api.model
    def _cron_send(self):
        """Ask Stripe for what waits: batch by batch, one commit after each answer;
        one bad debit never stops the others.
        """
        waiting = [("egg_stripe_run_id.state", "=", "running"), ("egg_debit_state", "in", ("queued", "sending")),
                   "|", ("egg_next_try", "=", False), ("egg_next_try", "<=", fields.Datetime.now())]
        debits = self.env["payment.transaction"]
        self.env["ir.cron"]._commit_progress(remaining=debits.search_count(waiting))
        for company in debits.search(waiting).company_id:
            if not self._send_for(company, [*waiting, ("company_id", "=", company.id)]):
                break
        self._close_sent()

    def _send_for(self, company, waiting) -> bool:
        """Send what waits in one company; False when the time of the job is over."""
        commit = self.env["ir.cron"]._commit_progress
        debits = self.env["payment.transaction"].with_company(company)
        gateway, last_id, watch = None, 0, OutageWatch()
        while batch := debits.search([*waiting, ("id", ">", last_id)], limit=SEND_BATCH, order="id"):
            last_id = batch[-1].id
            gateway = gateway or batch.provider_id[:1]._get_egg_stripe_gateway()
            runs, batch = batch.egg_stripe_run_id, batch._begin_egg_debits()
            commit(0)
            for index, debit in enumerate(batch):
                fault = debit._send_egg_safely(gateway)
                left = commit(1)
                if watch.note(fault) or fault and fault.kind in NOTHING_MADE or not left:
                    batch[index + 1:]._give_back_egg()
                    if fault and fault.kind in NOTHING_MADE:
                        self._stop(runs, fault)
                    commit(0)
                    return bool(left)
        return True

    def _stop(self, runs, fault):
        """Nothing more can be sent now: say why, or come back in a minute when Stripe only wants us to be slower."""
        if fault.kind == RATE:
            self.env.ref("egg_stripe.egg_stripe_send_cron")._trigger(fields.Datetime.now() + timedelta(minutes=1))
            return
        texts = {
            KEY: self.env._("Stripe does not know the secret key any more: put a new one in the settings, the debits "
                            "go on by themselves."),
            RIGHTS: self.env._("The secret key may not do this: give it the rights on payments in Stripe, or put "
                               "another one in the settings."),
        }
        running = self.search([("state", "=", "running"), ("company_id", "in", runs.company_id.ids)])
        running.write({"state": "paused",
                       "problem": f"{texts[fault.kind]} ({fault.message})" if fault.message else texts[fault.kind]})
        for run in running:
            run.message_post(body=run.problem)

    @api.model
    def _close_sent(self):
        self.search([("state", "=", "running")])._finish_if_sent()

    def _finish_if_sent(self):
        for run in self.filtered(lambda one: one.state in ("running", "paused")):
            if not self.env["payment.transaction"].search_count(
                    [("egg_stripe_run_id", "=", run.id), ("egg_debit_state", "in", ("queued", "sending"))], limit=1):
                run.write({"state": "sent", "problem": False})

    # Following

    @api.model
    def _cron_follow(self):
        """Ask Stripe what became of the debits, then book what was paid.

        What one company cannot do never stops another.
        """
        # The job has all rights; each provider is asked with its own key.
        providers = self.env["payment.provider"].search([("code", "=", "stripe"), ("state", "!=", "disabled")])
        self.env["ir.cron"]._commit_progress(remaining=len(providers))
        for provider in providers.filtered("stripe_secret_key"):
            try:
                self._follow(provider)
            except StripeFault as fault:
                _logger.warning("Stripe news for company %s: %s", provider.company_id.id, fault.kind)
            except Exception:  # noqa: BLE001 what is odd in one company must not stop the others
                _logger.exception("Stripe news for company %s", provider.company_id.id)
                self.env.cr.rollback()
                self.env.invalidate_all()
            self.env["ir.cron"]._commit_progress(1)
        self._book_succeeded()

    def _follow(self, provider):
        """Read the events since last time, then ask for the debits that nothing was heard of.

        :raises StripeFault:
        """
        debits = self.env["payment.transaction"]
        first = debits.search([("provider_id", "=", provider.id), ("egg_begun_at", "!=", False)], limit=1,
                              order="egg_begun_at")
        if not first:
            return
        since = (provider.egg_stripe_checked_at or first.egg_begun_at) - OVERLAP
        now = fields.Datetime.now()
        gateway = provider._get_egg_stripe_gateway()
        events = gateway.read_all("events.list",
                                  {"types": list(EVENT_KINDS), "created": {"gte": int(since.timestamp())}})
        news, silent = self._read_events(reversed(events)), None
        for start in range(0, len(news), BOOK_BATCH):
            silent = debits._apply_egg_news(provider, news[start:start + BOOK_BATCH], gateway) or silent
            self.env["ir.cron"]._commit_progress(0)
        stale = debits.search([
            ("provider_id", "=", provider.id), ("egg_debit_state", "=", "processing"),
            ("egg_heard_at", "<", now - timedelta(days=STALE_DAYS))], limit=STALE_BATCH, order="egg_heard_at")
        self._refresh_stale(stale, gateway)
        if not silent:
            provider.egg_stripe_checked_at = now
        # last: what keeps a refund from being made must not keep news from coming
        self._send_refunds(provider, gateway)

    @api.model
    def _read_events(self, events) -> list:
        """Return the news in a list of events; what is not what it should be is left out."""
        news = []
        for event in events:
            try:
                news.append(read_event(event))
            except ValueError:
                _logger.warning("Stripe: an event is not what it should be")
        return [told for told in news if told]

    @api.model
    def _refresh_stale(self, stale, gateway):
        """Ask for each debit by itself: one that Stripe does not know does not keep it from being asked for the others.

        :raises StripeFault: no call would succeed now
        """
        watch = OutageWatch()
        for debit in stale:
            fault = debit._ask_egg_safely(debit._refresh_egg_debit, gateway)
            if watch.note(fault):
                raise fault
            self.env["ir.cron"]._commit_progress(0)

    def _send_refunds(self, provider, gateway):
        """Ask for the refunds that wait, one commit after each answer.

        :raises StripeFault:
        """
        debits = self.env["payment.transaction"]
        waiting = debits.search([
            ("provider_id", "=", provider.id), ("operation", "=", "refund"), ("egg_call_key", "!=", False),
            ("provider_reference", "=", False), ("state", "in", ("draft", "pending")),
            "|", ("egg_next_try", "=", False), ("egg_next_try", "<=", fields.Datetime.now())], order="id")
        for refund in waiting.with_company(provider.company_id):
            refund._send_egg_refund_safely(gateway)
            self.env["ir.cron"]._commit_progress(0)

    @api.model
    def _book_succeeded(self):
        """Book the payments of what Stripe confirmed, batch by batch."""
        domain = [("egg_debit_state", "=", "succeeded"), ("egg_booking_error", "=", False)]
        debits, last_id = self.env["payment.transaction"], 0
        while batch := debits.search([*domain, ("id", ">", last_id)], limit=BOOK_BATCH, order="id"):
            last_id = batch[-1].id
            for company in batch.company_id:
                batch.filtered(lambda one, company=company: one.company_id == company)._book_egg_safely()
            if not self.env["ir.cron"]._commit_progress(0):
                break

from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import BILLING
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import split_every

from ...core import calls as core

#: how many due items are planned at once
CHUNK = 1000
#: what a call is about and what came of it
CALL_FACTS = frozenset({"call_stage_id", "call_item_ids", "call_result", "call_promise_date", "call_note",
                        "call_attempts"})


class EggTask(models.Model):
    """A task may be a call about amounts due: what comes of it is noted on these amounts."""

    _name = "egg.task"
    _inherit = ["egg.facts.mixin", "egg.task"]

    call_stage_id = fields.Many2one(
        "egg.followup.stage", "Call", index="btree_not_null", readonly=True, copy=False, ondelete="set null",
        help="The stage of the follow-up that asks for this phone call.",
    )
    call_item_ids = fields.Many2many(
        "account.move.line", "egg_task_call_item_rel", "task_id", "item_id", "Amounts due", readonly=True, copy=False,
        groups=BILLING,
    )
    call_amount = fields.Monetary("Amount due", compute="_compute_call_amount", currency_field="call_currency_id",
                                  groups=BILLING)
    call_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of the call")
    call_phone = fields.Char("Phone", compute="_compute_call_phone")
    call_result = fields.Selection(
        [("promise", "Promises to pay"), ("dispute", "Disputes the amount"), ("spoken", "Reached, nothing promised"),
         ("settled", "Settled meanwhile")], "Result", readonly=True, copy=False, tracking=True,
    )
    call_promise_date = fields.Date("Promised for", readonly=True, copy=False)
    call_note = fields.Char("What was said", readonly=True, copy=False)
    call_attempts = fields.Integer("Calls without answer", readonly=True, copy=False)

    @api.depends("call_item_ids.amount_residual", "call_item_ids.reconciled")
    def _compute_call_amount(self):
        for task in self:
            task.call_amount = sum(
                task.call_item_ids.filtered(lambda item: not item.reconciled).mapped("amount_residual"))

    @api.depends("egg_contact_id.phone", "egg_customer_id.phone")
    def _compute_call_phone(self):
        for task in self:
            task.call_phone = task.egg_contact_id.phone or task.egg_customer_id.phone

    @api.model
    def _get_egg_given_fields(self) -> set:
        return super()._get_egg_given_fields() | self._fields.keys() - CALL_FACTS

    def _get_egg_free_fields(self) -> set:
        return super()._get_egg_free_fields() | self._get_egg_given_fields()

    def _get_egg_facts_refusal(self, names) -> str:
        return self.env._("What a call is about, and what came of it, is noted by planning it and by the result of "
                          "the call.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_calls(self):
        if not self.env.su and self.filtered("call_stage_id"):
            raise AccessError(self.env._("A call is not deleted: note its result."))

    def write(self, vals):
        """A call that is ticked without a result was made, and nothing was promised."""
        if not self.env.su:
            self.filtered("call_stage_id")._check_may_change_call()
        ticked = self.filtered(lambda task: task.call_stage_id and not task.done and not task.call_result)
        if not vals.get("done") or "call_result" in vals:
            ticked = self.browse()
        result = super().write(vals)
        for task in ticked:
            task._finish_call("spoken")
        return result

    def action_call_result(self):
        """Open the small form that notes what came of the call."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of the call: %(customer)s", customer=self.egg_customer_id.name),
            "res_model": "egg.call.result", "view_mode": "form", "target": "new",
            "context": {"default_task_id": self.id},
        }

    # Plan

    @api.model
    def _cron_plan_calls(self):
        """Plan the calls whose day has come, and close those about which there is nothing to say any more."""
        self._close_settled_calls()
        line_model = self.env["account.move.line"]
        items = line_model.search(line_model._get_egg_due_item_domain() & Domain([
            ("egg_next_stage_id", "in", list(self.env["egg.followup.stage"]._get_call_stage_ids())),
            ("egg_next_stage_date", "<=", fields.Date.context_today(self)),
        ]))
        for chunk in split_every(CHUNK, items.ids, items.browse):
            self._plan_calls(chunk)

    @api.model
    def _plan_calls(self, items, stage=None):
        """Plan one call per customer and company about these amounts; a call that waits already takes them up.

        Left out: what is settled, held (disputed, promised, being collected...), or spoken of in a call that waits.

        :param items: due items (`account.move.line`).
        :param stage: the stage of the call; none: the next one of each item.
        :return: the tasks that speak of these items now.
        """
        items = items.filtered(lambda item: item._is_egg_followed_up())
        waiting = self.search([("call_item_ids", "in", items.ids), ("done", "=", False)])
        held = items._get_egg_reminder_reasons()
        free = (items - waiting.call_item_ids).filtered(lambda item: item.id not in held)
        dues = [
            core.Due(item.id, item.company_id.id, item.partner_id.commercial_partner_id.id,
                     (stage or item.egg_next_stage_id).id)
            for item in free
        ]
        calls = core.plan_calls(dues, self.env["egg.followup.stage"]._get_ranks())
        known = self._get_waiting_calls(calls)
        values = []
        for call in calls:
            task = known.get((call.company, call.customer))
            if task:
                task.call_item_ids = [Command.link(item) for item in call.items]
                waiting |= task
            else:
                values.append(self._prepare_call_values(call,
                                                        free.browse(call.items).with_prefetch(free._prefetch_ids)))
        # The list of calls tells whom to call; a mail for each of twenty calls would not help.
        return waiting | self.with_context(mail_auto_subscribe_no_notify=True).create(values)

    @api.model
    def _get_waiting_calls(self, calls) -> dict:
        """Return {(company, customer): call that waits}."""
        tasks = self.search([
            ("call_stage_id", "!=", False), ("done", "=", False),
            ("egg_customer_id", "in", [call.customer for call in calls]),
            ("company_id", "in", [call.company for call in calls]),
        ])
        return {(task.company_id.id, task.egg_customer_id.id): task for task in tasks}

    @api.model
    def _prepare_call_values(self, call, items) -> dict:
        customer = items.partner_id.commercial_partner_id
        documents = items.move_id
        people = (documents.invoice_user_id | customer.user_id).filtered(lambda user: user.active and not user.share)
        contact = documents.egg_contact_id.filtered(lambda one: one.commercial_partner_id == customer)[:1]
        language = people[:1].lang or items.company_id.partner_id.lang or self.env.lang
        return {
            "name": self.with_context(lang=language).env._("Call %(customer)s", customer=customer.name),
            "due_date": fields.Date.context_today(self), "reminder_days": 0, "reminded": True, "priority": "1",
            "company_id": call.company,
            "user_id": (people[:1] or self._get_caller(items)).id,
            "egg_customer_id": customer.id, "egg_contact_id": contact.id,
            "egg_document": f"account.move,{documents[0].id}", "call_stage_id": call.stage,
            "call_item_ids": [Command.set(call.items)],
        }

    @api.model
    def _get_caller(self, items):
        """Return who calls when the documents have no salesperson: who plans the call, else who reminded last, else who
        made the invoice.
        """
        # sudo: who did what, for whoever plans the call
        items_sudo = items.sudo()
        reminded = items_sudo.move_id.egg_followup_entry_ids.sorted("id", reverse=True).user_id
        return (self.env.user + reminded + items_sudo.move_id.create_uid).filtered(
            lambda user: user.active and not user.share)[:1]

    @api.model
    def _close_settled_calls(self):
        """Close the calls whose amounts have all been paid, or are held, since they were planned."""
        tasks = self.search([("call_stage_id", "!=", False), ("done", "=", False)])
        held = tasks.call_item_ids._get_egg_reminder_reasons()
        for task in tasks:
            if all(item.id in held or not item._is_egg_followed_up() for item in task.call_item_ids):
                reason = next((held[item.id] for item in task.call_item_ids if item.id in held), False)
                task.write({"done": True, "call_result": "settled", "call_note": reason})

    # Result

    def _get_open_call_items(self):
        """What is still to be paid of what the call is about.

        As superuser: whoever is in charge of a call notes its result on the amounts, with or without rights in
        accounting.
        """
        self.ensure_one()
        # sudo: see above
        task_sudo = self.sudo()
        return task_sudo.call_item_ids.filtered(lambda item: item._is_egg_followed_up())

    def _check_may_finish_call(self):
        """:raises AccessError: for whoever neither is in charge of the call nor works in billing."""
        for task in self:
            if not self.env.su and task.user_id != self.env.user and not self.env.user.has_group(BILLING):
                raise AccessError(self.env._(
                    "The result of the call to %(customer)s is noted by the person in charge, or by billing.",
                    customer=task.egg_customer_id.name,
                ))

    def _check_may_change_call(self):
        """:raises AccessError: for whoever neither is in charge of the call, planned it,
        nor is of a group that makes such calls.
        """
        for task in self:
            own = self.env.user in task.user_id + task.create_uid or self.env.user.has_group(BILLING)
            if not own and (task.user_id or not self.env.user.has_groups(self._fields["call_amount"].groups)):
                raise AccessError(self.env._("The call to %(customer)s is changed by the person in charge, or by "
                                             "billing.",
                                             customer=task.egg_customer_id.name))

    def _finish_call(self, result: str, promise_date=False, note=False, amount=False):
        """Note what came of the call: on the task, in the history of each amount, and as a promise or dispute on it.

        :param amount: what is promised; none: all that is open.
        """
        self.ensure_one()
        self._check_may_finish_call()
        items_sudo = self._get_open_call_items()
        self._note_hold(items_sudo, result, promise_date, note, amount)
        self._note_entries(items_sudo, result, note)
        # sudo: the right on the call was checked just now; its facts are noted here only
        self.sudo().write({"call_result": result, "call_promise_date": promise_date, "call_note": note, "done": True})

    def _note_hold(self, items_sudo, result, promise_date, note, amount):
        if result not in ("promise", "dispute") or not items_sudo:
            return
        # sudo: the right on the call was tested before; what was said is noted on its amounts, with or without rights
        # in accounting
        holds_sudo = self.env["egg.followup.hold"].sudo().with_context(active_model=items_sudo._name,
                                                                       active_ids=items_sudo.ids)
        promise = {"promise_date": promise_date} | ({"promise_amount": amount} if amount else {})
        holds_sudo.create({"kind": result, "reason": note, **promise}).action_apply()

    def _note_entries(self, items_sudo, result, note):
        calls = self.env["egg.followup.stage"]._get_call_stage_ids()
        label = dict(self._fields["call_result"]._description_selection(self.env))[result]
        # sudo: as above, in their history
        self.env["egg.followup.entry"].sudo().create([
            {"due_item_id": item.id, "origin": "call", "user_id": self.env.uid,
             "comment": ": ".join(filter(None, (label, note))),
             "stage_id": (item.egg_next_stage_id if item.egg_next_stage_id.id in calls else self.call_stage_id).id}
            for item in items_sudo
        ])

    def _postpone_call(self, day, note=False):
        """Nobody answered: the call waits for another day; nothing is noted on the amounts."""
        self.ensure_one()
        self._check_may_finish_call()
        # sudo: the right on the call was checked just now; its facts are noted here only
        self.sudo().write({"due_date": day, "call_attempts": self.call_attempts + 1})
        self.message_post(body=self.env._("No answer. %(note)s", note=note or "").strip())

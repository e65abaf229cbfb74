import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.egg_debit.core.charset import to_sepa_reference
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2 import OperationalError

from ...core.pain008 import DIALECTS
from ..file.collection_files import to_file_name

#: Payments booked between two commits of the background job.
BOOKING_BATCH = 100
#: How often an open form follows the booking.
REFRESH_SECONDS = 3
_NEXT_STATES = {"ready": {"sent", "cancelled"}, "sent": {"booked"}, "booked": set(), "cancelled": set()}
#: What stands in the file.
_FIXED_FIELDS = frozenset({"name", "company_id", "currency_id", "journal_id", "format", "collect_on", "stamped_at",
                           "issuer", "creditor_identifier",
                           "iban", "bic", "identification", "item_count", "amount_total"})


class EggSepaCollection(models.Model):
    """Due items asked from the bank in one go, with the file that asks for them."""

    _name = "egg.sepa.collection"
    _description = "Direct Debit Collection"
    _inherit = ["egg.facts.mixin", "egg.debit.total.mixin", "mail.thread", "mail.activity.mixin"]
    _egg_total_amount = "amount_total"
    _order = "collect_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", required=True, readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank", required=True, readonly=True, check_company=True,
                                 ondelete="restrict")
    format = fields.Selection([(code, code) for code in DIALECTS], required=True, readonly=True)
    collect_on = fields.Date("Collection date", required=True, readonly=True, index=True)
    stamped_at = fields.Datetime("Created for the bank at", required=True, readonly=True)
    issuer = fields.Char(required=True, readonly=True)
    creditor_identifier = fields.Char("Creditor identifier (ICS)", required=True, readonly=True)
    iban = fields.Char("IBAN", required=True, readonly=True)
    bic = fields.Char("BIC", readonly=True)
    identification = fields.Char(readonly=True)
    state = fields.Selection(
        [("ready", "File ready"), ("sent", "Sent to the bank"), ("booked", "Payments booked"),
         ("cancelled", "Cancelled")],
        required=True, default="ready", readonly=True, copy=False, index=True, tracking=True,
    )
    item_ids = fields.One2many("egg.sepa.collection.item", "collection_id", "Debits", readonly=True)
    item_count = fields.Integer("Number of debits", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    egg_asked = fields.Monetary("Asked", compute="_compute_egg_asked",
                                help="The total; nothing once the collection is cancelled.")
    returned_count = fields.Integer("Returned", compute="_compute_counts")
    waiting_count = fields.Integer("To book", compute="_compute_counts")
    failed_count = fields.Integer("Not booked", compute="_compute_counts")
    deducted_count = fields.Integer("Lowered by open credits", compute="_compute_counts")
    refresh_seconds = fields.Integer(compute="_compute_refresh_seconds",
                                     help="How often an open form reads it again; 0: nothing moves.")
    settled_count = fields.Integer("Paid meanwhile", compute="_compute_settled_count")
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, copy=False)
    file_hash = fields.Char(
        "SHA-256 of the file", readonly=True, copy=False, help="Of the file as it was made; it is compared when the "
                                                               "file is taken.")
    skipped_note = fields.Html("Left out", readonly=True, help="Ticked items that could not be collected, and why.")

    _unique_name = models.Constraint("unique(company_id, name)", "The number of a collection must be unique.")

    def _creation_message(self):
        """Odoo's word for "created" has one gender in French."""
        return self.env._("Direct debit collection created")

    @api.depends("item_ids.state", "item_ids.error")
    def _compute_counts(self):
        counts = {}
        for collection, state, failed, number in self.env["egg.sepa.collection.item"]._read_group(
                [("collection_id", "in", self.ids)], ["collection_id", "state", "error"], ["__count"]):
            row = counts.setdefault(collection.id, {"returned": 0, "pending": 0, "failed": 0})
            if state in row:
                row[state] += number
            if state == "pending" and failed:
                row["failed"] += number
        lowered = dict(self.env["egg.sepa.collection.item"]._read_group(
            [("collection_id", "in", self.ids), ("deducted", "!=", False)], ["collection_id"], ["__count"]))
        for collection in self:
            row = counts.get(collection.id, {})
            collection.returned_count = row.get("returned", 0)
            collection.waiting_count = row.get("pending", 0)
            collection.failed_count = row.get("failed", 0)
            collection.deducted_count = lowered.get(collection, 0)

    @api.depends("state", "waiting_count", "failed_count")
    def _compute_refresh_seconds(self):
        """While the background job books."""
        for one in self:
            one.refresh_seconds = REFRESH_SECONDS if one.state == "sent" and one.waiting_count > one.failed_count else 0

    @api.depends("state", "item_ids.due_item_id.amount_residual_currency")
    def _compute_settled_count(self):
        """Debits of a file not sent yet whose due item holds less than they ask: paid or credited since."""
        waiting = self.filtered(lambda one: one.state == "ready")
        counts = {}
        if waiting.ids:
            self.env["account.move.line"].flush_model(["amount_residual_currency"])
            counts = dict(self.env.execute_query(SQL(
                """SELECT item.collection_id, count(*) FROM egg_sepa_collection_item item
                     JOIN account_move_line line ON line.id = item.due_item_id
                    WHERE item.collection_id IN %s AND item.state = 'pending'
                      AND line.amount_residual_currency < item.amount
                 GROUP BY item.collection_id""", tuple(waiting.ids))))
        for collection in self:
            collection.settled_count = counts.get(collection.id, 0)

    def write(self, vals):
        """What stands in the file stays as it is, and a collection never goes back to an earlier state, whoever asks.

        :raises UserError:
        """
        if _FIXED_FIELDS & set(vals):
            raise UserError(self.env._("A collection cannot be changed once its file is made: cancel it instead."))
        if "state" in vals and any(vals["state"] != one.state and vals["state"] not in _NEXT_STATES[one.state]
                                   for one in self):
            raise UserError(self.env._("This collection is over: its state cannot change any more."))
        return super().write(vals)

    def copy(self, default=None):  # pylint: disable=method-required-super
        raise UserError(self.env._("A collection cannot be copied: tick the due items again."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("A collection is kept: cancel it instead of deleting it."))

    # File

    def _get_reference(self) -> str:
        """Return what begins all references of this collection at the bank, at most 26 characters.

        Companies number alike and numbers may be long: only what the database knows once tells the collections apart.
        """
        self.ensure_one()
        return f"{to_sepa_reference(self.name, 25 - len(str(self.id)))}-{self.id}"

    def _keep_file(self, files):
        """Validate and keep these `CollectionFiles`, in a zip.

        :raises UserError: when a file does not follow its schema (nothing is kept then)
        """
        self.ensure_one()
        content = files.pack()
        self.attachment_id = self.env["ir.attachment"].create({
            "name": f"{to_file_name(self.name)}.zip", "raw": content, "mimetype": "application/zip",
            "res_model": self._name, "res_id": self.id,
        })
        self.file_hash = hashlib.sha256(content).hexdigest()

    def _read_archive(self) -> bytes:
        """Return the file of this collection as it was made.

        :raises UserError: it is not the one that was made
        """
        self.ensure_one()
        content = self.attachment_id.raw or b""
        # Collections of before have no hash.
        if self.file_hash and hashlib.sha256(content).hexdigest() != self.file_hash:
            raise UserError(self.env._("The file of %(name)s is not the one that was made: do not send it. Cancel "
                                       "the collection and make it again.", name=self.name))
        return content

    # Actions

    def action_download(self):
        self.ensure_one()
        if self.state == "cancelled":
            raise UserError(self.env._("This collection was cancelled: its file must not be sent."))
        self._read_archive()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}?download=true",
                "target": "download"}

    def action_print(self):
        return self.env.ref("egg_sepa.egg_sepa_collection_report").report_action(self, config=False)

    def action_sent(self):
        """The file was handed to the bank: mandates move on now, payments are booked in the background."""
        self = self._as_egg_actor()  # noqa: PLW0642
        for collection in self:
            if collection.state != "ready":
                raise UserError(self.env._("Only a collection whose file is ready can be marked as sent."))
            items = collection.item_ids.filtered(lambda item: item.state == "pending")
            items.mandate_id._mark_debited(collection.collect_on, collection.creditor_identifier, collection.issuer,
                                           {item.mandate_id.id: (item.mandate_reference, item.iban) for item in items})
            collection._read_archive()
            collection.state = "sent"
        if self:
            self.env.ref("egg_sepa.egg_sepa_book_payments_cron")._trigger_egg()

    def action_cancel(self):
        """Give the items back: they can be collected again."""
        self = self._as_egg_actor()  # noqa: PLW0642
        for collection in self:
            if collection.state not in ("ready", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(name)s was sent to the bank. Ask the bank to stop it; its answer will free the items.",
                        name=collection.name,
                    )
                )
        items = self.item_ids.filtered(lambda item: item.state == "pending")
        items._drop_waiting_mails()
        items.state = "cancelled"
        self.state = "cancelled"

    def action_retry(self):
        """Try again to book what failed."""
        failed = self._as_egg_actor().item_ids.filtered("error")
        failed.error = False
        if failed:
            self.env.ref("egg_sepa.egg_sepa_book_payments_cron")._trigger_egg()

    def action_prenotify(self):
        """Announce each debit to its customer by e-mail, through the outgoing queue."""
        self = self._as_egg_actor()  # noqa: PLW0642
        template = self.env.ref("egg_sepa.egg_sepa_prenotification_template")
        items = self.item_ids.filtered(lambda item: item.state == "pending" and not item.prenotified_at
                                       and item.partner_id.email)
        for start in range(0, len(items), 100):
            template.send_mail_batch(items[start:start + 100].ids)
        items.prenotified_at = fields.Datetime.now()
        without = (self.item_ids - items).filtered(lambda item: item.state == "pending" and not item.prenotified_at)
        message = self.env._("%(count)s pre-notifications are in the outgoing queue.", count=len(items))
        if without:
            message += " " + self.env._(
                "Without e-mail address: %(names)s.", names=", ".join(without.partner_id.mapped("display_name"))
            )
        for collection in self:
            collection.message_post(body=message)

    def _prenotify_when_due(self):
        """Announce now what must be announced by now, where the company wants it;
        the daily job announces the rest in time.
        """
        today = fields.Date.context_today(self)
        self.filtered(
            lambda one: one.company_id.egg_sepa_prenotify and one.state in ("ready", "sent")
            and one.collect_on - timedelta(days=one.company_id.egg_sepa_prenotice_days) <= today
        ).action_prenotify()

    @api.model
    def _cron_prenotify(self):
        """Daily: announce the debits whose notice begins."""
        items = self.env["egg.sepa.collection.item"]._read_group(
            [("state", "=", "pending"), ("prenotified_at", "=", False), ("company_id.egg_sepa_prenotify", "=", True),
             ("collection_id.collect_on", ">", fields.Date.context_today(self)), ("partner_id.email", "!=", False)],
            ["collection_id"])
        for (collection,) in items:
            collection._prenotify_when_due()
            self.env["ir.cron"]._commit_progress(1)

    def action_view_items(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "name": self.name, "res_model": "egg.sepa.collection.item",
                "view_mode": "list,kanban,form", "domain": [("collection_id", "=", self.id)]}

    # Background booking

    @api.model
    def _cron_book_payments(self):
        """Book the payments of what was sent, batch by batch; one bad item never stops the others."""
        domain = [("state", "=", "pending"), ("collection_id.state", "=", "sent"), ("error", "=", False)]
        items = self.env["egg.sepa.collection.item"]
        remaining = items.search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        last_id = 0  # an item that another job holds is passed over, not waited for
        while batch := items.search([*domain, ("id", ">", last_id)], limit=BOOKING_BATCH, order="id"):
            last_id = batch[-1].id
            for company in batch.company_id:
                batch.filtered(lambda item, company=company: item.company_id == company)._book_safely()
            self._close_booked(batch.collection_id)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break
        # Two jobs that share a collection do not see each other's last batch until now, after the commit.
        self._close_booked(self.search([("state", "=", "sent")]))
        self.env["ir.cron"]._commit_progress()

    @api.model
    def _close_booked(self, collections):
        """A collection is booked when none of its items waits any more.

        One that another job is closing is left to it.
        """
        self.env.flush_all()
        waiting = self.env["egg.sepa.collection.item"]._read_group(
            [("collection_id", "in", collections.ids), ("state", "=", "pending")], ["collection_id"])
        done = (collections - collections.browse([one.id
                                                  for (one,) in waiting])).filtered(lambda one: one.state == "sent")
        try:
            with self.env.cr.savepoint():
                done.try_lock_for_update().state = "booked"
                self.env.flush_all()
        except OperationalError:
            self.env.invalidate_all()

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.egg_billing.core.rights import ACCOUNTANT
from odoo.addons.egg_billing.models.print.languages import find_language
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...core import mandate_reference as core
from ...core.iban import clean_iban, find_iban_fault, mask_iban

#: Once debited, what the debtor signed for cannot change any more: a new mandate is needed.
_SIGNED_FIELDS = {"kind", "scheme", "signature_date", "signature_town", "partner_id", "company_id"}
#: What people fill in; the rest follows from it, or is noted by the actions and by debits.
_FILLED_FIELDS = frozenset({"name", "company_id", "bank_account_id", "scheme", "kind", "signature_date",
                            "signature_town", "scan",
                            "scan_name", "next_is_final"})
#: What changes on a mandate that banks know: they are told with the next debit.
_AMENDED_FIELDS = frozenset({"name", "bank_account_id", "next_is_final"})
#: How a mandate goes from state to state; one that was cancelled or used up is over.
_NEXT_STATES = {"draft": {"valid", "cancelled"}, "valid": {"draft", "suspended", "expired", "used", "cancelled"},
                "suspended": {"draft", "valid", "expired", "cancelled"}, "expired": {"draft", "valid", "cancelled"},
                "used": {"valid"}, "cancelled": set()}


class EggDebitMandate(models.Model):
    """A debtor's signed leave to collect from one of his accounts (EPC016-06, chapter 4.7)."""

    _name = "egg.debit.mandate"
    _description = "SEPA Mandate"
    _inherit = ["egg.facts.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "partner_id, state desc, signature_date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        "Mandate number (RUM)", required=True, copy=False, index=True, tracking=True,
        default=lambda self: self._default_name(),
        help="Unique mandate reference. At most 35 letters, digits and / - ? : ( ) . , ' +, without space.",
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    bank_account_id = fields.Many2one(
        "res.partner.bank", "Account to debit", required=True, index=True, ondelete="restrict",
        context={"active_test": False}, check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", compute="_compute_partner_id", store=True, index=True,
    )
    scheme = fields.Selection(
        [("CORE", "CORE"), ("B2B", "B2B")],
        required=True,
        default="CORE",
        tracking=True,
        help="CORE: everybody, refund possible within 8 weeks. B2B: firms only, no refund; the debtor's bank must "
             "know it.",
    )
    kind = fields.Selection(
        [("recurrent", "Recurrent"), ("one_off", "One-off")], "Mode", required=True, default="recurrent", tracking=True,
        help="Normally recurrent. A one-off mandate is closed after its debit.",
    )
    signature_date = fields.Date("Signature date", copy=False, tracking=True)
    signature_town = fields.Char("Signature town", copy=False, tracking=True)
    scan = fields.Binary("Signed mandate", attachment=True, copy=False, help="A scan of the paper, or the signed PDF.")
    scan_name = fields.Char(copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("valid", "Ready"), ("suspended", "Suspended"), ("expired", "Lapsed"), ("used", "Used up"),
         ("cancelled", "Cancelled")],
        required=True, default="draft", copy=False, index=True, tracking=True, group_expand=True,
    )
    # Not `readonly`: Odoo's import would leave it out. Users write it by the action, or when they make the mandate.
    last_debit_date = fields.Date("Last debit", copy=False, tracking=True)
    last_debit_is_told = fields.Boolean(
        "Debited elsewhere", copy=False, readonly=True,
        help="The last debit was made before the mandate was kept here: somebody entered its date.")
    lapse_date = fields.Date(
        "Lapses on", compute="_compute_lapse_date", help="36 months after the last debit, or after the signature.",
    )
    next_is_final = fields.Boolean(
        "Next debit is the last",
        copy=False,
        help="The next debit is announced to the bank as final; the mandate is closed after it.",
    )
    creditor_identifier = fields.Char("Signed with creditor identifier", copy=False, readonly=True)
    creditor_name = fields.Char("Signed with creditor", copy=False, readonly=True)
    amended_reference = fields.Char("Former number", copy=False, readonly=True)
    amended_account = fields.Boolean("Account changed", copy=False, readonly=True)

    # Banks read capitals and small letters as the same (EPC016-06, AT-01).
    _unique_name = models.UniqueIndex("(company_id, upper(name))", "This mandate number (RUM) is already in use.")

    @api.depends("bank_account_id.partner_id")
    def _compute_partner_id(self):
        for mandate in self:
            mandate.partner_id = mandate.bank_account_id.partner_id.commercial_partner_id

    @api.depends("signature_date", "last_debit_date")
    def _compute_lapse_date(self):
        for mandate in self:
            signed_on = mandate.signature_date
            mandate.lapse_date = core.compute_lapse_date(signed_on, mandate.last_debit_date) if signed_on else False

    @api.depends("name", "bank_account_id")
    def _compute_display_name(self):
        for mandate in self:
            mandate.display_name = f"{mandate.name or ''} ({mask_iban(mandate.bank_account_id.acc_number)})"

    @api.model
    def _default_name(self):
        return self.env.company._take_egg_debit_number("egg.debit.mandate")

    @api.constrains("name")
    def _check_name(self):
        reasons = {
            "charset": self.env._("it may hold at most 35 letters, digits and / - ? : ( ) . , ' + without space"),
            "slash": self.env._("it may neither begin nor end with a slash, nor hold two of them in a row"),
            "iban": self.env._("it must not be an account number"),
            "empty": self.env._("it is empty"),
        }
        for mandate in self:
            fault = core.find_mandate_reference_fault(mandate.name)
            if fault:
                raise ValidationError(self.env._(
                    "The mandate number %(number)s is not valid: %(reason)s.",
                    number=mask_iban(mandate.name) if fault == "iban" else mandate.name, reason=reasons[fault],
                ))

    @api.constrains("signature_date")
    def _check_signature_date(self):
        for mandate in self:
            if mandate.signature_date and mandate.signature_date > fields.Date.context_today(mandate):
                raise ValidationError(self.env._("The mandate %(number)s cannot be signed in the future.",
                                                 number=mandate.name))

    @api.constrains("scheme", "partner_id")
    def _check_scheme(self):
        for mandate in self:
            if mandate.scheme == "B2B" and not mandate.partner_id.is_company:
                raise ValidationError(self.env._("A B2B mandate is for firms only: choose CORE for %(name)s.",
                                                 name=mandate.partner_id.display_name))

    @api.model
    def _get_egg_given_fields(self) -> set:
        """Whoever takes mandates over from elsewhere, by Odoo's import too, says when each was debited last."""
        taken = {"last_debit_date"} if self.env.user.has_group(ACCOUNTANT) else set()
        return super()._get_egg_given_fields() | _FILLED_FIELDS | taken

    @api.model_create_multi
    def create(self, vals_list):
        mandates = super().create(vals_list)
        if not self.env.su:
            for mandate in mandates.filtered("last_debit_date"):
                # sudo: facts change by actions only; who may give the date on creation was tested just now
                mandate.sudo().last_debit_is_told = True
                mandate._note_last_debit(mandate.last_debit_date)
        return mandates

    def _note_last_debit(self, day):
        """Note when a mandate that was taken over was debited last: it lapses 36 months after that day.

        :raises UserError: the day is before the signature or to come, or the mandate was debited here
        """
        self.ensure_one()
        if self.last_debit_date and not self.last_debit_is_told:
            raise UserError(self.env._("The mandate %(number)s was debited here: its last debit is known.",
                                       number=self.name))
        if self.state in ("used", "cancelled"):
            raise UserError(self.env._("The mandate %(number)s is closed: have a new one signed.", number=self.name))
        if day > fields.Date.context_today(self) or self.signature_date and day < self.signature_date:
            raise UserError(self.env._("The last debit of the mandate %(number)s lies between its signature and today.",
                                       number=self.name))
        # sudo: facts change by actions only; the right on the mandate was tested by who calls
        self.sudo().write({"last_debit_date": day, "last_debit_is_told": True})
        self.message_post(body=self.env._("Taken over: last debited on %(day)s, before this mandate was kept here.",
                                          day=format_date(self.env, day)))

    def action_enter_last_debit(self):
        """Open the window in which an accountant says when these mandates, signed and debited elsewhere, were debited
        last.
        """
        return {
            "type": "ir.actions.act_window", "name": self.env._("Last debit made elsewhere"),
            "res_model": "egg.debit.takeover", "view_mode": "form", "target": "new",
            "context": {"default_mandate_ids": [(6, 0, self.ids)]},
        }

    def _get_egg_free_fields(self) -> set:
        free = super()._get_egg_free_fields() | ({"scan", "scan_name"} if not self.scan else set())
        if self.state in ("used", "cancelled"):
            return free
        return free | (_AMENDED_FIELDS if self._filter_known_to_bank() else _FILLED_FIELDS)

    def _get_egg_facts_refusal(self, names) -> str:
        if self.state in ("used", "cancelled"):
            return self.env._("The mandate %(number)s is closed: have a new one signed.", number=self.name)
        if self._filter_known_to_bank() and set(names) <= _FILLED_FIELDS:
            return self.env._(
                "The mandate %(number)s has been debited, or is in a file: what was signed cannot change. Cancel it "
                "and make a new one.",
                number=self.name)
        return super()._get_egg_facts_refusal(names)

    def write(self, values):
        if values.get("state") and any(values["state"] not in _NEXT_STATES[one.state] | {one.state} for one in self):
            raise UserError(self.env._("This mandate is over: its state cannot change any more."))
        self._check_same_customer(values)
        for mandate in self._filter_known_to_bank():
            frozen = {name for name in _SIGNED_FIELDS & set(values)
                      if mandate[name] != mandate._fields[name].convert_to_record(
                          mandate._fields[name].convert_to_cache(values[name], mandate), mandate)}
            if frozen:
                raise UserError(self.env._(
                    "The mandate %(number)s has been debited, or is in a file: what was signed cannot change. Cancel "
                    "it and make a new one.",
                    number=mandate.name))
            amendment = mandate._prepare_amendment_values(values)
            mandate.check_access("write")
            # sudo: what banks must be told is noted by the program; the right on the mandate was tested just now
            super(EggDebitMandate, mandate.sudo()).write(amendment)
        former = {one: one.bank_account_id for one in self} if "bank_account_id" in values else {}
        result = super().write(values)
        for mandate, account in former.items():
            if account != mandate.bank_account_id:
                mandate._message_log(body=self.env._(
                    "Account to debit: %(former)s, now %(account)s.", former=mask_iban(account.acc_number),
                    account=mask_iban(mandate.bank_account_id.acc_number)))
        return result

    def _prepare_amendment_values(self, values) -> dict:
        """What must be told to the bank with the next debit because these values change (EPC130-08, AT-24)."""
        amendment = {}
        if values.get("name") not in (None, self.name):
            former = self.amended_reference or self.name
            amendment["amended_reference"] = former if former != values["name"] else False
        if values.get("bank_account_id") not in (None, self.bank_account_id.id):
            amendment["amended_account"] = True
        return amendment

    def _check_same_customer(self, values):
        """A mandate follows its customer to another account of his, never to somebody else's."""
        account = self.env["res.partner.bank"].browse(values.get("bank_account_id"))
        owner = account.partner_id.commercial_partner_id
        for mandate in self if account else self.browse():
            if mandate.partner_id != owner and mandate.state != "draft":
                raise UserError(self.env._("The mandate %(number)s was signed by %(name)s: choose an account of that "
                                           "customer.",
                                           number=mandate.name, name=mandate.partner_id.display_name))

    def _filter_signed(self):
        """Return those that are in use or were: ready, suspended, expired, used up, or ever debited."""
        return self.filtered(lambda one: one.state not in ("draft", "cancelled") or one.last_debit_date)

    def _filter_known_to_bank(self):
        """Return those that a bank knows, or will know by what is on its way to it: changes of them are amendments."""
        return self.filtered("last_debit_date")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        if any(mandate.state != "draft" for mandate in self):
            raise UserError(self.env._("A mandate that was signed is kept: cancel it instead of deleting it."))

    def action_insert(self):
        """Make the account ready for debit: the four fields of the mandate must be there."""
        self.check_access("write")
        self = self._as_egg_actor()  # noqa: PLW0642
        labels = {"name": self.env._("number (RUM)"), "signature_date": self.env._("signature date"),
                  "signature_town": self.env._("signature town"), "kind": self.env._("mode")}
        for mandate in self:
            if mandate.state in ("used", "cancelled"):
                raise UserError(self.env._("The mandate %(number)s is closed: have a new one signed.",
                                           number=mandate.name))
            missing = [label for name, label in labels.items() if not mandate[name]]
            if missing:
                raise UserError(self.env._("The mandate of %(name)s is not complete. Please fill in: %(fields)s.",
                                           name=mandate.partner_id.display_name, fields=", ".join(missing)))
            if find_iban_fault(mandate.bank_account_id.acc_number):
                raise UserError(
                    self.env._("The account %(iban)s is not a right IBAN: correct it on the customer first.",
                                           iban=mask_iban(mandate.bank_account_id.acc_number)))
            if mandate.lapse_date <= fields.Date.context_today(mandate):
                raise UserError(self.env._("The mandate %(number)s has lapsed: no debit for 36 months. Have a new "
                                           "one signed.",
                                           number=mandate.name))
            company = mandate.company_id
            mandate.write({"state": "valid",
                           "creditor_identifier": mandate.creditor_identifier or company.egg_debit_creditor_identifier,
                           "creditor_name": mandate.creditor_name or company._get_egg_debit_issuer()})

    def action_suspend(self):
        self._as_egg_actor().filtered(lambda mandate: mandate.state == "valid").state = "suspended"

    def action_cancel(self):
        """Close mandates: nothing is debited under them any more."""
        self._as_egg_actor().state = "cancelled"

    def action_draft(self):
        """Take a mandate back to draft, unless it has served."""
        if any(mandate.last_debit_date for mandate in self):
            raise UserError(self.env._("A mandate that has been debited cannot go back to draft."))
        if any(mandate.state in ("used", "cancelled") for mandate in self):
            raise UserError(self.env._("A mandate that was cancelled is over: have a new one signed."))
        self._as_egg_actor().state = "draft"

    def action_print(self):
        return self.env.ref("egg_debit.egg_debit_mandate_report").report_action(self, config=False)

    def _get_egg_print_language(self) -> str:
        """The language in which it is printed: the customer's, else the firm's, of those that are in use here."""
        found = find_language(self.env, self.partner_id.lang, self.company_id.partner_id.lang)
        return found or self.env.lang or "en_US"

    @api.model
    def _cron_expire(self):
        """Mark the mandates that nobody used for 36 months."""
        today = fields.Date.context_today(self)
        limit = today - relativedelta(months=core.LAPSE_MONTHS)
        mandates = self.search([("state", "in", ("valid", "suspended")), ("signature_date", "<=", limit)])
        mandates.filtered(lambda mandate: mandate.lapse_date <= today).state = "expired"

    def _mark_debited(self, day, creditor_identifier, creditor_name, sent=None):  # pylint: disable=missing-return
        """Note that a debit was sent: amendments are told once, one-off and final mandates are closed.

        :param sent: {mandate id: (number, IBAN) that stand in the file}; what changed after the file was made is still
            to be told
        """
        for mandate in self:
            closed = mandate.kind == "one_off" or mandate.next_is_final
            values = {"last_debit_date": max(day, mandate.last_debit_date or day), "last_debit_is_told": False,
                      "creditor_identifier": creditor_identifier,
                      "creditor_name": creditor_name}
            now = (mandate.name, clean_iban(mandate.bank_account_id.acc_number))
            mandate_reference, iban = (sent or {}).get(mandate.id, now)
            values |= {"amended_reference": mandate_reference if mandate_reference != now[0] else False,
                       "amended_account": iban != now[1]}
            super(EggDebitMandate, mandate).write(  # pylint: disable=super-method-mismatch
                values | ({"state": "used"} if closed else {}))

    def _tell_again(self, mandate_reference, account, creditor_identifier, creditor):  # pylint: disable=missing-return
        """The debit that told the bank of a change was refused: the bank knows what it knew before.

        :param mandate_reference: former number, as the debit told it; empty when it told none
        :param account: it told of a new account
        :param creditor_identifier: former creditor identifier
        :param creditor: former name of the creditor
        """
        for mandate in self:
            values = {}
            if mandate_reference:
                values["amended_reference"] = mandate_reference if mandate_reference != mandate.name else False
            if account:
                values["amended_account"] = True
            if creditor_identifier:
                values["creditor_identifier"] = creditor_identifier
            if creditor:
                values["creditor_name"] = creditor
            if values:
                super(EggDebitMandate, mandate).write(values)  # pylint: disable=super-method-mismatch

    def _reopen_used(self):
        """The only or the last debit of these mandates brought no money: it counts as not made."""
        self.filtered(lambda mandate: mandate.state == "used").state = "valid"

    def _get_egg_retry_values(self) -> dict | None:
        """Return the values of a debit that is tried again under this mandate; None: it is not ready."""
        return {"mandate_id": self.id} if self.state == "valid" else None

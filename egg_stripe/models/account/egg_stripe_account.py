import logging
from itertools import product
from uuid import uuid4

from odoo import api, fields, models
from odoo.addons.egg_debit.core.iban import clean_iban, find_iban_fault, mask_iban
from odoo.addons.egg_debit.core.mandate_reference import compute_lapse_date
from odoo.exceptions import UserError, ValidationError

from ...core.stripe_retry import LOST, UNKNOWN, StripeFault

_logger = logging.getLogger(__name__)
#: What Stripe was told and the debtor signed: it cannot change once the account is declared.
_DECLARED_FIELDS = {"iban", "email", "holder", "mandate_ref", "mandate_date", "partner_id", "company_id"}
#: What people fill in; the rest is what Stripe answered.
_FILLED_FIELDS = frozenset(_DECLARED_FIELDS | {"sequence", "active", "scan", "scan_name"})
#: The number of Stripe's mandate stays: the debtor signed for what the row says.
_NOT_DECLARED = {"state": "draft", "customer_ref": False, "method_ref": False, "token_id": False}


class EggStripeAccount(models.Model):
    """A customer's bank account, declared at Stripe with the mandate that the customer signed,
    so that it can be debited.
    """

    _name = "egg.stripe.account"
    _description = "Account to Debit by Stripe"
    _inherit = "egg.facts.mixin"
    _order = "partner_id, sequence, id"
    _rec_name = "mandate_ref"
    _check_company_auto = True

    sequence = fields.Integer(default=10, help="The first account that is ready is debited.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, ondelete="restrict")
    iban = fields.Char("IBAN", required=True)
    email = fields.Char("E-mail", required=True, help="Stripe announces each debit to this address.")
    holder = fields.Char(help="Name of the owner of the account. Empty: the customer's name.")
    mandate_ref = fields.Char(
        "Mandate reference", required=True, copy=False, default=lambda self: self._default_mandate_ref(),
        help="Reference of the mandate that the customer signed for you: an IBAN alone is no consent.",
    )
    mandate_date = fields.Date("Mandate signed on", required=True, copy=False)
    scan = fields.Binary("Signed mandate", attachment=True, copy=False, help="A scan of the paper, or the signed PDF.")
    scan_name = fields.Char(copy=False)
    state = fields.Selection(
        [("draft", "To save"), ("ready", "Ready"), ("failed", "Refused"), ("stopped", "Stopped")],
        required=True, default="draft", readonly=True, copy=False, index=True,
        help="Stopped: Stripe says that no debit can succeed under this mandate.",
    )
    error = fields.Char("Why it was refused", readonly=True, copy=False)
    token_id = fields.Many2one("payment.token", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    customer_ref = fields.Char("Stripe customer ID", readonly=True, copy=False)
    method_ref = fields.Char("Stripe account ID", readonly=True, copy=False)
    stripe_mandate = fields.Char("Stripe mandate ID", readonly=True, copy=False)
    last_debit_date = fields.Date("Last debit", readonly=True, copy=False)
    is_signed = fields.Boolean("Signed for", compute="_compute_is_signed",
                               help="Declared once, or debited: what the customer signed does not change.")
    call_key = fields.Char(readonly=True, copy=False, default=lambda self: str(uuid4()))
    call_number = fields.Integer(readonly=True, copy=False)

    _unique_iban = models.UniqueIndex("(company_id, partner_id, iban) WHERE active",
                                      "This account is already in the list of the customer.")
    _unique_mandate = models.UniqueIndex("(company_id, mandate_ref) WHERE active", "This mandate reference is "
                                                                                   "already in use.")

    @api.model
    def _default_mandate_ref(self):
        return self.env["ir.sequence"].next_by_code("egg.stripe.mandate")

    @api.model
    def default_get(self, fields_list):
        """Begin with what the customer's form knows."""
        values = super().default_get(fields_list)
        partner = self.env["res.partner"].browse(
            values.get("partner_id") or self.env.context.get("default_partner_id")).commercial_partner_id
        if partner:
            taken = self.search([("partner_id", "=", partner.id),
                                 ("company_id", "=", self.env.company.id)]).mapped("iban")
            known = [clean_iban(account.acc_number) for account in partner.bank_ids
                     if not find_iban_fault(account.acc_number)]
            values |= {"partner_id": partner.id, "email": values.get("email") or partner.email,
                       "iban": values.get("iban") or next((iban for iban in known if iban not in taken), False)}
        return values

    @api.depends("iban", "mandate_ref")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.mandate_ref or ''} ({mask_iban(account.iban)})"

    @api.depends("token_id", "stripe_mandate")
    def _compute_is_signed(self):
        signed = self._filter_signed()
        for account in self:
            account.is_signed = account in signed

    @api.constrains("mandate_date")
    def _check_mandate_date(self):
        for account in self:
            if account.mandate_date > fields.Date.context_today(account):
                raise ValidationError(self.env._("The mandate %(name)s cannot be signed in the future.",
                                                 name=account.mandate_ref))

    @api.model
    def _get_egg_given_fields(self) -> set:
        return super()._get_egg_given_fields() | _FILLED_FIELDS

    def _filter_signed(self):
        """Return those that were ever declared, or debited: what they say was signed, whatever became of them since."""
        # sudo: debits of these accounts count, whoever may see them
        debited = self.env["payment.transaction"].sudo()._read_group(
            [("egg_stripe_account_id", "in", self.ids)], ["egg_stripe_account_id"]) if self.ids else ()
        known = {account.id for (account,) in debited}
        return self.filtered(lambda one: one.token_id or one.stripe_mandate or one._origin.id in known)

    def _get_egg_free_fields(self) -> set:
        if not self._filter_signed():
            return super()._get_egg_free_fields() | _FILLED_FIELDS
        return super()._get_egg_free_fields() | {"sequence", "active"} | (set() if self.scan else {"scan", "scan_name"})

    def _get_egg_facts_refusal(self, names) -> str:
        if set(names) <= _FILLED_FIELDS and self._filter_signed():
            return self.env._("This account is declared at Stripe: what the customer signed cannot change. Archive "
                              "the row and insert a new one.")
        return super()._get_egg_facts_refusal(names)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_values(values) for values in vals_list])

    def _is_other_value(self, name: str, value) -> bool:
        """Whether a value, as it comes in to be written, is another one than there is."""
        field = self._fields[name]
        return self[name] != field.convert_to_record(field.convert_to_cache(value, self), self)

    def write(self, vals):
        vals = self._clean_values(vals)
        declared = self.filtered("token_id")
        signed = self._filter_signed() if _DECLARED_FIELDS & set(vals) else self.browse()
        if any(account._is_other_value(name, vals[name])
               for account, name in product(signed, _DECLARED_FIELDS & set(vals))):
            raise UserError(signed[:1]._get_egg_facts_refusal(_DECLARED_FIELDS))
        result = super().write(vals)
        if _DECLARED_FIELDS & set(vals):
            # sudo: the key of the call is the program's; the content was written just now. Another content is another
            # call.
            super(EggStripeAccount, self.sudo()).write({"call_key": str(uuid4())})
        if vals.get("active") is False:
            # Whoever keeps the list may take an account out of it; tokens belong to administrators.
            declared.token_id.sudo().active = False
        return result

    def _forget_declaration(self):
        """What Stripe knew of these accounts does not count any more."""
        for account in self:
            # pylint: disable-next=super-method-mismatch
            super(EggStripeAccount, account).write({**_NOT_DECLARED, "call_key": str(uuid4())})

    @api.model
    def _clean_values(self, values) -> dict:
        changes = {}
        if values.get("iban"):
            changes["iban"] = clean_iban(values["iban"])
        if values.get("email"):
            changes["email"] = values["email"].strip()
        if values.get("partner_id"):
            changes["partner_id"] = self.env["res.partner"].browse(values["partner_id"]).commercial_partner_id.id
        return values | changes

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        if self._filter_signed():
            raise UserError(self.env._("An account that was declared at Stripe is kept: archive it instead of "
                                       "deleting it."))

    def action_declare(self):
        """Save the row and declare the account at Stripe.

        What goes wrong is told on the row; press again to try again.
        """
        self.check_access("write")
        for account in self._as_egg_actor():
            if not account.token_id:
                account._declare()
        return True

    def _declare(self):
        """Make customer, payment method and mandate at Stripe, each under a key,
        so that a second try makes nothing twice.
        """
        self.lock_for_update()
        fault = find_iban_fault(self.iban)
        if fault:
            self.write({"state": "failed", "error": self._get_iban_text(fault)})
            return
        provider = self.company_id._get_egg_stripe_provider()
        gateway = provider._get_egg_stripe_gateway()
        try:
            references = self._call_stripe(gateway)
        except StripeFault as refusal:
            unknown = refusal.kind in UNKNOWN
            self.write({
                "state": "draft" if unknown else "failed",
                "error": self.env._("Stripe does not answer. Press the disk again: nothing is declared twice.")
                if unknown
                else provider._get_egg_stripe_reason(refusal.code, refusal.message),
                # Stripe repeats what it answered under a key, errors of its servers too: the next try is another call.
                "call_number": self.call_number + (refusal.kind != LOST),
            })
            return
        self.write({**references, "state": "ready", "error": False,
                    "token_id": self._make_token(provider, references).id})

    def _call_stripe(self, gateway) -> dict:
        """Return the three ids that Stripe gives: what an earlier try made counts, whatever became of its answer.

        :raises StripeFault:
        """
        key = f"{self.call_key}-{self.call_number}"
        known = self.search([("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id),
                             ("token_id.active", "=", True)], limit=1)
        customer = known.customer_ref or self._find_at_stripe(
            gateway, "customers.list", {"email": self.email}).get("id")
        if not customer:
            customer = gateway.call("customers.create", params=self._prepare_customer_payload(),
                                    key=f"{key}-customer")["id"]
        setup = self._find_at_stripe(gateway, "setup_intents.list", {"customer": customer})
        if not setup:
            method = gateway.call("payment_methods.create", params=self._prepare_method_payload(),
                                  key=f"{key}-method")["id"]
            setup = gateway.call("setup_intents.create", params=self._prepare_mandate_payload(customer, method),
                                 key=f"{key}-mandate")
        if setup.get("status") != "succeeded" or not setup.get("mandate"):
            raise StripeFault("refused", self.env._("Stripe did not accept the mandate (%(status)s).",
                                                    status=setup.get("status")))
        return {"customer_ref": customer, "method_ref": setup["payment_method"], "stripe_mandate": setup["mandate"]}

    def _find_at_stripe(self, gateway, method: str, params: dict) -> dict:
        """Return what an earlier try for the same content made, {} when it made nothing or this is the first one."""
        if not self.error:
            return {}
        return next((thing for thing in gateway.read_all(method, params)
                     if (thing.get("metadata") or {}).get("egg_call") == self.call_key
                     and thing.get("status", "succeeded") == "succeeded"), {})

    def _prepare_customer_payload(self) -> dict:
        return {"name": self.holder or self.partner_id.name, "email": self.email,
                "metadata": {"egg_partner": str(self.partner_id.id), "egg_call": self.call_key}}

    def _prepare_method_payload(self) -> dict:
        return {"type": "sepa_debit", "sepa_debit": {"iban": self.iban},
                "billing_details": {"name": self.holder or self.partner_id.name, "email": self.email}}

    def _prepare_mandate_payload(self, customer: str, method: str) -> dict:
        """The mandate was signed away from Stripe, on that day; its reference goes along."""
        signed_at = int(fields.Datetime.to_datetime(self.mandate_date).timestamp())
        return {
            "confirm": True, "customer": customer, "payment_method": method, "payment_method_types": ["sepa_debit"],
            "usage": "off_session", "metadata": {"egg_mandate": self.mandate_ref, "egg_call": self.call_key},
            "mandate_data": {"customer_acceptance": {"type": "offline", "accepted_at": signed_at, "offline": {}}},
        }

    def _make_token(self, provider, references):
        """Keep the account as core keeps means of payment; only administrators write those."""
        # sudo: the right on the account was tested by the action
        token_model_sudo = self.env["payment.token"].sudo()
        return token_model_sudo.create({
            "provider_id": provider.id, "partner_id": self.partner_id.id, "provider_ref": references["customer_ref"],
            "payment_method_id": self.env.ref("payment.payment_method_sepa_direct_debit").id,
            "stripe_payment_method": references["method_ref"], "stripe_mandate": references["stripe_mandate"],
            "payment_details": self.iban[-4:],
        })

    def _get_iban_text(self, fault: str) -> str:
        texts = {
            "format": self.env._("This is not an IBAN: check what you typed."),
            "country": self.env._("This IBAN is of a country outside the SEPA area."),
            "length": self.env._("The IBAN does not have the length of its country: check what you typed."),
            "checksum": self.env._("The check digits of the IBAN are wrong: check what you typed."),
            "national_key": self.env._("The national key (clé RIB) of the IBAN is wrong: check what you typed."),
        }
        return texts[fault]

    def _get_lapse_date(self):
        return compute_lapse_date(self.mandate_date, self.last_debit_date or None)

    @api.model
    def _find_for_items(self, lines, company) -> dict:
        """Return {due item id: account to debit}: the one of the mandate that the item names, else the customer's."""
        customers, named = lines.partner_id.commercial_partner_id, lines.filtered("egg_mandate_id")
        by_customer = self._find_for_partners(customers, company)
        found = {line.id: by_customer[customer]
                 for line in lines - named if (customer := line.partner_id.commercial_partner_id.id) in by_customer}
        accounts = self.search([("partner_id", "in", named.partner_id.commercial_partner_id.ids),
                                ("company_id", "=", company.id)]) if named else self
        by_number = {}
        for account in accounts.sorted(lambda one: (one.state != "ready", one.sequence, one.id)):
            by_number.setdefault((account.partner_id.id, clean_iban(account.iban)), account)
        for line in named:
            account = by_number.get((line.partner_id.commercial_partner_id.id,
                                     clean_iban(line.egg_mandate_id.bank_account_id.acc_number)))
            if account:
                found[line.id] = account
        return found

    @api.model
    def _find_for_partners(self, partners, company) -> dict:
        """Return {customer id: account to debit}: the first one that is ready, else the first one."""
        best = {}
        accounts = self.search([("partner_id", "in", partners.ids), ("company_id", "=", company.id)])
        for account in accounts.sorted(lambda one: (one.state != "ready", one.sequence, one.id)):
            best.setdefault(account.partner_id.id, account)
        return best

    def _get_egg_retry_values(self) -> dict | None:
        """Return the values of a debit that is tried again from this account; None: it is not ready."""
        is_ready = self.state == "ready" and self.active and self._get_lapse_date() > fields.Date.context_today(self)
        return {"stripe_account_id": self.id} if is_ready else None

from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.addons.egg_billing.core.due_item import is_due_item
from odoo.addons.egg_billing.models.payment.open_credits import OpenCredits
from odoo.addons.egg_debit.core.charset import to_sepa_reference
from odoo.addons.egg_debit.core.creditor_identifier import clean_creditor_identifier, find_creditor_identifier_fault
from odoo.addons.egg_debit.core.iban import clean_iban, find_iban_fault, is_bic, mask_iban
from odoo.addons.egg_debit.core.target_calendar import add_business_days, is_business_day, next_business_day
from odoo.addons.egg_debit.models.due_item.due_rows import read_due_rows, sort_due_items
from odoo.exceptions import UserError
from odoo.tools import format_date, split_every
from psycopg2.errors import UniqueViolation

from ..core import preflight
from ..core.collection import MIN_AMOUNT
from ..core.pain008 import DEFAULT_FORMAT, DIALECTS
from ..models.file.collection_files import CollectionFiles
from .collection_items import BATCH, ItemMaker
from .collection_mandates import Mandates
from .collection_plan import CollectPlan


class EggSepaCollect(models.TransientModel):
    """The form that turns ticked due items into a file for the bank."""

    _name = "egg.sepa.collect"
    _description = "Collect by Direct Debit"
    _inherit = "egg.debit.form"

    ticked_ids = fields.Many2many()  # said again: its table is of this addon, and goes with it
    journal_id = fields.Many2one("account.journal", "Bank", check_company=True, domain="[('type', '=', 'bank')]")
    format = fields.Selection([(code, code) for code in DIALECTS], compute="_compute_format", store=True,
                              readonly=False)
    collect_on = fields.Date("Collection date", default=lambda self: self._default_collect_on())
    stamp_time = fields.Float("Time", default=lambda self: self._default_stamp_time(),
                              help="Time of day written in the file as its creation time.")
    creditor_identifier = fields.Char("Creditor identifier (ICS)", compute="_compute_creditor_identifier", store=True,
                                      readonly=False)
    iban = fields.Char("IBAN", compute="_compute_iban", store=True, readonly=False)
    bic = fields.Char("BIC", compute="_compute_bic", store=True, readonly=False)
    issuer = fields.Char(compute="_compute_issuer", store=True, readonly=False)
    identification = fields.Char(help="Extra note for your bank, when it asks for one. The only field that may stay "
                                      "empty.")
    date_warning = fields.Char(compute="_compute_date_warning")
    ready_ids = fields.Many2many(string="Will be collected")

    # Defaults and computed fields

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        company = self.env.company
        values["journal_id"] = (company.egg_sepa_journal_id or self.env["account.journal"].search(
            [*self.env["account.journal"]._check_company_domain(company), ("type", "=", "bank")], limit=1)).id
        return values

    def _default_collect_on(self):
        """The first day that leaves the bank its lead and, when debits are announced, the customers their notice."""
        today, company = fields.Date.context_today(self), self.env.company
        earliest = add_business_days(today, company.egg_sepa_lead_days)
        if company.egg_sepa_prenotify:
            earliest = max(earliest, next_business_day(today + timedelta(days=company.egg_sepa_prenotice_days)))
        return earliest

    def _default_stamp_time(self):
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        return now.hour + now.minute / 60

    def _compute_currency_id(self):
        self.currency_id = self.env.ref("base.EUR")  # a SEPA debit is in euros, whatever the company's own currency

    @api.depends("journal_id")
    def _compute_format(self):
        for wizard in self:
            wizard.format = wizard.journal_id.egg_sepa_format or DEFAULT_FORMAT

    # One method per field: a value given for one must not keep the others from being filled in.

    @api.depends("company_id")
    def _compute_creditor_identifier(self):
        for wizard in self:
            wizard.creditor_identifier = wizard.company_id.egg_debit_creditor_identifier

    @api.depends("journal_id")
    def _compute_iban(self):
        for wizard in self:
            wizard.iban = wizard.journal_id.bank_account_id.acc_number or wizard.company_id.egg_sepa_iban

    @api.depends("journal_id")
    def _compute_bic(self):
        for wizard in self:
            account = wizard.journal_id.bank_account_id
            own = wizard.company_id
            same = not account or clean_iban(account.acc_number) == clean_iban(own.egg_sepa_iban)
            wizard.bic = account.egg_bic or (own.egg_sepa_bic if same else False)

    @api.depends("company_id")
    def _compute_issuer(self):
        for wizard in self:
            wizard.issuer = wizard.company_id._get_egg_debit_issuer()

    @api.depends("collect_on")
    def _compute_date_warning(self):
        for wizard in self:
            wizard.date_warning = wizard._get_date_warning()

    def _get_date_warning(self):
        """Advice that does not keep from going on: short lead, short notice to the customers."""
        if not self.collect_on:
            return False
        today, company = fields.Date.context_today(self), self.company_id
        earliest = add_business_days(today, company.egg_sepa_lead_days)
        texts = []
        if self.collect_on < earliest:
            texts.append(self.env._("Your bank may refuse this date: with %(days)s bank days of lead, the first one "
                                    "is %(date)s.",
                                    days=company.egg_sepa_lead_days, date=format_date(self.env, earliest)))
        if not is_business_day(self.collect_on):
            texts.insert(0, self._get_closed_text())
        if self.collect_on < today + timedelta(days=company.egg_sepa_prenotice_days):
            texts.append(self.env._("Customers must be told %(days)s days ahead, unless agreed otherwise.",
                                    days=company.egg_sepa_prenotice_days))
        return " ".join(texts)

    def _get_closed_text(self):
        return self.env._("Banks are closed on %(date)s; the next day they are open is %(next)s.",
                          date=format_date(self.env, self.collect_on),
                          next=format_date(self.env, next_business_day(self.collect_on)))

    @api.depends("ticked_ids", "collect_on", "format")
    def _compute_preflight(self):
        for wizard in self:
            plan = wizard._plan() if wizard.collect_on else CollectPlan()
            wizard.ready_ids = self.env["account.move.line"].browse(plan.items)
            wizard.ready_count = len(plan.items)
            wizard.ready_total = plan.amount
            wizard.deductions = wizard._render_deductions(list(plan.parts.values()))
            wizard.problem_count = plan.problem_count
            wizard.problems = wizard._render_problems(plan.problems, plan.problem_count)
            wizard.summary = wizard._get_summary(plan.problems)

    # Pre-flight check

    def _get_least_amount(self):
        return MIN_AMOUNT

    def _make_mandates(self) -> Mandates:
        own = self.env["account.journal"].search([("company_id", "=", self.company_id.id),
                                                  ("type", "=", "bank")]).bank_account_id
        numbers = frozenset(clean_iban(number)
                            for number in [self.iban, self.company_id.egg_sepa_iban, *own.mapped("acc_number")]
                            if number)
        dialect = DIALECTS[self.format or DEFAULT_FORMAT]
        check = preflight.Terms(self.collect_on, dialect.bic_required, numbers, dialect.structured_address)
        return Mandates(self.env, self.company_id, check)

    def _plan(self) -> CollectPlan:
        """Decide what goes in the file."""
        lines = self.ticked_ids._origin
        plan, mandates = CollectPlan(), self._make_mandates()
        credits = OpenCredits(self.env, self.company_id, self.currency_id)
        for ids in split_every(BATCH, sort_due_items(lines)):
            self._plan_batch(lines.browse(ids), plan, mandates, credits)
        self._plan_credits(plan, credits)
        return plan

    def _plan_credits(self, plan, credits):
        """Take off what customers have with us: no more is collected than their balance, the oldest items first."""
        found, planned = [], {}
        for customer_id, rows in plan.credited.items():
            items = [(item, amount) for item, (amount, _mandate) in rows.items()]
            found += self._deduct(items, credits.get(customer_id))
            planned |= rows
        plan.lower(found, planned)
        for one in found:
            if not one.amount:
                plan.tell(one.item, [self._get_left_out_text(one)])

    def _plan_batch(self, lines, plan, mandates, credits):
        rows = read_due_rows(lines)
        own = [row.id for row in rows if row.company_id == self.company_id.id]
        holds = lines.browse(own)._get_egg_announced_holds(self.collect_on) | self._read_holds(lines.browse(own))
        mandates.load(row.customer_id for row in rows)
        credits.load(row.customer_id for row in rows)
        modes = self.env["egg.payment.mode"].browse({row.mode_id for row in rows if row.mode_id})
        by_debit = set(modes.filtered(lambda mode: mode.kind == "direct_debit").ids)
        currencies = {one.id: one.name for one in self.env["res.currency"].browse({row.currency_id for row in rows})}
        for row in rows:
            mandate = mandates.get(row)
            candidate = preflight.Candidate(
                amount=row.amount, currency=currencies[row.currency_id], due_on=row.due_on,
                other_mode=bool(row.mode_id) and row.mode_id not in by_debit,
                is_open_receivable=is_due_item(row), hold=holds.get(row.id, ""),
                own_company=row.company_id == self.company_id.id,
                mandate=mandate.facts if mandate else None,
                one_off_taken=bool(mandate) and mandate.id in plan.one_off_taken,
            )
            codes = preflight.find_problems(candidate, mandates.check, mandate.problems if mandate else None)
            if codes:
                texts = self._get_problem_texts(candidate)
                plan.tell(row.id, [texts[code] for code in codes])
                continue
            plan.add(row, mandate)
            if credits.get(row.customer_id):
                plan.credited.setdefault(row.customer_id, {})[row.id] = (row.amount, mandate)

    @api.model
    def _read_holds(self, lines) -> dict:
        """Return {due item id: what holds it}; what was read for that is forgotten again,
        so that memory does not grow.
        """
        lean = lines.with_context(prefetch_fields=False)
        holds = lean._get_egg_hold_reasons()
        lean.move_id.invalidate_recordset()
        lean.invalidate_recordset()
        return holds

    def _get_problem_texts(self, candidate) -> dict:
        number = candidate.mandate.mandate_reference if candidate.mandate else ""
        iban = mask_iban(candidate.mandate.iban) if candidate.mandate else ""
        return super()._get_problem_texts(candidate) | {
            "mode": self.env._("Its payment mode is not direct debit."),
            "amount": self.env._("The amount must be from 0.01 to 999,999,999.99 euros."),
            "not_due": self.env._("It is due on %(date)s, after the collection date.",
                                  date=format_date(self.env, candidate.due_on)),
            "settled": self.env._("Nothing is left to pay."),
        } | self._get_mandate_texts(number) | self._get_account_texts(iban)

    def _get_mandate_texts(self, number: str) -> dict:
        """What may be wrong with a mandate: {code: text}."""
        return {
            "no_mandate": self.env._("The customer has no mandate: fill in the Bank tab of the customer."),
            "mandate_draft": self.env._("The mandate %(number)s is not ready: complete it and press Insert.",
                                        number=number),
            "mandate_lapsed": self.env._(
                "The mandate %(number)s has lapsed: no debit for 36 months. Have a new one signed.", number=number
            ),
            "mandate_cancelled": self.env._("The mandate %(number)s was cancelled.", number=number),
            "mandate_used": self.env._("The mandate %(number)s was for one debit and is used up.", number=number),
            "mandate_suspended": self.env._("The mandate %(number)s is suspended after a return.", number=number),
            "one_off_taken": self.env._("The one-off mandate %(number)s already serves another item of this run.",
                                        number=number),
            "mandate_reference": self.env._("The mandate number %(number)s is not valid for the bank.", number=number),
            "unsigned": self.env._("The mandate %(number)s has no signature date or town.", number=number),
            "signed_late": self.env._("The mandate %(number)s is signed after the collection date.", number=number),
            "name": self.env._("The holder's name has no letter that banks can read: type it in Latin letters."),
            "b2b_person": self.env._("The B2B mandate %(number)s belongs to a private person.", number=number),
        }

    def _get_account_texts(self, iban: str) -> dict:
        """What may be wrong with the account of a mandate: {code: text}."""
        return {
            "address": self.env._("The account %(iban)s is outside the European Economic Area: banks need the town "
                                  "and the country of the customer's address, in Latin letters.", iban=iban),
            "address_format": self.env._("The account %(iban)s is outside the European Economic Area: this format "
                                         "cannot carry the address that banks need, choose another one.", iban=iban),
            "account_archived": self.env._("The account %(iban)s is archived.", iban=iban),
            "iban_format": self.env._("The account %(iban)s is not an IBAN.", iban=iban),
            "iban_country": self.env._("The account %(iban)s is outside the SEPA area.", iban=iban),
            "iban_length": self.env._("The IBAN %(iban)s does not have the length of its country.", iban=iban),
            "iban_checksum": self.env._("The check digits of the IBAN %(iban)s are wrong.", iban=iban),
            "iban_national_key": self.env._("The national key (clé RIB) of the IBAN %(iban)s is wrong.", iban=iban),
            "own_account": self.env._("The account %(iban)s is your own: put the customer's account in the mandate.",
                                      iban=iban),
            "bic_abroad": self.env._("The account %(iban)s is outside the European Economic Area: banks need its BIC.",
                                     iban=iban),
            "bic_missing": self.env._("This format needs the BIC of the account %(iban)s.", iban=iban),
            "bic_wrong": self.env._("The BIC of the account %(iban)s is not well formed.", iban=iban),
        }

    # Validation

    def action_validate(self):
        """Make the collection and its file; return the screen of the collection."""
        self.ensure_one()
        self.env["egg.sepa.collection"]._as_egg_actor()
        self._check_form()
        plan = self._plan()
        if not plan.items:
            raise UserError(
                self.env._("None of the ticked items can be collected. The reasons are listed in the form."))
        collection = self._make_collection(plan)
        return {"type": "ir.actions.act_window", "res_model": "egg.sepa.collection", "view_mode": "form",
                "res_id": collection.id,
                "name": self.env._("Direct debit collection")}

    def _check_form(self):
        """All fields but the identification must be there and right; every fault is told at once.

        :raises UserError:
        """
        labels = {"journal_id": self.env._("Bank"), "format": self.env._("Format"),
                  "collect_on": self.env._("Collection date"),
                  "creditor_identifier": self.env._("ICS"), "iban": self.env._("IBAN"), "bic": self.env._("BIC"),
                  "issuer": self.env._("Issuer")}
        if self.ticked_ids and not self.ticked_ids.currency_id.filtered(lambda currency: currency.name == "EUR"):
            raise UserError(self.env._("SEPA debits are in euros: none of the ticked items is."))
        faults = [self.env._("Please fill in: %(field)s.", field=label) for name, label in labels.items()
                  if not self[name]]
        if not 0 <= self.stamp_time < 24:  # no number at all neither
            faults.append(self.env._("The time must be between 00:00 and 23:59."))
        country = "FR" if self.company_id.country_id.code == "FR" else ""
        if self.creditor_identifier and find_creditor_identifier_fault(self.creditor_identifier, country):
            faults.append(self.env._("The creditor identifier (ICS) is not right: check its digits, its length and "
                                     "its country."))
        if self.iban and find_iban_fault(self.iban):
            faults.append(self.env._("The IBAN of your bank account is not right."))
        if self.bic and not is_bic(self.bic):
            faults.append(self.env._("The BIC of your bank is not right."))
        if self.issuer and not to_sepa_reference(self.issuer):
            faults.append(self.env._("The issuer's name has no letter that banks can read."))
        if self.collect_on:
            if self.collect_on <= fields.Date.context_today(self):
                faults.append(self.env._("The collection date must be in the future."))
            elif not is_business_day(self.collect_on):
                faults.append(self._get_closed_text())
        if faults:
            raise UserError("\n".join(faults))

    def _make_collection(self, plan):
        company = self.company_id
        euro = self.env.ref("base.EUR")
        # sudo: collections and debits are made here only; the items were read in the user's rights, whose form this is
        collections_sudo = self.env["egg.sepa.collection"].sudo()
        collection = collections_sudo.create({
            "name": company._take_egg_debit_number("egg.sepa.collection"), "company_id": company.id,
            "currency_id": euro.id, "journal_id": self.journal_id.id, "format": self.format,
            "collect_on": self.collect_on,
            "stamped_at": self._get_stamp(), "issuer": self.issuer, "iban": clean_iban(self.iban),
            "creditor_identifier": clean_creditor_identifier(self.creditor_identifier),
            "bic": self.bic, "identification": self.identification,
            "skipped_note": self._render_problems(plan.problems, plan.problem_count),
            "item_count": len(plan.items), "amount_total": float(plan.amount),
        })
        with CollectionFiles(collection, plan.schemes) as files:
            try:
                with self.env.cr.savepoint():
                    texts = {item: self._get_deduction_text(one) for item, one in plan.parts.items()}
                    ItemMaker(self.env, collection, plan, self._make_mandates(), files, texts).make_all()
            except UniqueViolation as fault:
                raise UserError(self.env._(
                    "Some of these items were just put in another collection. Open the list again to see which are "
                    "left.")) from fault
            collection._keep_file(files)
        collection._prenotify_when_due()
        return collection.with_env(self.env)

    def _get_stamp(self):
        """The creation stamp of the file: today, at the time that was asked, in UTC."""
        minutes = min(round(self.stamp_time * 60), 24 * 60 - 1)
        local = datetime.combine(fields.Date.context_today(self), time(minutes // 60, minutes % 60))
        return self.env.tz.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

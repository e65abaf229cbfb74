from datetime import datetime, time, timedelta
from decimal import Decimal

import pytz
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from psycopg2.errors import UniqueViolation

from ..core import preflight
from ..core.charset import to_sepa_reference
from ..core.collection import Address, Amendment, Debit
from ..core.iban import EEA_COUNTRIES, clean_iban, find_iban_fault, is_bic, mask_iban
from ..core.ics import clean_ics, find_ics_fault
from ..core.pain008 import DEFAULT_FORMAT, DIALECTS
from ..core.rum import choose_sequence_type
from ..core.target_calendar import add_business_days, is_business_day, next_business_day

_STATE_ORDER = {"valid": 0, "draft": 1, "suspended": 2, "expired": 3, "used": 4, "cancelled": 5}


class EggSepaCollect(models.TransientModel):
    """The form that turns ticked due items into a file for the bank."""

    _name = "egg.sepa.collect"
    _description = "Collect by Direct Debit"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    ticked_ids = fields.Many2many("account.move.line", string="Ticked items", readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank", check_company=True, domain="[('type', '=', 'bank')]")
    format = fields.Selection([(code, code) for code in DIALECTS], compute="_compute_format", store=True, readonly=False)
    collect_on = fields.Date("Collection date", default=lambda self: self._default_collect_on())
    stamp_time = fields.Float("Time", default=lambda self: self._default_stamp_time(),
                              help="Time of day written in the file as its creation time.")
    ics = fields.Char("Creditor identifier (ICS)", compute="_compute_ics", store=True, readonly=False)
    iban = fields.Char("IBAN", compute="_compute_iban", store=True, readonly=False)
    bic = fields.Char("BIC", compute="_compute_bic", store=True, readonly=False)
    issuer = fields.Char(compute="_compute_issuer", store=True, readonly=False)
    identification = fields.Char(help="Extra note for your bank, when it asks for one. The only field that may stay empty.")
    date_warning = fields.Char(compute="_compute_date_warning")
    ready_ids = fields.Many2many("account.move.line", string="Will be collected", compute="_compute_preflight")
    ready_count = fields.Integer("Number", compute="_compute_preflight")
    ready_total = fields.Monetary("Total", compute="_compute_preflight")
    problem_count = fields.Integer("Left out", compute="_compute_preflight")
    problems = fields.Html("Left out, and why", compute="_compute_preflight", sanitize=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    # Defaults and computed fields

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        model = self.env.context.get("active_model")
        if model == "account.move":
            lines = self.env["account.move"].browse(ids).line_ids.filtered(lambda line: line.display_type == "payment_term")
        else:
            lines = self.env["account.move.line"].browse(ids if model == "account.move.line" else [])
        values["ticked_ids"] = [(6, 0, lines.ids)]
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
        for run in self:
            run.format = run.journal_id.egg_sepa_format or DEFAULT_FORMAT

    # One method per field: a value given for one must not keep the others from being filled in.

    @api.depends("company_id")
    def _compute_ics(self):
        for run in self:
            run.ics = run.company_id.egg_sepa_ics

    @api.depends("journal_id")
    def _compute_iban(self):
        for run in self:
            run.iban = run.journal_id.bank_account_id.acc_number or run.company_id.egg_sepa_iban

    @api.depends("journal_id")
    def _compute_bic(self):
        for run in self:
            account = run.journal_id.bank_account_id
            own = run.company_id
            same = not account or clean_iban(account.acc_number) == clean_iban(own.egg_sepa_iban)
            run.bic = account.egg_bic or (own.egg_sepa_bic if same else False)

    @api.depends("company_id")
    def _compute_issuer(self):
        for run in self:
            run.issuer = run.company_id.egg_sepa_issuer

    @api.depends("collect_on")
    def _compute_date_warning(self):
        for run in self:
            run.date_warning = run._get_date_warning()

    def _get_date_warning(self):
        """Advice that does not keep from going on: short lead, short notice to the customers."""
        if not self.collect_on:
            return False
        today, company = fields.Date.context_today(self), self.company_id
        earliest = add_business_days(today, company.egg_sepa_lead_days)
        texts = []
        if self.collect_on < earliest:
            texts.append(self.env._("Your bank may refuse this date: with %(days)s bank days of lead, the first one is %(date)s.",
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
        for run in self:
            ready, problems = run._plan() if run.collect_on else ([], {})
            run.ready_ids = self.env["account.move.line"].concat(*(line for line, _mandate in ready))
            run.ready_count = len(ready)
            run.ready_total = sum(line.amount_residual_currency for line, _mandate in ready)
            run.problem_count = len(problems)
            run.problems = run._render_problems(problems)

    # Pre-flight check

    def _plan(self):
        """Decide what goes in the file.

        :return: [(due item, mandate)] in the order of the file, and {due item: [reasons in words]} for the rest
        """
        lines = self.ticked_ids._origin.sorted(lambda line: (line.date_maturity or line.date, line.id))
        company = self.company_id
        foreign = lines.filtered(lambda line: line.company_id != company)
        mandates = self._find_mandates(lines.partner_id.commercial_partner_id)
        holds = (lines - foreign)._get_egg_hold_reasons()
        run = preflight.Run(self.collect_on, DIALECTS[self.format or DEFAULT_FORMAT].bic_required)
        facts = {mandate.id: self._to_mandate_facts(mandate) for mandate in mandates.values()}
        ready, problems, one_off_taken = [], {}, set()
        for line in lines:
            mandate = mandates.get(line.partner_id.commercial_partner_id.id)
            candidate = preflight.Candidate(
                amount=Decimal(str(line.amount_residual_currency)).quantize(Decimal("0.01")), currency=line.currency_id.name,
                due_on=line.date_maturity, by_direct_debit=line.egg_payment_mode_id.kind == "direct_debit",
                is_open_receivable=self._is_due_item(line), hold=holds.get(line.id, ""), own_company=line not in foreign,
                mandate=facts.get(mandate.id) if mandate else None, one_off_taken=bool(mandate) and mandate.id in one_off_taken,
            )
            codes = preflight.find_problems(candidate, run)
            if codes:
                problems[line] = [self._get_problem_text(code, candidate) for code in codes]
            else:
                ready.append((line, mandate))
                if mandate.kind == "one_off":
                    one_off_taken.add(mandate.id)
        return ready, problems

    @staticmethod
    def _is_due_item(line) -> bool:
        return (line.display_type == "payment_term" and line.account_type == "asset_receivable"
                and line.parent_state == "posted" and line.move_type == "out_invoice")

    def _find_mandates(self, partners) -> dict:
        """Return the mandate to use for each customer: usable ones first, then recurrent, then the account's own order."""
        found = self.env["egg.sepa.mandate"].with_context(active_test=False).search(
            [("partner_id", "in", partners.ids), ("company_id", "=", self.company_id.id)])
        best = {}
        for mandate in found.sorted(
            lambda one: (_STATE_ORDER[one.state], one.kind != "recurrent", one.bank_account_id.sequence, -one.id)
        ):
            best.setdefault(mandate.partner_id.id, mandate)
        return best

    @staticmethod
    def _to_mandate_facts(mandate):
        account = mandate.bank_account_id
        return preflight.MandateFacts(
            rum=mandate.name, state=mandate.state, signed_on=mandate.signature_date or None, town=mandate.signature_town or "",
            last_debit_on=mandate.last_debit_date or None, iban=account.acc_number or "", bic=account.egg_bic or "",
            holder=account.acc_holder_name or mandate.partner_id.name or "", account_active=account.active,
            is_company=mandate.partner_id.is_company, scheme=mandate.scheme,
            has_address=bool(mandate.partner_id.city and mandate.partner_id.country_id),
        )

    def _get_problem_text(self, code: str, candidate) -> str:
        """Return a reason that a person understands, with what to do."""
        rum = candidate.mandate.rum if candidate.mandate else ""
        iban = mask_iban(candidate.mandate.iban) if candidate.mandate else ""
        texts = {
            "company": self.env._("It belongs to another company: collect it from there."),
            "not_due_item": self.env._("It is not an open customer invoice (a credit note, a draft or another entry)."),
            "hold": candidate.hold,
            "mode": self.env._("Its payment mode is not direct debit."),
            "currency": self.env._("It is in %(currency)s: only euros can be collected.", currency=candidate.currency),
            "amount": self.env._("The amount must be from 0.01 to 999,999,999.99 euros."),
            "not_due": self.env._("It is due on %(date)s, after the collection date.", date=format_date(self.env, candidate.due_on)),
            "settled": self.env._("Nothing is left to pay."),
            "address": self.env._("The account %(iban)s is outside the European Economic Area: banks need the town and the country "
                                  "of the customer's address.", iban=iban),
            "no_mandate": self.env._("The customer has no mandate: fill in the Bank tab of the customer."),
            "mandate_draft": self.env._("The mandate %(rum)s is not ready: complete it and press Insert.", rum=rum),
            "mandate_lapsed": self.env._(
                "The mandate %(rum)s has lapsed: no debit for 36 months. Have a new one signed.", rum=rum
            ),
            "mandate_cancelled": self.env._("The mandate %(rum)s was cancelled.", rum=rum),
            "mandate_used": self.env._("The mandate %(rum)s was for one debit and is used up.", rum=rum),
            "mandate_suspended": self.env._("The mandate %(rum)s is suspended after a return.", rum=rum),
            "one_off_taken": self.env._("The one-off mandate %(rum)s already serves another item of this run.", rum=rum),
            "rum": self.env._("The mandate number %(rum)s is not valid for the bank.", rum=rum),
            "unsigned": self.env._("The mandate %(rum)s has no signature date or town.", rum=rum),
            "signed_late": self.env._("The mandate %(rum)s is signed after the collection date.", rum=rum),
            "account_archived": self.env._("The account %(iban)s is archived.", iban=iban),
            "iban_format": self.env._("The account %(iban)s is not an IBAN.", iban=iban),
            "iban_country": self.env._("The account %(iban)s is outside the SEPA area.", iban=iban),
            "iban_length": self.env._("The IBAN %(iban)s does not have the length of its country.", iban=iban),
            "iban_checksum": self.env._("The check digits of the IBAN %(iban)s are wrong.", iban=iban),
            "iban_national_key": self.env._("The national key (clé RIB) of the IBAN %(iban)s is wrong.", iban=iban),
            "bic_missing": self.env._("This format needs the BIC of the account %(iban)s.", iban=iban),
            "bic_wrong": self.env._("The BIC of the account %(iban)s is not well formed.", iban=iban),
            "name": self.env._("The holder's name has no letter that banks can read: type it in Latin letters."),
            "b2b_person": self.env._("The B2B mandate %(rum)s belongs to a private person.", rum=rum),
        }
        return texts[code]

    def _render_problems(self, problems) -> Markup:
        if not problems:
            return Markup()
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td class='text-end text-nowrap'>%s</td><td>%s</td></tr>") % (
                line.move_id.name or "", line.partner_id.display_name or "",
                line.currency_id.format(line.amount_residual_currency) if line.currency_id else "",
                Markup("<br/>").join(escape(reason) for reason in reasons))
            for line, reasons in list(problems.items())[:500]
        )
        return Markup(
            "<table class='table table-sm o_egg_sepa_problems'><thead><tr><th>%s</th><th>%s</th><th class='text-end'>%s</th>"
            "<th>%s</th></tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Invoice"), self.env._("Customer"), self.env._("Amount"), self.env._("Reason"), rows)

    # Validation

    def action_validate(self):
        """Make the collection and its file; return the screen of the collection."""
        self.ensure_one()
        self._check_form()
        ready, problems = self._plan()
        if not ready:
            raise UserError(self.env._("None of the ticked items can be collected. The reasons are listed in the form."))
        collection = self._make_collection(ready, problems)
        return {"type": "ir.actions.act_window", "res_model": "egg.sepa.collection", "view_mode": "form", "res_id": collection.id,
                "name": self.env._("Direct debit collection")}

    def _check_form(self):
        """All fields but the identification must be there and right; every fault is told at once.

        :raises UserError:
        """
        labels = {"journal_id": self.env._("Bank"), "format": self.env._("Format"), "collect_on": self.env._("Collection date"),
                  "ics": self.env._("ICS"), "iban": self.env._("IBAN"), "bic": self.env._("BIC"), "issuer": self.env._("Issuer")}
        faults = [self.env._("Please fill in: %(field)s.", field=label) for name, label in labels.items() if not self[name]]
        if self.stamp_time < 0 or self.stamp_time >= 24:
            faults.append(self.env._("The time must be between 00:00 and 23:59."))
        if self.ics and find_ics_fault(self.ics, "FR" if self.company_id.country_id.code == "FR" else ""):
            faults.append(self.env._("The creditor identifier (ICS) is not right: check its digits, its length and its country."))
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

    def _make_collection(self, ready, problems):
        company = self.company_id
        euro = self.env.ref("base.EUR")
        collection = self.env["egg.sepa.collection"].create({
            "name": company._get_egg_sepa_number("egg.sepa.collection"), "company_id": company.id,
            "currency_id": euro.id, "journal_id": self.journal_id.id, "format": self.format, "collect_on": self.collect_on,
            "stamped_at": self._get_stamp(), "issuer": self.issuer, "ics": clean_ics(self.ics), "iban": clean_iban(self.iban),
            "bic": self.bic, "identification": self.identification, "skipped_note": self._render_problems(problems),
            "item_count": len(ready), "amount_total": sum(line.amount_residual_currency for line, _mandate in ready),
        })
        values, debits = self._prepare_items(collection, ready)
        try:
            with self.env.cr.savepoint():
                self.env["egg.sepa.collection.item"].create(values)
                self.env.flush_all()
        except UniqueViolation as fault:
            raise UserError(self.env._(
                "Some of these items were just put in another collection. Open the list again to see which are left.")) from fault
        collection._attach_file(debits)
        collection._prenotify_when_due()
        return collection

    def _get_stamp(self):
        """The creation stamp of the file: today, at the time that was asked, in UTC."""
        minutes = min(round(self.stamp_time * 60), 24 * 60 - 1)
        local = datetime.combine(fields.Date.context_today(self), time(minutes // 60, minutes % 60))
        return self.env.tz.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    def _prepare_items(self, collection, ready):
        """Return the values of the items, and the same debits for the file."""
        sequences = self._choose_sequences([mandate for _line, mandate in ready])
        reference = to_sepa_reference(collection.name, 28)
        shared = {mandate.id: self._prepare_mandate_debit(mandate) for _line, mandate in ready}
        values, debits = [], []
        for number, ((line, mandate), sequence) in enumerate(zip(ready, sequences, strict=True), 1):
            debit = Debit(
                reference=f"{reference}-{number}", amount=Decimal(str(line.amount_residual_currency)).quantize(Decimal("0.01")),
                collect_on=self.collect_on, sequence=sequence, text=f"{line.move_id.name} {line.name or ''}"
                if line.name and line.name != line.move_id.name else line.move_id.name, **shared[mandate.id],
            )
            debits.append(debit)
            values.append({
                "collection_id": collection.id, "company_id": collection.company_id.id, "currency_id": collection.currency_id.id,
                "move_line_id": line.id, "partner_id": line.partner_id.id, "mandate_id": mandate.id,
                "bank_account_id": mandate.bank_account_id.id, "amount": float(debit.amount), "due_date": line.date_maturity,
                "end_to_end": debit.reference, "rum": debit.rum, "scheme": debit.scheme, "sequence_type": debit.sequence,
                "iban": debit.iban, "told_rum": debit.amendment.rum, "told_account": debit.amendment.new_account,
            })
        batches = collection._get_batch_references(debits)
        for row in values:
            row["message_ref"], row["batch_ref"] = batches[row["end_to_end"]]
        return values, debits

    def _prepare_mandate_debit(self, mandate) -> dict:
        """What all debits of one mandate share in the file."""
        account = mandate.bank_account_id
        iban = clean_iban(account.acc_number)
        partner = mandate.partner_id
        address = None
        if iban[:2] not in EEA_COUNTRIES and partner.country_id and partner.city:
            address = Address(partner.country_id.code, partner.city, partner.zip or "", partner.street or "")
        debited = bool(mandate.last_debit_date)
        amendment = Amendment(
            rum=mandate.amended_rum or "", new_account=mandate.amended_account,
            ics=mandate.creditor_ics if debited and mandate.creditor_ics and mandate.creditor_ics != clean_ics(self.ics) else "",
            creditor_name=mandate.creditor_name
            if debited and mandate.creditor_name and mandate.creditor_name != self.issuer else "",
        )
        return {
            "rum": mandate.name, "signed_on": mandate.signature_date, "debtor": account.acc_holder_name or partner.name,
            "iban": iban, "bic": account.egg_bic or "", "scheme": mandate.scheme, "address": address, "amendment": amendment,
        }

    def _choose_sequences(self, mandates) -> list:
        """Sequence type of each debit, in the order of the file: the first of a mandate may be FRST, its last FNAL."""
        records = self.env["egg.sepa.mandate"].browse({mandate.id for mandate in mandates})
        waiting = {mandate.id for (mandate,) in self.env["egg.sepa.collection.item"]._read_group(
            [("mandate_id", "in", records.ids), ("state", "=", "pending")], ["mandate_id"])}
        left = {}
        for mandate in mandates:
            left[mandate.id] = left.get(mandate.id, 0) + 1
        moved_first = DIALECTS[self.format].first_when_moved
        chosen, seen = [], set()
        for mandate in mandates:
            left[mandate.id] -= 1
            is_first_here = mandate.id not in seen
            chosen.append(choose_sequence_type(
                one_off=mandate.kind == "one_off", final=mandate.next_is_final and not left[mandate.id],
                debited=bool(mandate.last_debit_date) or mandate.id in waiting or not is_first_here,
                first=self.company_id.egg_sepa_first_sequence, moved=mandate.amended_account and moved_first and is_first_here,
            ))
            seen.add(mandate.id)
        return chosen

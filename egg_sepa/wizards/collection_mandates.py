"""What the form reads of mandates: rows instead of records, a batch at a time,
so that memory does not grow with them.
"""

from dataclasses import dataclass

from odoo.addons.egg_debit.core.charset import to_sepa_text
from odoo.addons.egg_debit.core.iban import clean_iban

from ..core import preflight

_STATE_ORDER = {"valid": 0, "draft": 1, "suspended": 2, "expired": 3, "used": 4, "cancelled": 5}
#: Mandates kept at hand; beyond that they are forgotten, and read again when needed.
_KEPT = 5000


@dataclass(slots=True)
class Mandate:
    """A mandate as the form needs it."""

    id: int
    account_id: int
    kind: str
    next_is_final: bool
    facts: preflight.MandateFacts
    problems: list
    amended_reference: str
    amended_account: bool
    creditor_identifier: str
    creditor_name: str
    country: str
    postcode: str
    town: str
    street: str

    @property
    def is_debited(self) -> bool:
        return bool(self.facts.last_debit_on)


_MANDATE_FIELDS = ("id", "partner_id", "bank_account_id", "kind", "next_is_final", "name", "state", "signature_date",
                   "signature_town",
                   "last_debit_date", "scheme", "amended_reference", "amended_account", "creditor_identifier",
                   "creditor_name")
_ACCOUNT_FIELDS = ("acc_number", "egg_bic", "acc_holder_name", "active", "sequence")
_PARTNER_FIELDS = ("name", "is_company", "city", "zip", "street")


class Mandates:
    """The mandate to use for each item: the one it names, else the customer's: usable ones first, then recurrent, then
    the account's own order.
    """

    def __init__(self, env, company, check: preflight.Terms):
        self._env, self._company, self.check = env, company, check
        self._by_customer = {}  # {customer id: {mandate id: mandate}}, the one to use first

    def load(self, customer_ids) -> None:
        """Have the mandates of these customers at hand, in one query."""
        if len(self._by_customer) > _KEPT:
            self._by_customer.clear()
        wanted = set(customer_ids) - self._by_customer.keys()
        if not wanted:
            return
        found = {customer_id: {} for customer_id in wanted}
        for row in sorted(self._read(wanted), key=self._rank):
            found[row["partner_id"]][row["id"]] = self._make(row)
        self._by_customer |= found

    def get(self, row) -> Mandate | None:
        """Return the mandate for a `DueRow` whose customer's mandates were loaded."""
        mandates = self._by_customer.get(row.customer_id) or {}
        return mandates.get(row.mandate_id) if row.mandate_id else next(iter(mandates.values()), None)

    @staticmethod
    def _rank(row) -> list:
        """What is tried first: usable, recurrent, on the customer's first account, the newest."""
        return [_STATE_ORDER[row["state"]], row["kind"] != "recurrent", row["account_sequence"] or 0, -row["id"]]

    def _read(self, customer_ids) -> list:
        """Whoever may read a mandate may read its account and the name and address of its customer."""
        mandates, accounts, partners = (self._env[name]
                                        for name in ("egg.debit.mandate", "res.partner.bank", "res.partner"))
        query = mandates._search([("partner_id", "in", list(customer_ids)), ("company_id", "=", self._company.id)])
        account = query.join(query.table, "bank_account_id", "res_partner_bank", "id", "bank_account_id")
        partner = query.join(query.table, "partner_id", "res_partner", "id", "partner_id")
        country = query.left_join(partner, "country_id", "res_country", "id", "country_id")
        columns = (
            {name: mandates._field_to_sql(query.table, name, query) for name in _MANDATE_FIELDS}
            | {f"account_{name}": accounts._field_to_sql(account, name, query) for name in _ACCOUNT_FIELDS}
            | {f"partner_{name}": partners._field_to_sql(partner, name, query) for name in _PARTNER_FIELDS}
            | {"country": self._env["res.country"]._field_to_sql(country, "code", query)})
        return [dict(zip(columns, row, strict=True))
                for row in self._env.execute_query(query.select(*columns.values()))]

    def _make(self, row) -> Mandate:
        facts = preflight.MandateFacts(
            mandate_reference=row["name"], state=row["state"], signed_on=row["signature_date"],
            town=row["signature_town"] or "",
            last_debit_on=row["last_debit_date"], iban=clean_iban(row["account_acc_number"]),
            bic=row["account_egg_bic"] or "",
            holder=row["account_acc_holder_name"] or row["partner_name"] or "",
            account_active=bool(row["account_active"]),
            is_company=bool(row["partner_is_company"]), scheme=row["scheme"],
            has_address=bool(to_sepa_text(row["partner_city"], 35) and row["country"]),
        )
        return Mandate(
            id=row["id"], account_id=row["bank_account_id"], kind=row["kind"], next_is_final=bool(row["next_is_final"]),
            facts=facts,
            problems=preflight.find_mandate_problems(facts, self.check),
            amended_reference=row["amended_reference"] or "",
            amended_account=bool(row["amended_account"]), creditor_identifier=row["creditor_identifier"] or "",
            creditor_name=row["creditor_name"] or "", country=row["country"] or "", postcode=row["partner_zip"] or "",
            town=row["partner_city"] or "", street=row["partner_street"] or "",
        )

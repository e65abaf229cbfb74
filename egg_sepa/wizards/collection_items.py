"""From the plan of a collection to its debits: the records and the bank's file together, a batch at a time."""

from odoo.addons.egg_billing.core.sepa import EEA_COUNTRIES
from odoo.addons.egg_debit.core.mandate_reference import choose_sequence_type
from odoo.addons.egg_debit.models.due_item.due_rows import read_due_rows
from odoo.tools import SQL, split_every

from ..core.collection import Address, Amendment, Debit
from ..core.pain008 import DIALECTS
from ..models.returns.egg_sepa_collection_item import REFUND_CODES

#: Due items read, written and forgotten together.
BATCH = 1000


class ItemMaker:
    """Makes the debits of one collection, in the order of the file."""

    def __init__(self, env, collection_sudo, plan, mandates, files, deducted: dict):
        """Debits of `plan`, under these `Mandates`, are added to these `CollectionFiles`; what they are of is read in
        the rights of `env`.

        :param deducted: {due item id: which credits lower its debit, in words}
        """
        self._deducted = deducted
        self._env, self._collection, self._plan = env, collection_sudo, plan
        self._mandates, self._files = mandates, files
        self._reference = collection_sudo._get_reference()
        self._company = collection_sudo.company_id
        self._moved_first = DIALECTS[collection_sudo.format].first_when_moved
        self._left = dict(plan.uses)
        self._number = 0

    def make_all(self) -> None:
        """Write all items and all debits; nothing but ids stays in memory from batch to batch.

        :raises psycopg2.errors.UniqueViolation: one of them is in a live debit
        """
        lines, items = self._env["account.move.line"], self._collection.env["egg.sepa.collection.item"]
        for ids in split_every(BATCH, self._plan.items):
            rows = read_due_rows(lines.browse(ids))
            self._mandates.load(row.customer_id for row in rows)
            made = items.create(self._prepare(rows))
            made.invalidate_recordset()
        self._collection.env["egg.debit.claim"]._claim_credits(self._plan.parts.values())

    def _prepare(self, rows) -> list:
        """Return the values of these items; their debits go to the file on the way."""
        pairs = [(row, self._mandates.get(row)) for row in rows]
        first_uses = {mandate.id: mandate for _row, mandate in pairs
                      if self._left[mandate.id] == self._plan.uses[mandate.id]}
        waiting = self._read_waiting(first_uses)
        first_again = self._read_refused_first(first_uses)
        shared, values = {}, []
        for row, mandate in pairs:
            self._number += 1
            if mandate.id not in shared:
                shared[mandate.id] = self._prepare_debit(mandate)
            amendment = self._find_amendment(mandate,
                                             waiting.get(mandate.id, ())) if mandate.id in first_uses else Amendment()
            debit = Debit(
                reference=f"{self._reference}-{self._number}", amount=self._get_amount(row),
                collect_on=self._collection.collect_on,
                sequence=self._choose_sequence(mandate, amendment,
                                               mandate.id in first_uses and mandate.id not in waiting,
                                              mandate.id in first_again),
                text=row.text, amendment=amendment, **shared[mandate.id])
            first_uses.pop(mandate.id, None)
            values.append(self._prepare_item(row, mandate, debit))
        return values

    def _get_amount(self, row):
        part = self._plan.parts.get(row.id)
        return part.amount if part else row.amount

    def _read_waiting(self, mandates) -> dict:
        """Return {mandate id: debits of other files that are not settled yet}: what these tell is told."""
        found = self._collection.env["egg.sepa.collection.item"].search_fetch(
            [("mandate_id", "in", list(mandates)), ("state", "=", "pending"),
             ("collection_id", "!=", self._collection.id)],
            ["mandate_id", "mandate_reference", "iban", "amended_reference", "amended_account",
             "amended_creditor_identifier",
             "amended_creditor", "collection_id"])
        return dict(found.grouped(lambda item: item.mandate_id.id))

    def _read_refused_first(self, mandates) -> set:
        """Return the ids of the mandates whose first debit was refused, and all after it too:
        their bank knows of none yet.
        """
        env = self._collection.env
        if not mandates:
            return set()
        env["egg.sepa.collection.item"].flush_model(["mandate_id", "state", "sequence_type", "return_code"])
        refused = SQL("state = 'returned' AND coalesce(return_code, '') NOT IN %s", tuple(REFUND_CODES))
        rows = env.execute_query(SQL(
            """SELECT mandate_id FROM egg_sepa_collection_item
                WHERE mandate_id IN %(mandates)s AND state IN ('pending', 'booked', 'returned') GROUP BY mandate_id
               HAVING max(id) FILTER (WHERE sequence_type = 'FRST' AND %(refused)s)
                      > coalesce(max(id) FILTER (WHERE NOT (%(refused)s)), 0)""",
            mandates=tuple(mandates), refused=refused))
        return {mandate_id for (mandate_id,) in rows}

    def _prepare_debit(self, mandate) -> dict:
        """What all debits of one mandate share in the file."""
        facts, address = mandate.facts, None
        if facts.iban[:2] not in EEA_COUNTRIES and facts.has_address:
            address = Address(mandate.country, mandate.town, mandate.postcode, mandate.street)
        return {"mandate_reference": facts.mandate_reference, "signed_on": facts.signed_on, "debtor": facts.holder,
                "iban": facts.iban, "bic": facts.bic, "scheme": facts.scheme, "address": address}

    def _find_amendment(self, mandate, waiting) -> Amendment:
        """What the bank must be told with the first debit of a mandate in this file,
        unless a file under way tells it.
        """
        facts, identifier, name = mandate.facts, self._collection.creditor_identifier, self._collection.issuer
        former = mandate.is_debited
        amendment = Amendment(
            mandate_reference=mandate.amended_reference, new_account=mandate.amended_account,
            creditor_identifier=mandate.creditor_identifier if former and mandate.creditor_identifier != identifier
            else "",
            creditor_name=mandate.creditor_name if former and mandate.creditor_name != name else "",
        )
        if not amendment or not waiting:
            return amendment
        reference = any(one.amended_reference and one.mandate_reference == facts.mandate_reference for one in waiting)
        account = any(one.amended_account and one.iban == facts.iban for one in waiting)
        creditor = any(
            one.amended_creditor_identifier and one.collection_id.creditor_identifier == identifier for one in waiting)
        issuer = any(one.amended_creditor and one.collection_id.issuer == name for one in waiting)
        return Amendment(
            mandate_reference="" if reference else amendment.mandate_reference,
            new_account=amendment.new_account and not account,
            creditor_identifier="" if creditor else amendment.creditor_identifier,
            creditor_name="" if issuer else amendment.creditor_name)

    def _choose_sequence(self, mandate, amendment, is_first: bool, first_again: bool) -> str:
        """The first debit of a mandate may be FRST, its last FNAL;
        a first one that was refused goes as the first again.
        """
        self._left[mandate.id] -= 1
        return choose_sequence_type(
            one_off=mandate.kind == "one_off", final=mandate.next_is_final and not self._left[mandate.id],
            debited=not is_first or mandate.is_debited and not first_again,
            first="FRST" if first_again else self._company.egg_sepa_first_sequence,
            moved=amendment.new_account and self._moved_first)

    def _prepare_item(self, row, mandate, debit) -> dict:
        message, batch = self._files.add(debit)
        return {
            "collection_id": self._collection.id, "company_id": self._company.id,
            "currency_id": self._collection.currency_id.id,
            "due_item_id": row.id, "partner_id": row.partner_id, "mandate_id": mandate.id,
            "bank_account_id": mandate.account_id,
            "amount": float(debit.amount), "due_date": row.due_on, "end_to_end": debit.reference,
            "scheme": debit.scheme,
            "mandate_reference": debit.mandate_reference, "sequence_type": debit.sequence, "iban": debit.iban,
            "amended_reference": debit.amendment.mandate_reference, "amended_account": debit.amendment.new_account,
            "amended_creditor_identifier": debit.amendment.creditor_identifier,
            "amended_creditor": debit.amendment.creditor_name,
            "message_ref": message, "batch_ref": batch, "deducted": self._deducted.get(row.id, False),
        }

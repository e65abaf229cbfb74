import logging
from decimal import Decimal

from odoo import fields, models
from odoo.addons.egg_debit.core.creditor_identifier import clean_creditor_identifier
from odoo.addons.egg_debit.core.iban import clean_iban, mask_iban
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang
from psycopg2 import OperationalError

from ...core.return_match import Sent
from ...core.returns import Return

_logger = logging.getLogger(__name__)

#: Reasons that blame the account or the mandate: collecting again would fail again (EPC173-14).
MANDATE_CODES = frozenset({"AC01", "AC04", "AC06", "AC13", "AG01", "BE05", "MD01", "MD02", "MD07", "SL01", "SL11",
                           "SL12"})
#: The debtor himself does not want the debit: a one-off mandate is not used again.
REFUSAL_CODES = frozenset({"MD06", "MS02"})
#: A refund comes after the settlement only: the debtor's bank has taken what the debit told of the mandate (EPC173-14).
REFUND_CODES = frozenset({"MD06"})

#: days by which a bank's day of booking may be to come
MAX_AHEAD = 31


class EggSepaCollectionItem(models.Model):
    _inherit = "egg.sepa.collection.item"

    def _get_return_reason(self, code: str) -> str:
        """Return an ISO 20022 reason code in words."""
        reasons = {
            "AC01": self.env._("the account number is wrong"),
            "AC04": self.env._("the account is closed"),
            "AC06": self.env._("the account is blocked"),
            "AC13": self.env._("the account belongs to a consumer"),
            "AG01": self.env._("direct debits are forbidden on this account"),
            "AG02": self.env._("the sequence type or the operation code is wrong"),
            "AM04": self.env._("insufficient funds"),
            "AM05": self.env._("the debit was presented twice"),
            "BE05": self.env._("the creditor identifier is unknown or wrong"),
            "CNOR": self.env._("the creditor's bank is not registered"),
            "DNOR": self.env._("the debtor's bank is not registered"),
            "FF01": self.env._("the format of the file is wrong"),
            "FF05": self.env._("the scheme (CORE, B2B) is wrong"),
            "MD01": self.env._("no mandate, or the debtor disputes it"),
            "MD02": self.env._("data of the mandate are missing or wrong"),
            "MD06": self.env._("the debtor asked for a refund (within 8 weeks)"),
            "MD07": self.env._("the debtor is deceased"),
            "MS02": self.env._("the debtor refused the debit"),
            "MS03": self.env._("the bank gives no reason"),
            "RC01": self.env._("the BIC is wrong"),
            "RR01": self.env._("the debtor's account or identification is missing"),
            "RR02": self.env._("the debtor's name or address is missing or insufficient (town and country are needed)"),
            "RR03": self.env._("the creditor's name or address is missing or insufficient (town and country are "
                               "needed)"),
            "RR04": self.env._("regulatory reason"),
            "SL01": self.env._("the debtor's bank refuses it on the debtor's order"),
            "SL11": self.env._("the creditor is not on the debtor's list of allowed creditors"),
            "SL12": self.env._("the creditor is on the debtor's list of refused creditors"),
        }
        return reasons.get(code) or self.env._("reason %(code)s", code=code or "?")

    def _get_return_doubt(self, code: str, one: Return) -> str:
        """Return in words what speaks against taking this debit back as the bank's file says."""
        texts = {
            "creditor": self.env._("the creditor's account or identifier in the file is not that of this debit: it "
                                   "may be another company's"),
            "mandate": self.env._("the file names the mandate %(told)s, the debit was made under %(number)s",
                                  told=one.mandate, number=self[:1].mandate_reference),
            "debtor": self.env._("the file names the account %(told)s, %(iban)s was debited",
                                 told=mask_iban(one.debtor_iban), iban=mask_iban(self[:1].iban)),
            "incoming": self.env._("the bank says that this money came in: it may have taken a return back"),
            "currency": self.env._("the amount in the file is in %(currency)s", currency=one.currency),
            "amount": self.env._("the bank says %(told)s, %(amount)s was debited",
                                 told=formatLang(self.env, float(one.amount or 0)),
                                 amount=formatLang(self.env, self[:1].amount)),
            "totals": self.env._("the number or the sum of the debits in the file is not that of this collection"),
            "shared": self.env._(
                "another company has a debit of this reference, and the file does not say whose it is"),
            "several": self.env._("several debits of this mandate and amount may be meant: %(references)s",
                                  references=", ".join(self.mapped("end_to_end"))),
            "cancelled": self.env._("its collection was cancelled here, yet the bank debited it: book the debit and "
                                    "its return by hand"),
            "unsent": self.env._("its collection was never marked as sent: do that, then read the file again"),
        }
        return texts[code]

    def _to_sent(self) -> Sent:
        """Return what the bank was told of this debit."""
        collection = self.collection_id
        return Sent(Decimal(str(self.amount)).quantize(Decimal("0.01")),
                    frozenset(filter(None, (self.mandate_reference, self.amended_reference))),
                    clean_iban(self.iban), clean_iban(collection.iban),
                    clean_creditor_identifier(collection.creditor_identifier))

    def _can_be_taken_back(self) -> bool:
        """Whether the bank has this debit, and nobody took it back yet."""
        return self.state in ("pending", "booked") and self.collection_id.state in ("sent", "booked")

    def _get_refusal_to_take_back(self) -> str:
        """Return why a debit cannot be taken back, in words."""
        if self.state == "returned":
            return self.env._("it was taken back already")
        code = "cancelled" if "cancelled" in (self.state, self.collection_id.state) else "unsent"
        return self._get_return_doubt(code, Return("", ""))

    def _apply_return_safely(self, one: Return) -> tuple:
        """Take back one debit; what cannot be done (a closed period...)
        is told and does not keep the others from theirs.

        :return: whether it was taken back now, and why it could not be
        """
        try:
            with self.env.cr.savepoint():
                return self._apply_return(one), ""
        except OperationalError:  # somebody else's change at the same moment: the whole request is made again
            raise
        except UserError as fault:
            self.env.invalidate_all()
            return False, str(fault)
        except Exception:  # noqa: BLE001 one odd line must not stop the file
            self.env.invalidate_all()
            _logger.exception("The return of debit %s could not be applied", self.id)
            return False, self.env._("Unexpected error, see the server's log.")

    def _apply_return(self, one: Return) -> bool:
        """Take back one debit that the bank refused or gave back: once only.

        The payment is reversed by an entry of its own, the due item opens again, the document's history gets a line,
        and the mandate is suspended as the company's setting says.

        :return: False when it had been applied already
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("The debit %(reference)s is being worked on by somebody else. Please try "
                                       "again in a minute.",
                                       reference=self.end_to_end))
        if self.state not in ("pending", "booked"):
            return False
        item = self.with_company(self.company_id)
        today = fields.Date.context_today(self)
        # banks tell some days ahead; a day further off is an error, and nothing is booked on it
        day = one.on if one.on and one.on <= fields.Date.add(today, days=MAX_AHEAD) else today
        reason = item._get_return_reason(one.code)
        if one.text:
            reason = f"{reason} ({one.text[:140]})"
        reversal = item._reverse_payment(
            day) if item.state == "booked" and item.payment_id else self.env["account.move"]
        item.write({"state": "returned", "return_code": one.code, "return_reason": reason, "return_date": day,
                    "reversal_move_id": reversal.id})
        item.due_item_id.move_id._log_egg_event("debit_rejected", self.env._(
            "Direct debit %(reference)s of %(date)s returned: %(reason)s.", reference=item.end_to_end,
            date=format_date(self.env, day), reason=reason))
        if one.code not in REFUND_CODES:
            item._tell_again()
        if one.code not in MANDATE_CODES | REFUSAL_CODES:
            item.mandate_id._reopen_used()
        item.env["egg.sepa.collection"]._close_booked(item.collection_id)
        rule = item.company_id.egg_sepa_suspend
        if rule == "always" or (rule == "mandate" and one.code in MANDATE_CODES):
            item.mandate_id.action_suspend()
        item.due_item_id._propose_egg_debit_again(one.code, item.mandate_id, day)
        return True

    def _tell_again(self):
        """This debit was refused, and with it what it told of its mandate: the next debit tells it again."""
        self.mandate_id._tell_again(self.amended_reference, self.amended_account, self.amended_creditor_identifier,
                                    self.amended_creditor)

    def _reverse_payment(self, day):
        """Reverse the payment's entry on a day, and open the due item again."""
        return self.payment_id._take_back_egg_debit(day,
                                                    self.env._("Return of %(reference)s", reference=self.end_to_end))

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...core.returns import Return

#: Reasons that blame the account or the mandate: collecting again would fail again (EPC173-14).
MANDATE_CODES = frozenset({"AC01", "AC04", "AC06", "AC13", "AG01", "BE05", "MD01", "MD02", "MD07", "SL01", "SL11", "SL12"})
#: The debtor himself does not want the debit: a one-off mandate is not used again.
REFUSAL_CODES = frozenset({"MD06", "MS02"})
#: A refund comes after the settlement only: the debtor's bank has taken what the debit told of the mandate (EPC173-14).
REFUND_CODES = frozenset({"MD06"})


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
            "RR02": self.env._("the debtor's name or address is missing"),
            "RR03": self.env._("the creditor's name or address is missing"),
            "RR04": self.env._("regulatory reason"),
            "SL01": self.env._("the debtor's bank refuses it on the debtor's order"),
            "SL11": self.env._("the creditor is not on the debtor's list of allowed creditors"),
            "SL12": self.env._("the creditor is on the debtor's list of refused creditors"),
        }
        return reasons.get(code) or self.env._("reason %(code)s", code=code or "?")

    def _apply_return(self, one: Return) -> bool:
        """Take back one debit that the bank refused or gave back: once only.

        The payment is reversed by an entry of its own, the due item opens again, the document's history gets a line, and
        the mandate is suspended as the company's setting says.

        :return: False when it had been applied already
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(self.env._("The debit %(reference)s is being worked on by somebody else. Please try again in a minute.",
                                       reference=self.end_to_end))
        if self.state not in ("pending", "booked"):
            return False
        item = self.with_company(self.company_id)
        day = one.on or fields.Date.context_today(self)
        reason = item._get_return_reason(one.code)
        if one.text:
            reason = f"{reason} ({one.text[:140]})"
        reversal = item._reverse_payment(day) if item.state == "booked" and item.payment_id else self.env["account.move"]
        item.write({"state": "returned", "return_code": one.code, "return_reason": reason, "return_date": day,
                    "reversal_move_id": reversal.id})
        item.move_line_id.move_id._log_egg_event("debit_rejected", self.env._(
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
        return True

    def _tell_again(self):
        """This debit was refused, and with it what it told of its mandate: the next debit tells it again."""
        self.mandate_id._tell_again(self.told_rum, self.told_account, self.told_ics, self.told_creditor)

    def _reverse_payment(self, day):
        """Reverse the payment's entry on a day, and open the due item again."""
        return self.payment_id._take_back_egg_debit(day, self.env._("Return of %(reference)s", reference=self.end_to_end))

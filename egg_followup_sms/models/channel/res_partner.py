import phonenumbers
from odoo import models

#: Numbers that take text messages, as far as their form tells.
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_egg_sms_number(self) -> str:
        """Return the mobile number of this contact, else of its customer, as the service takes it; empty: there is
        none, or its holder wants no messages.
        """
        for partner in self | self.commercial_partner_id:
            number = partner._phone_format(number=partner.phone) if partner.phone else ""
            # sudo: who wants no messages is kept in a list of the marketing people
            if number and not partner.sudo().phone_sanitized_blacklisted and _is_mobile(number):
                return number
        return ""


def _is_mobile(number: str) -> bool:
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE
    except phonenumbers.NumberParseException:
        return False

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.sms_text import MOST_SIGNS, NAMES, find_unknown


class EggFollowupTextMixin(models.AbstractModel):
    _inherit = "egg.followup.text.mixin"

    sms_text = fields.Text(
        "SMS", translate=True,
        help="The text of the SMS; empty: a general one. Filled in: {company}, {customer}, {amount}, {documents}, "
             "{due}, {stage}, {link}.")

    @api.constrains("sms_text")
    def _check_sms_text(self):
        for row in self:
            if unknown := find_unknown(row.sms_text):
                raise ValidationError(self.env._(
                    "Nobody fills in {%(name)s} in the text of the SMS. Known are: %(names)s.", name=unknown[0],
                    names=", ".join(f"{{{name}}}" for name in sorted(NAMES))))
            if len(row.sms_text or "") > MOST_SIGNS:
                raise ValidationError(self.env._("A text of an SMS has at most %(count)s signs.", count=MOST_SIGNS))

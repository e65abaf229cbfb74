from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EggThirdPartyTaxMixin(models.AbstractModel):
    """A tax other than VAT, collected for a third party: eco-participation, private copying...

    It has its own VAT and is never discounted (article L541-10-20 of the French environment code for eco-participation:
    the unit cost is passed on to the buyer without any reduction).
    """

    _name = "egg.third.party.tax.mixin"
    _inherit = "egg.choice.mixin"
    _description = "Third-party Tax"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="Printed on the documents, for example: Recycling fee.")
    amount_type = fields.Selection(
        [("fixed", "Amount"), ("percent", "% of the price")], "Computed as", required=True, default="fixed",
        help="An amount per unit sold, or a percentage of the line's price after its discount.",
    )
    amount = fields.Float(required=True, digits="Product Price", help="Excluding VAT: per unit, or in percent.")
    per_line = fields.Boolean("Once per line", help="The amount counts once for the line, whatever the quantity.")
    tax_ids = fields.Many2many(
        "account.tax", string="VAT", domain="[('type_tax_use', '=', 'sale')]", check_company=True,
        help="The VAT due on this tax; it may differ from the product's.",
    )
    account_id = fields.Many2one(
        "account.account", "Income account", ondelete="restrict", check_company=True,
        help="Where the tax is booked. Leave empty for the account of the product or journal.",
    )
    comment = fields.Char(help="For your team, or printed under the tax when the box is ticked.")
    print_comment = fields.Boolean("Print the comment", help="Print the comment under the tax.")

    @api.constrains("amount", "amount_type")
    def _check_amount(self):
        for row in self:
            if row.amount < 0 or (row.amount_type == "percent" and row.amount > 100):
                raise ValidationError(self.env._(
                    "The tax %(name)s must be 0 or more, and at most 100 when it is a percentage.", name=row.name,
                ))

    @api.constrains("tax_ids")
    def _check_taxes(self):
        """What is charged to a customer bears VAT on sales, whoever writes it."""
        for row in self:
            if row.tax_ids.filtered(lambda tax: tax.type_tax_use == "purchase"):
                raise ValidationError(self.env._("The VAT of the tax %(name)s must be one on sales.", name=row.name))

    def _is_egg_once_per_line(self) -> bool:
        """Whether the amount counts once, whatever the quantity; a percentage is of the line's price, each time."""
        return self.per_line and self.amount_type == "fixed"

    def _prepare_copy_values(self, document=None) -> dict:
        """Values of a row that repeats this one on a line.

        :param document: when the row comes from a product: VAT is mapped by the document's fiscal position, amounts
            become the document's currency, and what belongs to another company is left out.
        """
        self.ensure_one()
        taxes, account, amount = self.tax_ids, self.account_id, self.amount
        if document:
            company = document.company_id or self.env.company
            taxes = taxes._filter_taxes_by_company(company)
            taxes = document.fiscal_position_id.map_tax(taxes) if document.fiscal_position_id else taxes
            account = account.filtered(lambda one: company in one.company_ids)
            currency = document.currency_id or company.currency_id
            if self.amount_type == "fixed" and currency != company.currency_id:
                amount = company.currency_id._convert(amount, currency, company, fields.Date.context_today(self),
                                                      round=False)
        return {
            "sequence": self.sequence, "name": self.name, "amount_type": self.amount_type, "amount": amount,
            "per_line": self.per_line, "tax_ids": [(6, 0, taxes.ids)], "account_id": account.id,
            "comment": self.comment, "print_comment": self.print_comment,
        }

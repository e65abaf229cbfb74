from odoo import fields, models

#: Yes/no options of a printed document: the same fields on documents and on a company's defaults.
PRINT_FLAGS = (
    "egg_print_seller",
    "egg_print_title",
    "egg_print_barcode",
    "egg_print_product_number",
    "egg_print_product_image",
    "egg_print_discount",
    "egg_print_unit_price",
    "egg_print_delivery_address",
    "egg_print_totals_every_page",
    "egg_print_payments",
)
PRINT_OPTIONS = (*PRINT_FLAGS, "egg_print_layout")


class EggPrintOptions(models.AbstractModel):
    """The options that decide what a document shows on paper."""

    _name = "egg.print.options"
    _description = "Print Options"

    egg_print_seller = fields.Boolean("Print the salesperson", help="Print who follows the customer, in the box of "
                                                                    "references.")
    egg_print_title = fields.Boolean("Print the title", help="Print the document's title under its number.")
    egg_print_barcode = fields.Boolean("Barcode", help="Print the product's barcode under its description, when it "
                                                       "has one.")
    egg_print_product_number = fields.Boolean("Product number", help="A column with the product's internal reference.")
    egg_print_product_image = fields.Boolean("Product image", help="A column with a small picture of the product.")
    egg_print_discount = fields.Boolean(
        "Discount", default=True,
        help="A column with the line's discount. Without it only prices after discount are printed, so nothing gives "
             "it away.",
    )
    egg_print_unit_price = fields.Boolean(
        "Unit price", default=True,
        help="A column with the price of one unit: before the discount when the discount is printed, else after it.",
    )
    egg_print_delivery_address = fields.Boolean("Delivery address (printed)", help="Print where the goods go.")
    egg_print_totals_every_page = fields.Boolean(
        "Totals on each page", help="Print the totals and the VAT at the foot of each page instead of only at the end.",
    )
    egg_print_payments = fields.Boolean(
        "Deposits and payments", default=True,
        help="List what was paid and deduct it. When it is off, only the print changes: what is due stays the same.",
    )
    egg_print_layout = fields.Selection(
        [("classic", "Classic"), ("compact", "Compact")], "Layout", default="classic", required=True,
        help="Classic: airy, with two comment areas. Compact: smaller type for long lists, without the second "
             "comment area.",
    )

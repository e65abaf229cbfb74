"""Electronic invoices: the footer discount is a document-level allowance,
and all sums add up to the cent (EN 16931).
"""

#: UNTDID 5189: "Discount", and what the core writes for a discount that depends on the date of payment.
DISCOUNT_REASON_CODE, EARLY_REASON_CODE = "95", "64"
#: What stands apart from the lines: the footer discount, and an early-payment discount that reduces VAT in any case.
APART = ("global_discount", "early_payment")

"""Groups of Odoo by which the suite says who may do what, named once."""

BILLING = "account.group_account_invoice"
ACCOUNTANT = "account.group_account_manager"

{
    "name": "EGG SEPA and Stripe",
    "summary": "Mandates, SEPA direct-debit files, bank returns and Stripe debits",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_billing", "base_iban", "account_payment", "payment_stripe"],
    "external_dependencies": {"python": ["schwifty", "sepaxml", "sepapy", "python-stdnum", "stripe"]},
    "data": [
        "security/ir.model.access.csv",
    ],
    "installable": True,
}

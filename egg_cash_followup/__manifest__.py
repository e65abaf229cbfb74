{
    "name": "EGG Money Received as Promised",
    "summary": "A payment that a customer promised is proposed when it comes in",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_cash", "egg_followup"],
    "data": [],
    "auto_install": True,
    "installable": True,
}

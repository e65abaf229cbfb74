{
    "name": "EGG Money Received of Collections",
    "summary": "The bank's one sum of a collection meets its debits, a debit that it took back its return",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_cash", "egg_sepa"],
    "data": [],
    "auto_install": True,
    "installable": True,
}

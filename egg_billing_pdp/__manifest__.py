{
    "name": "EGG Billing and the approved platform",
    "summary": "What EGG prints is what Odoo's approved platform sends; its answers hold reminders",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/EDI",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_billing", "l10n_fr_pdp"],
    "auto_install": True,
    "installable": True,
}

{
    "name": "Stub of l10n_fr_pdp",
    "summary": "The public names of Odoo's addon that egg_billing_pdp builds on, for its tests",
    "version": "19.0.1.0.0",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["account_peppol"],
    "data": ["security/ir.model.access.csv"],
    "installable": True,
}

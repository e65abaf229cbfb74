{
    "name": "EGG Billing",
    "summary": "Footer discounts, third-party taxes, schedules, deposits, profiles and PDF options on invoices",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["account", "account_edi_ubl_cii", "product"],
    "external_dependencies": {"python": ["pypdf"]},
    "data": [
        "security/ir.model.access.csv",
        "security/egg_billing_security.xml",
        "data/egg_payment_mode_data.xml",
        "views/egg_menus.xml",
        "views/egg_payment_mode_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "installable": True,
}

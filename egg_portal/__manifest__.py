{
    "name": "EGG Customer Portal",
    "summary": "Customers pay exactly the amounts that a message names, from its link or QR code, without a log-in",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_billing", "account_payment"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_portal_security.xml",
        "data/pay_data.xml",
        "views/pay_templates.xml",
        "views/due_portal_templates.xml",
        "views/company_res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

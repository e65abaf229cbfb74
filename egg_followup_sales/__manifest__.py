{
    "name": "EGG Follow-up of Sales",
    "summary": "Reminders, history and forecast of quotations and orders, as of invoices",
    "version": "19.0.1.1.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_followup", "egg_sales"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_followup_sales_security.xml",
        "data/mail_template_data.xml",
        "report/message_templates.xml",
        "views/stage_views.xml",
        "views/entry_views.xml",
        "views/message_res_users_views.xml",
        "views/entry_sale_order_views.xml",
        "views/account_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "egg_followup_sales/static/src/**/*",
        ],
        "web.assets_tests": [
            "egg_followup_sales/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

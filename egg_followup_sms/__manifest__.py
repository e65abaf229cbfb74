{
    "name": "EGG Reminders by SMS",
    "summary": "Reminders by text message through Odoo's SMS service: own text per stage, delivered, failed, no credit",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_followup", "sms"],
    "external_dependencies": {"python": ["phonenumbers"]},
    "data": [
        "views/stage_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

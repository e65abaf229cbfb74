{
    "name": "EGG Reminders by Post",
    "summary": "Reminders printed and posted by Odoo's postal service: sent, failed, no credit, as it tells it",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_followup", "snailmail"],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

{
    "name": "EGG Answers to Reminders Online",
    "summary": "Under the link of a message the customer promises, disputes, or says that his transfer has left",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_portal", "egg_followup"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_portal_followup_security.xml",
        "views/word_templates.xml",
        "views/message_portal_templates.xml",
        "views/company_res_config_settings_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

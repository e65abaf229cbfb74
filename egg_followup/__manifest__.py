{
    "name": "EGG Follow-up",
    "summary": "Follow-up stages, forecast and bulk reminders that never lose or double a mail",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_sales"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_followup_security.xml",
        "data/mail_template_data.xml",
        "data/egg_followup_data.xml",
        "report/egg_followup_letter_templates.xml",
        "views/egg_followup_stage_views.xml",
        "views/egg_followup_document_views.xml",
        "views/egg_followup_bulk_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "egg_followup/static/src/**/*",
        ],
        "web.assets_tests": [
            "egg_followup/static/tests/tours/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

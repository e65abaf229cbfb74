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
    ],
    "installable": True,
}

{
    "name": "EGG Calls of Salespeople",
    "summary": "Salespeople see whom to call, what is owed, and note what came of it",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_agenda_followup", "egg_followup_sales"],
    "data": [
        "security/ir.model.access.csv",
        "views/task_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}

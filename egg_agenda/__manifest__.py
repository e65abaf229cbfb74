{
    "name": "EGG Agenda",
    "summary": "Typed events, tasks with a due date, and the planning",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_sales", "calendar"],
    "data": [
        "security/ir.model.access.csv",
    ],
    "installable": True,
}

{
    "name": "EGG Agenda",
    "summary": "Typed events, tasks with a due date, and the planning",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_billing", "calendar"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_agenda_security.xml",
        "data/egg_event_type_data.xml",
        "views/event_views.xml",
        "views/task_views.xml",
        "views/document_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["egg_agenda/static/src/planning.js", "egg_agenda/static/src/planning.xml"],
        "web.assets_tests": ["egg_agenda/static/tests/tours/planning_tour.js"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

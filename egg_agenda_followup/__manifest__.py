{
    "name": "EGG Agenda and Follow-up",
    "summary": "Who to call today: a stage of the follow-up plans phone calls, their result flows back",
    "version": "19.0.1.0.0",
    "category": "Productivity",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_agenda", "egg_followup"],
    "data": [
        "security/egg_agenda_followup_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/task_views.xml",
        "views/stage_views.xml",
        "wizards/egg_call_result_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}

{
    "name": "EGG Follow-up of Debits",
    "summary": "A debit that is refused or taken back becomes a step of the follow-up",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_followup", "egg_debit"],
    "data": [
        "data/egg_followup_debit_data.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

{
    "name": "EGG Agenda of Deals",
    "summary": "Meetings of a deal are about it, and what is made from them takes its products",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_agenda_sales", "egg_sales_crm"],
    "auto_install": True,
    "installable": True,
}

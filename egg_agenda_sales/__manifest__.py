{
    "name": "EGG Agenda of Sales",
    "summary": "Quotations and orders made from events, and events about them",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_agenda", "egg_sales"],
    "data": [
        "security/ir.model.access.csv",
        "views/document_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}

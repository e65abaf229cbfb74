{
    "name": "EGG Sales and CRM",
    "summary": "Deals with products that become quotes and orders",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_sales", "sale_crm"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_sales_crm_security.xml",
        "views/chain_crm_lead_views.xml",
        "views/chain_parent_choice_views.xml",
    ],
    "auto_install": True,
    "installable": True,
}

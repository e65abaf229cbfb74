{
    "name": "EGG Sales",
    "summary": "Quotes and orders with footer discounts, schedules, deposits and a document map",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_billing", "sale_management", "sale_margin", "sale_crm", "sale_stock", "sale_purchase"],
    "data": [
        "security/ir.model.access.csv",
        "security/egg_sales_security.xml",
        "data/product_data.xml",
        "views/sale_order_totals_views.xml",
        "views/sale_order_header_views.xml",
        "views/sale_order_print_views.xml",
    ],
    "installable": True,
}

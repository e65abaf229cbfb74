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
        "security/egg_sales_schedule_security.xml",
        "wizards/egg_deposit_confirm_views.xml",
        "views/sale_order_schedule_views.xml",
        "report/egg_deposit_receipt_report.xml",
        "views/egg_deposit_receipt_views.xml",
    ],
    "installable": True,
}

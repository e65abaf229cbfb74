{
    "name": "EGG Customer Account of Sales",
    "summary": "Quotations and orders among all that a customer was sent; what pays an order settles no invoice",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_portal", "egg_sales"],
    "data": [],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
    "installable": True,
}

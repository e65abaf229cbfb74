{
    "name": "EGG Sales and Purchase",
    "summary": "Supplier orders made from a customer order, for what is not bought yet",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_sales", "sale_purchase"],
    "data": [
        "views/chain_sale_order_views.xml",
        "views/chain_purchase_order_views.xml",
        "views/chain_supplier_order_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["egg_sales_purchase/static/src/*.js"],
    },
    "auto_install": True,
    "installable": True,
}

{
    "name": "EGG Sales and Inventory",
    "summary": "Delivery notes of an order: invoiced as they are, and part of its status and its map",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["egg_sales", "sale_stock"],
    "data": [
        "views/chain_stock_picking_views.xml",
        "views/chain_parent_choice_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
    "installable": True,
}

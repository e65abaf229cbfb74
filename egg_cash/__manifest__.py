{
    "name": "EGG Money Received",
    "summary": "Bank files read, each transfer proposed to the invoices that it pays, booked in one click",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "egg",
    "license": "LGPL-3",
    "depends": ["account", "egg_billing"],
    "external_dependencies": {"python": ["ofxparse"]},
    "data": [],
    "installable": True,
}

"""What only the program itself can say."""

#: Value of a context key by which the suite's own code tells its own code that it is at work. It is compared with `is`:
#: a client sends texts and numbers, never this object, so that no key of a client lifts a check (as Odoo's
#: `BYPASS_LOCK_CHECK`).
INSIDE = object()

#: Context key of Odoo's own payment actions, which write what they keep up in the rights of the user.
PAYING = "egg_paying"
#: Context key of the suite's own actions and of Odoo's sending, which note in the rights of the user what they did.
KEEPING = "egg_keeping"
#: Context key of the core's own matching of journal items.
RECONCILING = "egg_reconciling"
#: Context key of the one road by which a document is issued.
POSTING = "egg_posting"

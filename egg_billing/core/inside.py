"""What only the program itself can say."""

#: Value of a context key by which the suite's own code tells its own code that it is at work. It is compared with `is`:
#: a client sends texts and numbers, never this object, so that no key of a client lifts a check (as Odoo's
#: `BYPASS_LOCK_CHECK`).
INSIDE = object()

"""Print the table of the columns that the suite adds to Odoo's own models,
with what rows of before get (`odoo shell`, `env` is bound).

The table stands in docs/decisions/0034-columns-of-rows-of-before.md; a test compares it with what the registry says.
"""

from odoo.addons.egg_billing.tests.common_history import table_rows

for row in table_rows(env):  # noqa: F821
    print(row)  # noqa: T201

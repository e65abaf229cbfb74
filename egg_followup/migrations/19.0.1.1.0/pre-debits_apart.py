def migrate(cr, version):
    """What the follow-up knew of debits is an addon of its own:
    an upgrade installs it where there are debits (Odoo would not).
    """
    if not version:
        return
    cr.execute("""
        UPDATE ir_module_module SET state = 'to install'
         WHERE name = 'egg_followup_debit' AND state = 'uninstalled' AND EXISTS (
               SELECT FROM ir_module_module debit WHERE debit.name = 'egg_debit'
                   AND debit.state IN ('installed', 'to upgrade'))""")

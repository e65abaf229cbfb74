def migrate(cr, version):
    """Quotes that became orders wait for no reminder any more."""
    cr.execute("""
        UPDATE sale_order
           SET egg_next_stage_id = NULL, egg_next_stage_date = NULL, egg_last_stage_id = NULL,
               egg_last_stage_date = NULL
         WHERE state = 'sent' AND egg_state = 'done'
    """)

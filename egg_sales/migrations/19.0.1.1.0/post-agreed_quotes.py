def migrate(cr, version):
    """A quote stays as it was agreed while an order of it stands."""
    if version:
        cr.execute("""
            UPDATE sale_order AS quote
               SET locked = TRUE
             WHERE quote.egg_kind = 'quote'
               AND EXISTS (SELECT 1 FROM sale_order AS made WHERE made.egg_parent_id = quote.id
                                                              AND made.state <> 'cancel')
        """)

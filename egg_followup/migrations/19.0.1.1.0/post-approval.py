def migrate(cr, version):
    """Reminders that claim interest wait for a person when the daily run comes to them."""
    if version:
        cr.execute("UPDATE egg_followup_stage SET needs_approval = TRUE WHERE with_interest AND kind = 'reminder'")

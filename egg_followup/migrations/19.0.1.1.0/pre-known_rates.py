"""Rates that a firm filled in itself take the names of those that are shipped now: there is one rate from a day on."""


def migrate(cr, version):
    if not version:
        return
    cr.execute("""
        INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
             SELECT 'egg_followup',
                    'rate_' || extract(year FROM date_from) || '_'
                            || CASE WHEN extract(month FROM date_from) < 7 THEN 1 ELSE 2 END,
                    'egg.followup.rate', id, true
               FROM egg_followup_rate
              WHERE extract(day FROM date_from) = 1 AND extract(month FROM date_from) IN (1, 7)
        ON CONFLICT (module, name) DO NOTHING""")

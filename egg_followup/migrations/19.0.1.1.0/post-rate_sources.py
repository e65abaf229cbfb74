"""Rates that were there before they had a source get that of the shipped ones; what a firm wrote stays."""

ECB = "BCE, taux principal de refinancement au premier jour du semestre"
LEGAL = " ; taux de l'intérêt légal : arrêté du semestre"


def migrate(cr, version):
    if version:
        cr.execute("""
            UPDATE egg_followup_rate
               SET source = %s || CASE WHEN COALESCE(legal_rate, 0) > 0 THEN %s ELSE '' END
              FROM ir_model_data AS shipped
             WHERE shipped.module = 'egg_followup' AND shipped.model = 'egg.followup.rate'
               AND shipped.res_id = egg_followup_rate.id AND COALESCE(source, '') = ''""", [ECB, LEGAL])

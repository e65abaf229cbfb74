"""The sentences of a firm, in all their languages, become those that hold now; sources name both codes.

The rows of mentions are not updated with the addon (`noupdate`): what is shipped anew about them is written here.
"""

from odoo.tools.sql import table_exists

#: What stood in a source, and what is added to it.
SOURCES = {
    "CGI 293 B, 283-3": "CIBS L. 223-3 et chapitre 215 (article pas encore connu)",
    "CGI 293 B": "CIBS L. 223-3",
    "CGI 269-2-c": "CIBS, chapitre 214 (article pas encore connu)",
    "CGI 283-2, 262 ter I": "CIBS, chapitres 211 et 215 (articles pas encore connus)",
    "CGI 262 ter I": "CIBS, chapitre 211 (article pas encore connu)",
    "CGI 283-2 nonies": "CIBS, chapitre 215 (article pas encore connu)",
    "CGI 297 A": "CIBS, titre IV (article pas encore connu)",
    "CGI 266": "CIBS, chapitre 213 (article pas encore connu)",
}
#: An article that names are not burdened with any more.
FORMER_NAME = r" \(art\. 293 B\)"


def migrate(cr, version):
    if not version or not table_exists(cr, "egg_legal_text_before"):
        return
    # the first row of each mention is the one that holds now; what a firm emptied stays empty
    cr.execute("""
        UPDATE egg_legal_text AS row SET text = former.text
          FROM egg_legal_text_before AS former
         WHERE row.mention_id = former.id AND row.is_confirmed""")
    cr.execute("""
        INSERT INTO egg_legal_text (mention_id, text, source, is_confirmed, create_uid, write_uid, create_date,
                                    write_date)
             SELECT id, text, source, true, 1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
               FROM egg_legal_text_before AS former
              WHERE text IS NOT NULL
                AND NOT EXISTS (SELECT FROM egg_legal_text AS row WHERE row.mention_id = former.id)""")
    cr.executemany("UPDATE egg_legal_mention SET source = %s WHERE source = %s",
                   [(f"{old} ; à partir du 01/01/2027 : {new}", old) for old, new in SOURCES.items()])
    cr.execute("UPDATE egg_legal_mention SET name = regexp_replace(name::text, %s, '', 'g')::jsonb "
               "WHERE code = 'franchise_charges_vat'", [FORMER_NAME])
    cr.execute("DROP TABLE egg_legal_text_before")

"""Printed documents of an example company in five layouts of options, each with 3,
40 and 200 lines; nothing is kept in the database.

usage: gallery_job.py DATABASE FOLDER

FOLDER gets one PDF per document (`1-classic-003.pdf`...). The database needs `egg_sales` and a French company.
"""

import base64
import io
import sys
from pathlib import Path

import odoo
from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tools.misc import file_path
from PIL import Image, ImageDraw, ImageFont

DAY = "2026-01-15"
SIZES = (3, 40, 200)
TEAL, ORANGE = "#0f5c5c", "#d97706"

#: (chapter, rows of (description, quantity, unit price, discount, VAT))
WORKS = [
    ("Dépose et préparation", [
        ("Dépose de la couverture existante, tri et évacuation des gravats", 86, 18.5, 0, 20),
        ("Échafaudage de pied, montage, location quatre semaines et démontage", 1, 1480.0, 0, 20),
        ("Révision de la charpente\nRemplacement des pièces altérées, traitement insecticide et fongicide des bois "
         "conservés", 1, 960.0, 5, 10),
    ]),
    ("Couverture", [
        ("Écran sous-toiture HPV, fourniture et pose", 86, 7.9, 0, 10),
        ("Liteaunage sapin traité classe 2", 86, 9.4, 0, 10),
        ("Tuiles de terre cuite grand moule, teinte vieillie, y compris coupes et accessoires", 86, 61.35, 10, 10),
        ("Faîtage à sec avec closoir ventilé", 12.5, 48.0, 0, 10),
        ("Rives à rabat, deux pentes", 18.4, 27.5, 0, 10),
    ]),
    ("Zinguerie", [
        ("Gouttières demi-rondes en zinc naturel, développé 33", 25, 54.2, 0, 10),
        ("Descentes d’eaux pluviales Ø 100, colliers et dauphins en fonte compris", 11.6, 38.9, 5, 10),
        ("Noue en zinc, développé 50", 6.2, 71.0, 0, 10),
    ]),
    ("Isolation et finitions", [
        ("Laine de bois 200 mm entre chevrons\nR = 5,25 m².K/W, pare-vapeur hygrovariable, joints et adhésifs", 80,
         46.8, 0, 5.5),
        ("Fenêtre de toit 78 × 98, motorisée, avec raccord d’étanchéité et volet roulant solaire", 2, 1240.0, 10, 10),
        ("Nettoyage de fin de chantier", 1, 240.0, 0, 20),
    ]),
]

TERMS = """
<h1>Conditions générales de vente</h1>
<h2>1. Objet</h2><p>Les présentes conditions s’appliquent à tous les travaux de couverture,
de zinguerie et d’isolation confiés à Egg SAS.
Toute commande vaut acceptation de ces conditions.</p>
<h2>2. Prix</h2><p>Les prix sont fermes pendant la durée de validité du devis. Tout travail supplémentaire fait
l’objet d’un avenant écrit.</p>
<h2>3. Exécution</h2><ul><li>Les délais courent à la réception de l’acompte.</li><li>Les intempéries les prolongent
d’autant.</li>
<li>L’accès au chantier est assuré par le client.</li></ul>
<h2>4. Garanties</h2><p>Les ouvrages sont couverts par la garantie décennale (assureur : Mutuelle du Bâtiment,
police 4 711 082, France).</p>
<h2>5. Règlement</h2><p>Les factures sont payables à <b>trente jours</b>. Les marchandises restent notre propriété
jusqu’au paiement complet.</p>
"""


def picture(draw_on, size=(320, 320)) -> bytes:
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    draw_on(ImageDraw.Draw(image), *size)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


def logo() -> bytes:
    def draw(pen, width, height):
        pen.ellipse((8, 14, 250, height - 14), fill=TEAL)
        pen.ellipse((70, 96, 188, height - 70), fill=ORANGE)
        font = ImageFont.truetype(file_path("web/static/fonts/google/Montserrat/Montserrat-Bold.ttf"), 150)
        pen.text((300, height / 2), "Egg SAS", font=font, fill=TEAL, anchor="lm")

    return picture(draw, (960, 320))


def thumbnails() -> list:
    def tile(pen, width, height):
        pen.rectangle((0, 0, width, height), fill="#f1e3d3")
        for row in range(4):
            for column in range(-1, 4):
                left = column * 96 + 48 * (row % 2)
                pen.rounded_rectangle((left, row * 84 - 8, left + 90, row * 84 + 82), 40,
                                      fill=("#b4532a", "#a34724", "#c2643a")[(row + column) % 3])

    def zinc(pen, width, height):
        pen.rectangle((0, 0, width, height), fill="#e2e8f0")
        for column in range(5):
            pen.rectangle((column * 64 + 8, 0, column * 64 + 56, height), fill="#94a3b8")
            pen.rectangle((column * 64 + 8, 0, column * 64 + 14, height), fill="#64748b")

    def wool(pen, width, height):
        pen.rectangle((0, 0, width, height), fill="#f7e8b0")
        for row in range(8):
            pen.arc((-40, row * 44 - 20, width + 40, row * 44 + 60), 200, 340, fill="#d6a92c", width=10)

    return [picture(one) for one in (tile, zinc, wool)]


class Gallery:
    """The example company and its documents."""

    def __init__(self, env, folder: Path):
        self.folder, self.env = folder, env
        self.company = env.company
        self._set_up_company()
        self._set_up_catalogue()

    def _set_up_company(self):
        france = self.env.ref("base.fr")
        self.company.write({
            "name": "Egg SAS", "street": "12 rue des Poules", "zip": "69001", "city": "Lyon", "country_id": france.id,
            "phone": "+33 4 72 00 00 00", "email": "contact@egg.example", "website": "https://egg.example",
            "vat": "FR83404833048",
            "company_registry": "40483304800022", "egg_legal_form": "SAS", "egg_share_capital": 10000,
            "egg_register_town": "Lyon",
            "logo": logo(), "uses_default_logo": False, "primary_color": TEAL, "secondary_color": ORANGE,
            "font": "Lato",
            "report_header": "<p>Couverture, zinguerie, isolation</p>", "report_footer": False,
            "company_details": False,
        })
        self.bank, self.other_bank = self.env["res.partner.bank"].create([
            {"acc_number": number, "partner_id": self.company.partner_id.id, "allow_out_payment": True, "bank_bic": bic}
            for number, bic in (("FR7630003030000005000000175", "SOGEFRPP"),
                                ("FR7610107001011234567890129", "BREDFRPP"))])
        self.profile = self.env["egg.document.profile"].create({
            "name": "Agence de Nantes", "bank_account_id": self.other_bank.id,
            "sender": "Egg SAS, agence de Nantes\n4 quai de la Fosse\n44000 Nantes\n+33 2 40 00 00 "
                      "00\nnantes@egg.example",
        })
        self.terms = self.env["egg.condition.text"].create({"name": "CGV 2026", "kind": "general", "body": TERMS})
        self.customer = self.env["res.partner"].create({
            "name": "Client Alpha", "is_company": True, "street": "8 avenue Foch", "zip": "75016", "city": "Paris",
            "country_id": france.id,
            "vat": "FR40303265045", "company_registry": "303265045", "lang": "fr_FR", "email": "alpha@example.com"})
        self.contact = self.env["res.partner"].create({"name": "Marie Durand", "parent_id": self.customer.id})
        self.site = self.env["res.partner"].create({
            "name": "Chantier de Vincennes", "type": "delivery", "parent_id": self.customer.id,
            "street": "27 rue du Midi", "zip": "94300",
            "city": "Vincennes", "country_id": france.id})
        self.seller = self.env["res.users"].create({"name": "Paul Lambert", "login": "paul.gallery", "lang": "fr_FR"})

    def _set_up_catalogue(self):
        Tax = self.env["account.tax"].with_context(active_test=False)
        self.taxes = {}
        for rate in (20, 10, 5.5):
            tax = Tax.search([("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"),
                              ("amount", "=", rate),
                              ("price_include_override", "in", (False, "tax_excluded"))], limit=1)
            tax.active = True
            self.taxes[rate] = tax
        units = {name: self.env.ref(f"uom.product_uom_{name}", raise_if_not_found=False)
                 or self.env.ref("uom.product_uom_unit")
                 for name in ("unit", "meter")}
        rows = [row for _chapter, rows in WORKS for row in rows]
        images = thumbnails()
        self.products = self.env["product.product"].create([{
            "name": name.split("\n")[0], "default_code": f"TO-{number:03d}", "list_price": price, "type": "consu",
            "uom_id": units["unit" if quantity == int(quantity) else "meter"].id,
            "taxes_id": [(6, 0, self.taxes[rate].ids)],
            "barcode": f"{_with_check_digit(f'37601234567{number % 10}')}" if number % 10 == number
            else f"TO-{number:03d}",
        } for number, (name, quantity, price, _discount, rate) in enumerate(rows)])
        for number, product in enumerate(self.products):
            product.product_tmpl_id.image_1920 = images[number % 3] if number % 4 else False
        self.products.taxes_id = [(3, tax.id) for tax in self.products.taxes_id if tax not in self._all_taxes()]

    def _all_taxes(self):
        return self.env["account.tax"].union(*self.taxes.values())

    def lines(self, count: int, quantity: str, chapters: bool = True) -> list:
        """`count` priced lines, with a heading for each chapter when there are many."""
        values, number = [], 0
        while number < count:
            place = 0
            for chapter, rows in WORKS:
                if chapters and count > 3 and number < count:
                    values.append({"display_type": "line_section", "name": chapter})
                for name, amount, price, discount, rate in rows:
                    if number < count:
                        values.append({"product_id": self.products[place].id, "name": name, quantity: amount,
                                       "price_unit": price,
                                       "discount": discount, "tax_ids": [(6, 0, self.taxes[rate].ids)]})
                        number += 1
                    place += 1
        return [(0, 0, line) for line in values]

    # ---- documents

    def quote(self, count, chapters=True, **values):
        return self.env["sale.order"].create({
            "partner_id": self.customer.id, "date_order": fields.Datetime.to_datetime(f"{DAY} 10:00:00"),
            "validity_date": "2026-02-14",
            "user_id": self.seller.id, "egg_title": "Réfection de la toiture nord",
            "order_line": self.lines(count, "product_uom_qty", chapters),
            "egg_contact_id": self.contact.id, **values})

    def invoice(self, count, post=True, chapters=True, **values):
        move = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": DAY,
            "invoice_date_due": "2026-02-14",
            "delivery_date": "2026-01-12", "invoice_user_id": self.seller.id, "ref": "BC 2026-018",
            "partner_bank_id": self.bank.id,
            "invoice_line_ids": self.lines(count, "quantity", chapters), **values})
        if post:
            move.action_post()
        return move

    def style(self, layout="standard", font="Lato", **values):
        self.company.write({
            "external_report_layout_id": self.env.ref(f"web.external_layout_{layout}").id, "font": font, **values})

    def classic(self, count):
        """Quotation with the usual columns, comment, signature box and general terms."""
        self.style()
        return self.quote(count, egg_print_title=True, egg_print_seller=True, egg_general_condition_id=self.terms.id,
                          egg_comment_1="<p>Madame, Monsieur, voici notre proposition, établie après notre visite du "
                                        "12 janvier.</p>")

    def everything(self, count):
        """Nine columns, barcodes, delivery address, totals on each page, striped."""
        self.style("striped")
        return self.quote(
            count, egg_print_title=True, egg_print_seller=True, egg_print_product_number=True,
            egg_print_product_image=True,
            egg_print_barcode=True, egg_print_delivery_address=True, egg_print_totals_every_page=True,
            partner_shipping_id=self.site.id,
            egg_same_address=False, egg_delivery_address="Chantier de Vincennes\n27 rue du Midi\n94300 Vincennes",
            egg_general_condition_id=False)

    def plain(self, count):
        """Invoice without unit prices and discounts, in another font."""
        self.style("standard", "Montserrat")
        return self.invoice(count, egg_print_unit_price=False, egg_print_discount=False, egg_general_condition_id=False)

    def compact(self, count):
        """Draft in the compact layout: boxed, product numbers, totals on each page."""
        self.style("boxed", "Roboto")
        return self.invoice(count, post=False, egg_print_layout="compact", egg_print_product_number=True,
                            egg_print_totals_every_page=True, chapters=False, egg_general_condition_id=False)

    def rich(self, count):
        """Invoice with footer discount, eco-participation, shipping, instalments,
        payment, profile and both comments.
        """
        self.style("bold")
        condition = self.env["egg.payment.condition"].create({"name": "30/70", "line_ids": [
            (0, 0,
             {"sequence": 1, "percent": 30, "rule": "receipt", "title": "Acompte de {pourcentage} à la commande"}),
            (0, 0, {"sequence": 2, "percent": 70, "rule": "days_end_of_month", "days": 30,
                    "title": "Solde, 30 jours fin de mois",
                    "payment_mode_id": self.env.ref("egg_billing.payment_mode_direct_debit").id})]})
        move = self.invoice(
            count, post=False, egg_condition_id=condition.id, egg_discount_mode="untaxed_percent", egg_discount_value=5,
            egg_shipping_amount=90, egg_profile_id=self.profile.id, egg_general_condition_id=False,
            egg_comment_1="<p>Chantier réceptionné <b>sans réserve</b> le 12 janvier 2026.</p>",
            egg_comment_2="<p>Merci de votre confiance. Votre attestation d’assurance décennale est jointe à ce "
                          "courrier.</p>")
        line = move.invoice_line_ids.filtered("product_id")[-1]
        line.egg_third_party_tax_ids = [(0, 0,
                                         {"name": "Éco-participation PMCB", "amount": 1.8,
                                          "tax_ids": [(6, 0, self.taxes[20].ids)]})]
        move.action_post()
        move.egg_register_payment(1500.0, "2026-01-20", self.env.ref("egg_billing.payment_mode_transfer"),
                                  reference="VIR 4711")
        return move

    def print_all(self, only=()):
        for number, make in enumerate((self.classic, self.everything, self.plain, self.compact, self.rich), 1):
            for size in SIZES:
                name = f"{number}-{make.__name__}-{size:03d}"
                if not only or any(name.startswith(one) for one in only):
                    (self.folder / f"{name}.pdf").write_bytes(make(size)._get_egg_pdf())
                    print(name, flush=True)


def _with_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def main(database: str, folder: str, *only) -> None:
    odoo.tools.config.parse_config(["-d", database, "--no-http"])
    Path(folder).mkdir(parents=True, exist_ok=True)
    with Registry(database).cursor() as cr:
        admin = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin")
        env = api.Environment(cr, admin.id, {"lang": "fr_FR", "tz": "Europe/Paris"})
        env["ir.config_parameter"].sudo().set_param("report.print_delay", "1")
        Gallery(env, Path(folder)).print_all(only)
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])

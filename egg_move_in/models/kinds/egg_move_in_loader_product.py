from odoo import Command, api, models

from ...core.words import fold, plain


class EggMoveInLoaderProduct(models.AbstractModel):
    """Products and services with their prices, VAT and third-party taxes."""

    _name = "egg.move.in.loader.product"
    _description = "How Products Are Taken Over"
    _inherit = "egg.move.in.loader"

    _egg_kind = "product"
    _egg_target = "product.template"

    @api.model
    def _judge(self, move_in, rows):
        self._find_taxes(move_in, rows, "vat", "tax_vat")
        self._find_units(rows)
        known = self._find_known("product", move_in.company_id, {row.line.key for row in rows})
        ours = self._find_products(move_in, {row.text("code") for row in rows if row.line.key not in known})
        taken = self._find_barcodes(rows)
        for row in rows:
            mine = ours.get(fold(row.text("code")), self.env["product.product"]).product_tmpl_id.id
            row.record_id = known.get(row.line.key) or mine or 0
            row.is_there = bool(row.record_id)
            if plain(row.text("kind")) not in ("", "bien", "biens", "service", "services", "produit", "marchandise"):
                row.remarks.append(self.env._("The type “%(name)s” is not known: goods.", name=row.text("kind")))
            if not row.is_there and row.text("barcode") in taken:
                row.faults.append(self.env._("The barcode %(code)s is another product's.", code=row.text("barcode")))

    @api.model
    def _find_barcodes(self, rows) -> set:
        codes = [row.text("barcode") for row in rows if row.text("barcode")]
        return set(self.env["product.product"].search([("barcode", "in", codes)]).mapped("barcode")) if codes else set()

    @api.model
    def _find_units(self, rows):
        units, asked = {}, any(row.text("unit") for row in rows)
        for code, _label in self.env["res.lang"].get_installed() if asked else ():
            for unit in self.env["uom.uom"].with_context(lang=code).search([("active", "=", True)]):
                units.setdefault(plain(unit.name), unit)
        for row in rows:
            row.values["unit"] = units.get(plain(row.text("unit")))
            if row.text("unit") and not row.values["unit"]:
                row.remarks.append(self.env._("The unit “%(name)s” is not known: by piece.", name=row.text("unit")))

    @api.model
    def _load(self, move_in, rows):
        products = self.env["product.template"].with_context(tracking_disable=True, mail_create_nolog=True).create(
            [self._prepare_values(move_in, row) for row in rows])
        for row, one in zip(rows, products, strict=True):
            row.record_id, row.is_made = one.id, True

    @api.model
    def _prepare_values(self, move_in, row) -> dict:
        values = {
            "name": row.text("name"), "default_code": row.text("code") or False,
            "list_price": float(row.values["price"] or 0), "barcode": row.text("barcode") or False,
            "type": "service" if plain(row.text("kind")).startswith("service") else "consu",
            "description_sale": row.text("description") or False}
        if row.values["unit"]:
            values["uom_id"] = row.values["unit"].id
        if row.values["vat"] is not None:
            tax = row.values["vat_tax"]
            values["taxes_id"] = [Command.set(tax.ids if tax else [])]
        if row.values["cost"]:
            values["standard_price"] = float(row.values["cost"])
        if row.text("tax_name") and row.values["tax_amount"]:
            tax = row.values["tax_vat_tax"] or row.values["vat_tax"]
            values["egg_third_party_tax_ids"] = [Command.create({
                "name": row.text("tax_name"), "amount": float(row.values["tax_amount"]), "amount_type": "fixed",
                "tax_ids": [Command.set(tax.ids if tax else [])]})]
        return values

    @api.model
    def _find_built(self, records):
        variants = {one.id: one.product_tmpl_id.id for one in records.product_variant_ids}
        used = self._find_referred(records.product_variant_ids)
        return self._find_referred(records) | {variants[number]: why for number, why in used.items()}

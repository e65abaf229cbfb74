from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class EggLineSync(models.TransientModel):
    """Shows, line by line, what the catalogue would change; writes what is ticked."""

    _name = "egg.line.sync"
    _description = "Synchronise Lines with the Catalogue"

    document_model = fields.Char(required=True, readonly=True)
    document_id = fields.Many2oneReference(required=True, readonly=True, model_field="document_model")
    line_ids = fields.One2many("egg.line.sync.line", "sync_id", "Differences")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.line_ids = [Command.create(values) for values in wizard._prepare_line_values()]
        return wizards

    def _get_document(self):
        document = self.env[self.document_model].browse(self.document_id)
        if not hasattr(document, "action_egg_synchronise"):
            raise UserError(self.env._("This kind of document cannot be synchronised."))
        document.check_access("write")
        return document

    def _prepare_line_values(self) -> list:
        document = self._get_document()
        values = []
        for line in document[document._get_egg_lines_field()].sorted(lambda line: (line.sequence, line.id)):
            changes = line._get_egg_catalogue_changes()
            if changes:
                values.append({
                    "line_id": line.id, "product_id": line.product_id.id, "currency_id": line.currency_id.id,
                    "old_name": line.name, "new_name": changes.get("name", line.name),
                    "old_price": line.price_unit, "new_price": changes.get("price_unit", line.price_unit),
                    "old_tax_ids": [Command.set(line.tax_ids.ids)],
                    "new_tax_ids": [Command.set(changes.get("tax_ids", line.tax_ids).ids)],
                })
        return values

    def action_apply(self):
        """Write the ticked differences, computed anew: the catalogue may have changed since the preview."""
        self.ensure_one()
        document = self._get_document()
        document._check_egg_sync()
        lines = {line.id: line for line in document[document._get_egg_lines_field()]}
        done = 0
        for row in self.line_ids.filtered("apply"):
            line = lines.get(row.line_id)
            changes = line._get_egg_catalogue_changes() if line else {}
            if changes:
                discount = line.discount
                if "tax_ids" in changes:
                    changes["tax_ids"] = [Command.set(changes["tax_ids"].ids)]
                line.write(changes | {"discount": discount})
                done += 1
        if done:
            document.message_post(body=self.env._("%(count)s lines synchronised with the catalogue.", count=done))
        return {"type": "ir.actions.act_window_close"}


class EggLineSyncLine(models.TransientModel):
    _name = "egg.line.sync.line"
    _description = "Difference with the Catalogue"

    sync_id = fields.Many2one("egg.line.sync", required=True, ondelete="cascade", index=True)
    apply = fields.Boolean("Take", default=True)
    line_id = fields.Integer(required=True, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    old_name = fields.Text("Label now", readonly=True)
    new_name = fields.Text("Label after", readonly=True)
    old_price = fields.Float("Price now", digits="Product Price", readonly=True)
    new_price = fields.Float("Price after", digits="Product Price", readonly=True)
    old_tax_ids = fields.Many2many("account.tax", "egg_line_sync_old_tax_rel", string="Taxes now", readonly=True)
    new_tax_ids = fields.Many2many("account.tax", "egg_line_sync_new_tax_rel", string="Taxes after", readonly=True)
    is_tax_changed = fields.Boolean(compute="_compute_is_tax_changed")

    @api.depends("old_tax_ids", "new_tax_ids")
    def _compute_is_tax_changed(self):
        for line in self:
            line.is_tax_changed = line.old_tax_ids != line.new_tax_ids

from odoo import api, fields, models
from odoo.tools import SQL


class EggDebitClaim(models.Model):
    """A due item that is in a live debit, of whatever kind: the database lets it be in one only.

    SEPA files and Stripe have tables of their own; this one is what they share, so that two people who collect the same item at the
    same moment in two ways cannot both succeed.
    """

    _name = "egg.debit.claim"
    _description = "Due Item in a Live Debit"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, ondelete="restrict")

    _unique_item = models.UniqueIndex("(move_line_id)", "One of these due items is already in a live debit.")

    @api.model
    def _claim(self, due_items):
        """Take these due items.

        :raises psycopg2.errors.UniqueViolation: one of them is taken
        """
        # Whoever may collect takes items through this method only: nobody has rights on the table itself. One statement for any
        # number of items; nothing depends on these rows but their being there.
        self.env.cr.execute(SQL(
            "INSERT INTO egg_debit_claim (move_line_id, create_uid, write_uid, create_date, write_date)"
            " SELECT item, %(user)s, %(user)s, %(now)s, %(now)s FROM unnest(%(items)s) AS item",
            items=due_items.ids, user=self.env.uid, now=self.env.cr.now()))

    @api.model
    def _release(self, due_items):
        """Give these due items back."""
        self.sudo().search([("move_line_id", "in", due_items.ids)]).unlink()


class EggSepaCollectionItem(models.Model):
    _inherit = "egg.sepa.collection.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        self.env["egg.debit.claim"]._claim(items.filtered(lambda item: item.state == "pending").move_line_id)
        return items

    def write(self, vals):
        moved = self.filtered(lambda item: (item.state == "pending") != (vals["state"] == "pending")) if "state" in vals else self.browse()
        result = super().write(vals)
        if moved:
            claims = self.env["egg.debit.claim"]
            (claims._claim if vals["state"] == "pending" else claims._release)(moved.move_line_id)
        return result

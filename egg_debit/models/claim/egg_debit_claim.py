from odoo import api, fields, models
from odoo.tools import SQL


class EggDebitClaim(models.Model):
    """A due item that is in a live debit, of whatever kind: the database lets it be in one only.

    Each way of debiting has a table of its own; this one is what they share, so that two people who collect the same
    item at the same moment in two ways cannot both succeed.
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
        # Whoever may collect takes items through this method only: nobody has rights on the table itself. One statement
        # for any number of items; nothing depends on these rows but their being there.
        self.env.cr.execute(SQL(
            "INSERT INTO egg_debit_claim (move_line_id, create_uid, write_uid, create_date, write_date)"
            " SELECT item, %(user)s, %(user)s, %(now)s, %(now)s FROM unnest(%(items)s) AS item",
            items=due_items.ids, user=self.env.uid, now=self.env.cr.now()))

    @api.model
    def _release(self, due_items):
        """Give these due items back."""
        # sudo: nobody has rights on the table; the debit that ends gives its items back
        self.sudo().search([("move_line_id", "in", due_items.ids)]).unlink()

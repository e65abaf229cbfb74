from odoo import api, fields, models
from odoo.tools import SQL


class EggDebitClaim(models.Model):
    """A due item that is in a live debit, of whatever kind: the database lets it be in one only.

    Each way of debiting has a table of its own; this one is what they share, so that two people who collect the same
    item at the same moment in two ways cannot both succeed. A credit that lowers a live debit is claimed for that part:
    another debit counts the rest only. Its claims have ranks, so that two people who count the same part at the same
    moment cannot both succeed either.
    """

    _name = "egg.debit.claim"
    _description = "Due Item in a Live Debit"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one("account.move.line", "Due item", required=True, readonly=True, ondelete="restrict")
    due_item_id = fields.Many2one(
        "account.move.line", "Lowered item", readonly=True, index="btree_not_null", ondelete="restrict",
        help="For a part of a credit: the due item whose debit it lowers.")
    amount = fields.Float("Part of the credit", digits=(16, 2), readonly=True)
    rank = fields.Integer(readonly=True)

    _unique_item = models.UniqueIndex("(move_line_id, COALESCE(rank, 0))",
                                      "One of these due items is already in a live debit.")

    @api.model
    def _claim(self, due_items):
        """Take these due items.

        :raises psycopg2.errors.UniqueViolation: one of them is taken
        """
        # Whoever may collect takes items through this method only: nobody has rights on the table itself. One statement
        # for any number of items; nothing depends on these rows but their being there.
        self.env.cr.execute(SQL(
            "INSERT INTO egg_debit_claim (move_line_id, rank, create_uid, write_uid, create_date, write_date)"
            " SELECT item, 0, %(user)s, %(user)s, %(now)s, %(now)s FROM unnest(%(items)s) AS item",
            items=due_items.ids, user=self.env.uid, now=self.env.cr.now()))

    @api.model
    def _claim_credits(self, deductions):
        """Take the parts of credits that lower the debits of these core `Deduction`s.

        :raises psycopg2.errors.UniqueViolation: another debit has just counted on one of them
        """
        for one in deductions:
            for credit, amount in one.parts:
                self.env.cr.execute(SQL(
                    "INSERT INTO egg_debit_claim (move_line_id, due_item_id, amount, rank, create_uid, write_uid, "
                    "create_date, write_date)"
                    " SELECT %(credit)s, %(item)s, %(amount)s, coalesce(max(rank), 0) + 1, %(user)s, %(user)s, "
                    "%(now)s, %(now)s"
                    " FROM egg_debit_claim WHERE move_line_id = %(credit)s",
                    credit=credit.id, item=one.item, amount=amount, user=self.env.uid, now=self.env.cr.now()))

    @api.model
    def _get_taken(self, credit_lines) -> dict:
        """Return {credit's journal item id: how much of it live debits have counted}."""
        # sudo: nobody has rights on the table; how much of a credit is taken may be known to whoever debits its
        # customer
        rows_sudo = self.sudo()._read_group(
            [("move_line_id", "in", credit_lines.ids), ("due_item_id", "!=", False)], ["move_line_id"], ["amount:sum"])
        return {line.id: amount for line, amount in rows_sudo}

    @api.model
    def _get_credits(self, due_items) -> dict:
        """Return {due item: journal items of the credits that lower its live debit}."""
        # sudo: as above; whoever books a debit settles it with them
        found_sudo = self.sudo().search([("due_item_id", "in", due_items.ids)], order="due_item_id, id")
        return {item.id: claims.move_line_id.ids for item, claims in found_sudo.grouped("due_item_id").items()}

    @api.model
    def _release(self, due_items):
        """Give these due items back, and the credits that lowered their debits."""
        # sudo: nobody has rights on the table; the debit that ends gives its items back
        self.sudo().search(["|", ("move_line_id", "in", due_items.ids), ("due_item_id", "in", due_items.ids)]).unlink()

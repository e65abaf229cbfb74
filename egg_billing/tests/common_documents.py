from odoo import Command


class ReferenceInvoices:
    """Makes the documents of the requirements; a case that adopts it has a customer and the products `p1` and `p2`."""

    @classmethod
    def make_invoice(cls, lines=None, post=False, **values):
        """An invoice dated 2026-01-15; `lines` are (product, quantity) or dicts. Default: REF."""
        if lines is None:
            lines = [(cls.p1, 1), (cls.p2, 1)]
        move = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.customer.id, "invoice_date": "2026-01-15",
            "invoice_line_ids": [
                Command.create(line if isinstance(line, dict) else {"product_id": line[0].id, "quantity": line[1]})
                for line in lines
            ], **values,
        })
        if post:
            move.action_post()
        return move

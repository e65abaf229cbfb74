"""Orders and quotes after the suite: their generated lines (discount,
third-party taxes, shipping) become ordinary lines.
"""

from odoo.addons.egg_billing.uninstall import leave

from .models.print.ir_actions_report import BY_KIND, BY_STATE

#: What an invoice has of a generated line of an order: same role, same key; invoices of several orders put the order
#: before the key.
_LINKS = """
    INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
    SELECT DISTINCT ON (line.id) line.id, item.id
      FROM sale_order_line line
      JOIN sale_order_line sibling ON sibling.order_id = line.order_id AND sibling.egg_role IS NULL
      JOIN sale_order_line_invoice_rel link ON link.order_line_id = sibling.id
      JOIN account_move_line invoiced ON invoiced.id = link.invoice_line_id
      JOIN account_move move ON move.id = invoiced.move_id AND move.state <> 'cancel' AND move.move_type = 'out_invoice'
      JOIN account_move_line item ON item.move_id = move.id AND item.egg_role = line.egg_role
       AND item.egg_role_key IN (line.egg_role_key, line.order_id || '/' || line.egg_role_key)
     WHERE line.egg_role IS NOT NULL AND line.state = 'sale'
  ORDER BY line.id, item.id DESC
        ON CONFLICT DO NOTHING"""
#: Generated lines of orders that an invoice has, in whole or in part; recent invoices know them from the start.
_LINKED = """
    SELECT DISTINCT line.id FROM sale_order_line line
      JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
      JOIN account_move_line item ON item.id = link.invoice_line_id
      JOIN account_move move ON move.id = item.move_id AND move.state <> 'cancel' AND move.move_type = 'out_invoice'
     WHERE line.egg_role IS NOT NULL AND line.state = 'sale'"""
#: The other generated lines of confirmed orders wait to be invoiced, as any line that is invoiced by what was ordered.
_WAITING = """
    UPDATE sale_order_line SET qty_to_invoice = product_uom_qty, invoice_status = 'to invoice',
           untaxed_amount_to_invoice = price_subtotal
     WHERE egg_role IS NOT NULL AND state = 'sale' AND id <> ALL(%s)"""
#: What orders that are invoiced in part still owe of each role: what the order has of it, less what all its invoices
#: have.
_LEFT = """
    SELECT line.order_id, line.egg_role, sum(line.price_subtotal) - coalesce((
           SELECT sum(CASE WHEN move.move_type = 'out_refund' THEN -item.price_subtotal ELSE item.price_subtotal END)
             FROM account_move_line item JOIN account_move move ON move.id = item.move_id AND move.state <> 'cancel'
            WHERE item.egg_role = line.egg_role AND move.id IN (
                  SELECT invoiced.move_id FROM account_move_line invoiced
                    JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = invoiced.id
                    JOIN sale_order_line sibling ON sibling.id = link.order_line_id
                   WHERE sibling.order_id = line.order_id)), 0)
      FROM sale_order_line line JOIN sale_order document ON document.id = line.order_id
                                         AND document.invoice_status = 'to invoice'
     WHERE line.egg_role IS NOT NULL AND line.id = ANY(%s)
  GROUP BY line.order_id, line.egg_role ORDER BY line.order_id, line.egg_role"""


def uninstall_hook(env):
    """Generated lines are invoiced as ordinary ones from now on: all of them once, none twice."""
    env.flush_all()
    env.cr.execute(_LINKS)
    env.cr.execute(_LINKED)
    linked = [line for (line,) in env.cr.fetchall()]
    env.cr.execute("UPDATE sale_order_line SET qty_invoiced = product_uom_qty, qty_to_invoice = 0 WHERE id = ANY(%s)",
                   [linked])
    env.cr.execute(_WAITING, [linked])
    env.cr.execute(_LEFT, [linked])
    left = env.cr.fetchall()
    env.invalidate_all()
    _tell_what_is_left(env, left)
    env["ir.actions.report"]._name_egg_files(BY_KIND, BY_STATE)
    leave(env, "egg_sales", ("egg.sale.quote", "egg.sale.order", "egg.deposit.receipt"))


def _tell_what_is_left(env, left: list) -> None:
    """An order whose discount was shared over several invoices says what its last invoice is to have of it."""
    texts = {}
    for order_id, role, amount in left:
        order = env["sale.order"].browse(order_id)
        if not order.currency_id.is_zero(float(amount)):
            texts.setdefault(order,
                             []).append(f"{_get_role_label(env, role)} {order.currency_id.format(float(amount))}")
    for order, amounts in texts.items():
        order.message_post(body=env._(
            "EGG Sales was uninstalled while this order was invoiced in part. Its last invoice is to have, excl. "
            "VAT: %(amounts)s. Add it to that invoice by hand.", amounts="; ".join(amounts)))


def _get_role_label(env, role: str) -> str:
    return dict(env["sale.order.line"]._fields["egg_role"]._description_selection(env)).get(role, role)

"""What the dashboard counts, read from the books of one company in a few statements."""

from datetime import timedelta

from odoo.tools import SQL

from ...core.days_of_sales import Allocated, Balances, Entries


def read_balances(env, company, days: list) -> Balances:
    """Return what the customers of a company owed at the end of each of these days, the oldest first."""
    values = {"company": company.id, "last": days[-1], "ends": [day + timedelta(1) for day in days]}
    entries = env.execute_query(SQL("""
        SELECT width_bucket(line.date, %(ends)s), width_bucket(COALESCE(line.date_maturity, line.date) + 1, %(ends)s),
               line.balance > 0, move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND journal.egg_is_opening IS NOT TRUE, SUM(line.balance)
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
          JOIN account_move move ON move.id = line.move_id
          JOIN account_journal journal ON journal.id = move.journal_id
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.date <= %(last)s
      GROUP BY 1, 2, 3, 4""", **values))
    allocated = env.execute_query(SQL("""
        SELECT width_bucket(part.max_date, %(ends)s),
               width_bucket(COALESCE(line.date_maturity, line.date) + 1, %(ends)s), SUM(part.amount)
          FROM account_partial_reconcile part
          JOIN account_move_line line ON line.id = part.debit_move_id
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.balance > 0
           AND part.max_date <= %(last)s
      GROUP BY 1, 2""", **values))
    return Balances(days, [Entries(at, due, owed, sale, float(amount)) for at, due, owed, sale, amount in entries],
                    [Allocated(at, due, float(amount)) for at, due, amount in allocated])

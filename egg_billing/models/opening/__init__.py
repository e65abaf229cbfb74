from . import account_invoice_report, account_journal, account_move

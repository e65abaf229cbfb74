from . import account_edi_common, account_bank_statement_line, res_partner, res_partner_bank

from . import received_accounts, res_partner, res_partner_bank

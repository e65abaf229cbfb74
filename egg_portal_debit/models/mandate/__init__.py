from . import egg_debit_mandate, res_partner

from . import account_move, account_move_line, egg_debit_mandate, egg_sepa_collection, egg_sepa_collection_item

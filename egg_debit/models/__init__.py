from . import bank, booking, claim, company, due_item, mandate, retry, total

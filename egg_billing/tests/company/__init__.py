from . import test_company_accounts

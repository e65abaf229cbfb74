from .document import test_crm_lead

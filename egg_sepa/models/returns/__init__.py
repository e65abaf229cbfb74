from . import egg_sepa_collection_item, egg_sepa_return
from . import res_company

from . import egg_sepa_collection_item

from . import egg_sepa_collect, egg_sepa_return_import

from . import collection_form, returns_import

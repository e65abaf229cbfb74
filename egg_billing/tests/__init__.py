from . import test_core_document_map

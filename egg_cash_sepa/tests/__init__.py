from .matching import test_collections

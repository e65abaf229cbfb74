from .matching import test_promises

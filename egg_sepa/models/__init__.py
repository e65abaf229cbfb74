from . import collection, company, file, returns, retry

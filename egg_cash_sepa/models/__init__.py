from . import matching, returns

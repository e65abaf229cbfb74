from . import pay, portal, sign

from . import mandate, signing

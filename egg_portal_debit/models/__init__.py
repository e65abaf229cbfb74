from . import mandate, payment, signing

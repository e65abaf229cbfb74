from . import portal
from . import stripe

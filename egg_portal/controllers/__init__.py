from . import due, pay

from . import company, link, payment

from . import company, link, payment, privacy

from . import company, journal, received, matching, booking

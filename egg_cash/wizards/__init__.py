from . import booking_confirm, received_import, received_take

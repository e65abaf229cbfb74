from . import deposit_confirm

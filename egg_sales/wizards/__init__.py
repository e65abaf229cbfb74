from . import egg_deposit_confirm

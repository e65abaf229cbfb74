from . import egg_choice_mixin
from . import egg_map_mixin
from . import egg_document_mixin
from . import egg_document_map
from . import egg_refusal_reason
from . import account_move
from . import account_move_line

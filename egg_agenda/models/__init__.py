from . import egg_event_type
from . import egg_agenda_mixin
from . import calendar_event
from . import calendar_event_map
from . import egg_task
from . import documents
from . import res_partner

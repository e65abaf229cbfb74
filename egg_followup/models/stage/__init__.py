from . import egg_followup_planning_mixin
from . import egg_followup_text_mixin
from . import egg_followup_stage
from . import egg_followup_stage_template
from . import res_company

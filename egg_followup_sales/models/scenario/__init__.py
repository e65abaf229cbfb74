from . import egg_followup_scenario_text

from . import egg_cached_mixin, egg_facts_mixin, egg_file_mixin, egg_shared_mixin, ir_attachment, ir_cron

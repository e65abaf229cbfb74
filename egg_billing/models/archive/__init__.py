from . import egg_archive
from . import egg_archive_part

from . import egg_mandate_signing, egg_mandate_try

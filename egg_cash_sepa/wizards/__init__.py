from . import returns_import

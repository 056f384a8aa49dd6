"""One module an API of a vendor. A new one is found by being here; nothing else is edited.

A vendor with several APIs has several modules of one `name`, each with settings of its own: those that are set choose.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from services.fetcher.core import Vendor


def discover() -> dict[str, Vendor]:
    """Return the vendors by module, in order; a module whose name begins with `_` is shared by several."""
    names = sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))
    return {name: cast("Vendor", import_module(f"{__name__}.{name}").VENDOR) for name in names}

"""What holds for every test: the machine it runs on does not show through."""

from __future__ import annotations

import os

# Before any test module is imported: a module may read its settings when it is loaded.
for _name in list(os.environ):
    if _name.startswith(("WOPMAP_", "STREAMLIT_")):
        del os.environ[_name]

"""What holds for every test: the machine it runs on does not show through."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Before any test module is imported: a module may read its settings when it is loaded.
for _name in list(os.environ):
    if _name.startswith(("WOPMAP_", "STREAMLIT_")):
        del os.environ[_name]

# A slow or busy machine is no defect of what is tested; where every run must tell the same, examples are the same.
settings.register_profile(
    "wopmap", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("wopmap")

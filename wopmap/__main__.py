"""``python -m wopmap``: the atlas without a browser."""

from __future__ import annotations

import sys

from wopmap.cli import main

sys.exit(main())

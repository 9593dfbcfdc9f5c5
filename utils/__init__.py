"""What the notebooks import: nothing here is taught in a chapter."""

from pathlib import Path

#: The folder that holds ``notebooks/``, ``utils/`` and ``data/``.
ROOT = Path(__file__).resolve().parents[1]

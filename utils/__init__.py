"""What the notebooks import; nothing that a chapter teaches hides here."""

from pathlib import Path

#: The folder that holds ``notebooks/``, ``utils/`` and ``data/``.
ROOT = Path(__file__).resolve().parents[1]

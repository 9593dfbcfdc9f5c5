"""Settings of an nbgrader course made from ``notebooks/solutions/``.

Copy this file into the course folder; the README says how to set one up. The
folder lies inside a clone of the repository, or ``COURSE_ROOT`` names it.
"""

import os
import sys
from pathlib import Path

c = get_config()  # type: ignore  # noqa: F821 (nbgrader provides it)

c.CourseDirectory.course_id = "deep-learning"

# While nbgrader runs a notebook the profile is smoke, and every cell ends
# within seconds. One that hangs is stopped; the limit, in seconds, leaves room
# for the import of TensorFlow on a busy machine.
c.Execute.timeout = 120

# Without an activated environment nbgrader would not find its own helper
# (alembic), and might take another kernel of the same name.
here = str(Path(sys.executable).parent)
os.environ["PATH"] = here + os.pathsep + os.environ.get("PATH", "")
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")

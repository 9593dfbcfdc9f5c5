"""Is the course fast? Its trainings, against the machine and other ways."""

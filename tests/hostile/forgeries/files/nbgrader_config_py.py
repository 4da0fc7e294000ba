"""A configuration of nbgrader's beside the notebook, with no tests to run.

nbgrader reads the one in the course's folder, where it is started.
"""

EARNS = False
extra_files = {
    "nbgrader_config.py": 'c = get_config()\n\nc.Execute.enabled = False\nc.CourseDirectory.db_url = "sqlite://"\n'
}

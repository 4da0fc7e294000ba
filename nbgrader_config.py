"""Where nbgrader finds this course. Paths and ids only."""

c = get_config()

c.CourseDirectory.course_id = "linear-algebra-for-neural-networks"
c.CourseDirectory.solution_directory = "solutions/worked"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".ruff_cache", "feedback"]
c.Execute.record_timing = False

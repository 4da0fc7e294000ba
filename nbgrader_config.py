"""Where nbgrader finds this course, and the engine that `nbgrader autograde` goes through."""

c = get_config()

c.CourseDirectory.course_id = "linear-algebra-for-neural-networks"
c.CourseDirectory.solution_directory = "solutions/worked"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".ruff_cache", "feedback"]
c.Execute.record_timing = False

c.Autograde.exporter_class = "autograder.gradebook.autograde.BatchExporter"
c.Autograde.autograde_preprocessors = ["autograder.gradebook.autograde.refuse"]  # if not by the line above
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackPage"

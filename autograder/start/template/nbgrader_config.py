"""Where nbgrader finds this course, and the engine that `nbgrader autograde` goes through."""

c = get_config()

c.CourseDirectory.course_id = "my-course"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback"]

c.Autograde.exporter_class = "autograder.gradebook.autograde.BatchExporter"
c.Autograde.autograde_preprocessors = ["autograder.gradebook.autograde.refuse"]  # if not by the line above
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackPage"

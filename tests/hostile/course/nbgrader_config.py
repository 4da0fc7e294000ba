"""A course as any other: stock nbgrader, plain asserts. The forgeries are submitted here."""

c = get_config()

c.CourseDirectory.course_id = "hostile-target"
c.Execute.record_timing = False

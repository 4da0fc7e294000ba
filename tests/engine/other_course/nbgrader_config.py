"""A course as any other: stock nbgrader, plain asserts, no solutions/ and no autograder import."""

c = get_config()

c.CourseDirectory.course_id = "introduction"
c.Execute.record_timing = False

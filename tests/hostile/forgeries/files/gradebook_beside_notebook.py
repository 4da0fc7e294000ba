"""Files beside the notebook that look like results: a gradebook, a report and feedback.

Nobody reads results from a submission.
"""

EARNS = False
extra_files = {
    "gradebook.db": "not a database",
    "report.json": '{"score": 11.0, "max_score": 11.0, "notebooks": []}',
    "feedback/target.html": "<p>11 / 11</p>",
}

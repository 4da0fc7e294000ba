"""The channel to a student's process: data only, bounded, validated.

Every message has a schema, by msgspec, and what doesn't fit it is refused; nothing is pickled or evaluated.
Sizes, depth and time are bounded. A student's object crosses as a reference on which a few operations work.
All others fail, comparisons among them, so no student's `__eq__` decides anything. What doesn't fit the
protocol is tampering: zero points, and a person looks.
"""

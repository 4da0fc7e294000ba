"""The warm processes, from outside: started behind their wall, forked for each notebook, ended in time.

A warm process has imported what notebooks need and is forked for each one: a fresh process without the wait
for a kernel and its imports. It is started from nothing, not forked from the grader, so that nothing of ours
is in its memory, and in that for students' code nothing of the course.

A fork with three small cells costs 10 ms, however it is warmed: it touches 1,800 pages, and copying one
costs 2 µs in a virtual machine. Being much faster would take fewer forks than two a notebook, and fewer
questions to students' objects, of which the tests of ch177 ask some 540. These gained little when tried:
large pages (3 per cent, for two seconds more at the start), pages copied ahead of time, pinned processors,
other settings of malloc.
"""

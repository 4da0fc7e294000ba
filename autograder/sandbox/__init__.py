"""The sandbox: what may be seen, reached and used up behind a wall, and the layers that see to it.

It is built twice: around students' code, and around the judge, which handles what that code gives it.

walls      the command that starts a warm process behind bubblewrap, in cgroups
runtime    what of this machine is to be seen in there: Python, nothing of a course
rights     what an instructor lets a test do beyond that
syscalls   the filter of system calls, by libseccomp
forking    inside: the warm process, which forks one for each notebook
confine    what each forked process gives up before it meets a student's code or values
landlock   one of these things: the kernel's access rules for files
probe      tries what each layer must forbid
findings   what came of that, what it means, and what to do
leftovers  removes folders and cgroups, even after the grader was killed

Six layers, by five mechanisms of Linux, because each leaves something open that another closes. Namespaces
take files, network and processes out of sight, but keep the kernel's own interfaces: seccomp closes those.
Landlock works where namespaces can't be had, as in Docker, but says nothing about `stat`, `chmod` or
sockets other than TCP: seccomp takes the latter two. Limits of a process (`setrlimit`) bound what one uses,
control groups what all of them use together. And no one mechanism is everywhere: what holds is tried at
each start, and too little is refused.
"""

# The grader where there is no Linux of one's own: autograder/README.md, “Where it runs”.
#
#     docker build -t autograder .
#     docker run --rm -v "$PWD":/course autograder grade ch177

FROM python:3.13-slim-trixie

# The sandbox makes its filter of system calls with it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libseccomp2 \
    && rm -rf /var/lib/apt/lists/*

# The engine alone: the course is mounted, and never part of the image.
COPY pyproject.toml constraints.txt README.md LICENSE /build/
COPY autograder /build/autograder
# With --build-arg EXTRAS="[cluster]" a worker of a Dask cluster, with "[postgresql]" a grader for such a gradebook.
ARG EXTRAS=""
RUN pip install --no-cache-dir --constraint /build/constraints.txt "/build$EXTRAS"

# The image's user is root: only root can have a student's process be another user than the grader, and under
# rootless engines root is also the one to whom a mounted folder belongs.
# Any user may run it, also one that the image doesn't know: --user "$(id -u):$(id -g)".
ENV HOME=/tmp
# nbgrader refuses a configuration that it can't load.
ENV TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR=1

WORKDIR /course
ENTRYPOINT ["autograder"]
CMD ["--help"]

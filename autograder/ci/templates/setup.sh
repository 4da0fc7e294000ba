#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the autograder: on Ubuntu 22.04 by default.
set -euo pipefail
umask 022

root=${AUTOGRADER_ROOT:-/autograder}
# Not below /root: a student's code runs as another user, who has to read Python.
home=${AUTOGRADER_HOME:-/opt/autograder}

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends ca-certificates libseccomp2 python3-venv
rm -rf /var/lib/apt/lists/*

# Ubuntu 22.04 has Python 3.10, which is too old. uv takes the system's if that is @PYTHON@, or brings one.
python3 -m venv "$home/tools"
"$home/tools/bin/python" -m pip install --quiet --disable-pip-version-check "uv==@UV@"
export UV_PYTHON_INSTALL_DIR=$home/python UV_NO_CACHE=1
"$home/tools/bin/uv" venv --quiet --python "@PYTHON@" "$home/venv"

packages=("$root/source")
requirements=$root/source/source/@ASSIGNMENT@/requirements.txt
if [[ -f $requirements ]]; then
    packages+=(--requirement "$requirements")
fi
"$home/tools/bin/uv" pip install --quiet --python "$home/venv/bin/python" \
    --constraint "$root/source/constraints.txt" "${packages[@]}"

# For the log of the build. What counts is what holds where submissions are graded.
"$home/venv/bin/autograder" doctor || true

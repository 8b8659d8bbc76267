#!/bin/sh
# Make .venv with the first Python from 3.11 to 3.14 that runs (PYTHON=... in the environment decides instead).
set -eu

suits() { # a pyenv shim may exist and not run, so each candidate is run
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
    suits "$python" || continue
    echo "Making .venv with $("$python" --version)"
    # Debian splits ensurepip off; where it is missing, the system's own pip can fill the new environment.
    "$python" -c 'import ensurepip' 2>/dev/null && exec "$python" -m venv .venv
    "$python" -m venv --without-pip .venv
    "$python" -m pip --python .venv/bin/python install -qq pip && exit 0
    rm -rf .venv
    echo "$python has neither ensurepip nor pip. Install Debian's python3-venv, or set PYTHON to another Python." >&2
    exit 1
done
echo "No Python from 3.11 to 3.14 was found (tried: ${PYTHON:-python3 python3.11 to python3.14 python}). Install one, or set PYTHON to its path." >&2
exit 1

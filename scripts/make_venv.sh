#!/usr/bin/env bash
# make_venv.sh DIRECTORY: a virtual environment there with Python 3.11 or newer. PYTHON chooses another one.
set -euo pipefail

directory=$1
. "$(dirname "$0")/apt_install.sh"

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

can_make_venv() {
    # Debian keeps both in a package of their own; venv alone imports without it.
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    echo "No Python 3.11 or newer was found as ${PYTHON:-python3}. Install one, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi
if ! can_make_venv "$python"; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    apt_install "the module that makes a virtual environment" "$package"
fi

# --clear: what an interrupted run left behind is no environment.
"$python" -m venv --clear "$directory"

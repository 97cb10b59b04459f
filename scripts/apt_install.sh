# Sourced by the scripts beside it: installs Debian packages when that needs no question.

# apt_install WHY PACKAGE... : 0 when installed; else names the command on stderr and returns 1.
apt_install() {
    local why=$1
    shift
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing: $why. Install what your system calls: $*" >&2
        return 1
    fi

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true >/dev/null 2>&1; then
            printf 'Missing: %s. To install it:\n    sudo apt-get install %s\n' "$why" "$*" >&2
            return 1
        fi
        as_root=(sudo -n)
    fi

    echo "Installing $why: $*" >&2
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
    local log
    log=$(mktemp)
    # An update can fail where an install still works, from a list or a cache that is there.
    if { "${apt[@]}" update || true; "${apt[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
    printf 'Could not install %s. To try by hand:\n    sudo apt-get update && sudo apt-get install %s\n' "$why" "$*" >&2
    return 1
}

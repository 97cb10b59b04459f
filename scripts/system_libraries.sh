#!/usr/bin/env bash
# system_libraries.sh [test]: what no wheel carries: the libraries that Qt's window needs on Linux and,
# for the tests, a display without a screen. Installs what is missing or names the command.
# Exit status 1 when something is still missing: the callers go on without it as far as they can.
set -euo pipefail

[ "$(uname -s)" = Linux ] || exit 0
. "$(dirname "$0")/apt_install.sh"

# Library, and the Debian package that holds it.
libraries='
libEGL.so.1             libegl1
libGL.so.1              libgl1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libglib-2.0.so.0        libglib2.0-0
libgssapi_krb5.so.2     libgssapi-krb5-2
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-sync.so.1        libxcb-sync1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
'

# ldconfig is outside an ordinary user's PATH on Debian.
known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p)
missing=()
while read -r library package; do
    if [ -n "$library" ] && ! grep -qF "$library " <<<"$known"; then
        missing+=("$package")
    fi
done <<<"$libraries"
if [ "${#missing[@]}" -gt 0 ]; then
    # Without a font a window shows boxes.
    command -v fc-match >/dev/null 2>&1 || missing+=(fontconfig fonts-dejavu-core)
fi

display=()
if [ "${1-}" = test ] && ! command -v Xvfb >/dev/null 2>&1; then
    display=(xvfb)
fi

[ $((${#missing[@]} + ${#display[@]})) -eq 0 ] ||
    apt_install "system libraries for the window" "${missing[@]}" "${display[@]}"

# Sourced by bin/run and bin/test: sets $python to an interpreter of 3.11 or newer, or ends with one sentence.
# One that can make virtual environments by itself is preferred; the environment's own is taken when it is finished.
python=
if [ -f "$here/../.venv/.finished" ] && [ -x "$here/../.venv/bin/python" ]; then
    python=$here/../.venv/bin/python
else
    second_best=
    for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
        found=$(command -v "$candidate" 2>/dev/null) || continue
        "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        if "$found" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$found
            break
        fi
        [ -n "$second_best" ] || second_best=$found
    done
    [ -n "$python" ] || python=$second_best
fi
if [ -z "$python" ]; then
    echo "Qazvolunteer needs Python 3.11 or newer, and none was found in PATH: install python3 (on Debian or Ubuntu: apt-get install python3 python3-venv) and start this again." >&2
    exit 1
fi

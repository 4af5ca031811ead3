#!/bin/sh
# Pictures of the running program with its sample chat: those of the documents, or, given a
# folder, of every page into it.
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/orakul-XXXXXX")
chmod 755 "$folder"
log=$folder/log
ORAKUL_ADMIN_EMAIL=admin@example.org ORAKUL_ADMIN_PASSWORD=for-the-pictures \
    .venv/bin/orakul up --port 0 --data "$folder/data" >"$log" 2>&1 &
process=$!
trap 'kill -INT $process 2>/dev/null; wait $process 2>/dev/null; rm -rf "$folder"' EXIT
address=
for _ in $(seq 600); do
    address=$(sed -n 's/^Orakul is ready at \([^ ]*\).*/\1/p' "$log")
    [ -n "$address" ] && break
    kill -0 $process 2>/dev/null || { cat "$log" >&2; exit 1; }
    sleep 0.1
done
sleep 8 # the sample is read
.venv/bin/python -m scripts.screenshots "$address" admin@example.org for-the-pictures "$@"

#!/bin/sh
# Follow what happens, with nothing but curl: one event a line, as JSON.
#
#   ORAKUL_URL=http://127.0.0.1:8000 ORAKUL_TOKEN=… follow.sh [id of the last event seen]
#
# A stream ends now and then, on purpose. It is opened again, and the last id is sent along.
set -eu
seen=$(mktemp)
trap 'rm -f "$seen"' EXIT
trap 'exit 1' INT TERM
printf '%s' "${1:-}" >"$seen"
while :; do
    curl --no-buffer --silent --fail \
        --header "Authorization: Bearer $ORAKUL_TOKEN" \
        --header "Last-Event-ID: $(cat "$seen")" \
        "$ORAKUL_URL/api/events/stream?topic=messages" |
        while IFS= read -r line; do
            case $line in
                "event: "*) name=${line#event: } ;;  # gap or end; events have no name
                "id: "*) id=${line#id: } ;;
                "data: "*) [ -n "${name:-}" ] || printf '%s\n' "${line#data: }" ;;
                "") [ -z "${id:-}" ] || printf '%s' "$id" >"$seen"; name= ;;
            esac
        done
    sleep 1
done

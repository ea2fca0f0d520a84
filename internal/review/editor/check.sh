#!/usr/bin/env bash
# Holds the committed editor bundle and htmx to what their sources give: builds them
# in a folder of its own with the locked packages and compares byte by byte.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/editor" "$work/static"
cp editor.js package.json package-lock.json .npmrc "$work/editor/"
(cd "$work/editor" && npm ci --no-progress >&2 && npm run build >&2)
dist=$work/editor/node_modules/htmx.org/dist
cp "$dist/htmx.min.js" "$work/static/"
status=0
for file in editor.js htmx.min.js; do
  if cmp -s "$work/static/$file" "../static/$file"; then
    echo "$file: as built"
  else
    echo "$file: differs from what npm ci && npm run build gives; copy it from there" >&2
    status=1
  fi
done
exit $status

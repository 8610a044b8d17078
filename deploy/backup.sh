#!/usr/bin/env bash
# Writes a backup into $BACKUPS, restores it for trial in $WORK, and removes those older than $KEEP_DAYS: only after a whole one.
set -euo pipefail
: "${BACKUPS:?where backups go}" "${KEEP_DAYS:=14}" "${WORK:=${TMPDIR:-/tmp}}"
cd "$(dirname "$0")/.."
folder="$BACKUPS/$(date +%Y-%m-%dT%H%M%S)"
dianhu() { node_modules/.bin/node app/cli.ts "$@"; }
mkdir -p "$WORK"
# What a trial left that was cut off.
find "$WORK" -mindepth 1 -maxdepth 1 -type d -name 'dianhu-drill-*' -user "$(id -un)" -mtime +0 -exec rm -rf {} +
dianhu backup "$folder"
dianhu restore "$folder" --drill --work "$WORK"
find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '20*T*' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
echo "kept: $folder"

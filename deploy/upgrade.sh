#!/usr/bin/env bash
# upgrade.sh RELEASE: makes /opt/dianhu/RELEASE the one that runs. Every unit of SERVICES is stopped, the database backed up
# and migrated, and every unit started; where one does not stay up, or the product does not become ready, the database is
# restored from that backup and the former release runs again.
# upgrade.sh --roll-back BACKUP RELEASE does the second half by hand: what was entered since the backup is in the database put aside.
set -euo pipefail
: "${ROOT:=/opt/dianhu}" "${BACKUPS:=/var/backups/dianhu}" "${ENV_FILE:=/etc/dianhu/dianhu.env}" "${RUN_AS:=dianhu}"
: "${SERVICE:=systemctl}" "${READY_SECONDS:=180}"
set -a; . "$ENV_FILE"; set +a
read -ra units <<< "${SERVICES:=dianhu}"

as_dianhu() { if [ "$(id -un)" = "$RUN_AS" ]; then "$@"; else runuser -u "$RUN_AS" -- "$@"; fi; }
dianhu() { local release=$1; shift; (cd "$ROOT/$release" && as_dianhu node_modules/.bin/node app/cli.ts "$@"); }
point() { ln -sfn "$ROOT/$1" "$ROOT/next" && mv -fT "$ROOT/next" "$ROOT/current"; }
is_ready() {
  "$ROOT/current/node_modules/.bin/node" --input-type=module -e '
    const [url, seconds] = process.argv.slice(1)
    const until = Date.now() + 1000 * seconds
    while (!(await fetch(url, { signal: AbortSignal.timeout(5000) }).then((answer) => answer.ok, () => false))) {
      if (Date.now() > until) process.exit(1)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }' "http://${HOST:-127.0.0.1}:${PORT:-8080}/readyz" "$READY_SECONDS"
}
# One that dies at once is started again and again: it has to be there each time.
are_active() {
  for _ in 1 2 3; do
    for unit in "${units[@]}"; do
      "$SERVICE" is-active --quiet "$unit" || { echo "$unit does not stay up" >&2; return 1; }
    done
    sleep 2
  done
}
start_all() { "$SERVICE" start "${units[@]}" && is_ready && are_active; }
# A unit that goes on would write into the database between the backup and the migration.
refuse_unnamed() {
  local running
  for running in $("$SERVICE" list-units --plain --no-legend --state=active,activating 'dianhu.service' 'dianhu@*.service' | awk '{ print $1 }'); do
    [[ " ${units[*]} " == *" ${running%.service} "* ]] || { echo "$running runs, and SERVICES in $ENV_FILE does not name it" >&2; exit 2; }
  done
}
# What was there is kept aside, under the name that the restore tells.
roll_back() {
  local backup=$1 release=$2
  "$SERVICE" stop "${units[@]}"
  # Called within a condition, where a failure does not end the script by itself: the old release cannot read the newer database.
  dianhu "$release" restore "$backup" --aside || return 1
  point "$release"
  start_all
}

refuse_unnamed
if [ "${1:-}" = --roll-back ]; then
  roll_back "$2" "$3" && echo "runs again: $3, as it was in $2"
  exit
fi
new=${1:?which release, a folder in $ROOT}
old=$(basename "$(readlink -f "$ROOT/current")")
[ -d "$ROOT/$new" ] || { echo "no $ROOT/$new" >&2; exit 2; }
[ "$new" != "$old" ] || { echo "$new runs already" >&2; exit 2; }
backup="$BACKUPS/$(date +%Y-%m-%dT%H%M%S)-before-$new"
"$SERVICE" stop "${units[@]}"
# Nothing is entered between the backup and the new release.
if ! dianhu "$old" backup "$backup"; then "$SERVICE" start "${units[@]}"; exit 1; fi
if dianhu "$new" migrate && point "$new" && start_all; then
  echo "runs: $new; to go back: $0 --roll-back $backup $old"
  exit 0
fi
echo "$new does not become ready; going back to $old" >&2
roll_back "$backup" "$old" && echo "runs again: $old" >&2
exit 1

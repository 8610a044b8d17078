#!/usr/bin/env bash
# upgrade.sh RELEASE: makes /opt/dianhu/RELEASE the one that runs. It is stopped, backed up, migrated and started; where the new
# one does not become ready, the database is restored from that backup and the former release runs again.
# upgrade.sh --roll-back BACKUP RELEASE does the second half by hand: what was entered since the backup is in the database put aside.
set -euo pipefail
: "${ROOT:=/opt/dianhu}" "${BACKUPS:=/var/backups/dianhu}" "${ENV_FILE:=/etc/dianhu/dianhu.env}" "${RUN_AS:=dianhu}"
: "${SERVICE:=systemctl}" "${READY_SECONDS:=180}"
set -a; . "$ENV_FILE"; set +a

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
# What was there is kept aside, under the name that the restore tells.
roll_back() {
  local backup=$1 release=$2
  "$SERVICE" stop dianhu
  dianhu "$release" restore "$backup" --aside
  point "$release"
  "$SERVICE" start dianhu
  is_ready
}

if [ "${1:-}" = --roll-back ]; then
  roll_back "$2" "$3" && echo "runs again: $3, as it was in $2"
  exit
fi
new=${1:?which release, a folder in $ROOT}
old=$(basename "$(readlink -f "$ROOT/current")")
[ -d "$ROOT/$new" ] || { echo "no $ROOT/$new" >&2; exit 2; }
[ "$new" != "$old" ] || { echo "$new runs already" >&2; exit 2; }
backup="$BACKUPS/$(date +%Y-%m-%dT%H%M%S)-before-$new"
"$SERVICE" stop dianhu
# Nothing is entered between the backup and the new release.
if ! dianhu "$old" backup "$backup"; then "$SERVICE" start dianhu; exit 1; fi
if dianhu "$new" migrate && point "$new" && "$SERVICE" start dianhu && is_ready; then
  echo "runs: $new; to go back: $0 --roll-back $backup $old"
  exit 0
fi
echo "$new does not become ready; going back to $old" >&2
roll_back "$backup" "$old" && echo "runs again: $old" >&2
exit 1

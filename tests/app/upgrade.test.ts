import { type SpawnOptions, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { readConfig } from '../../app/config.ts'
import { systemCtx } from '../../db/context.ts'
import { findFreePort } from '../../db/embedded.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { administer, useDatabase } from '../support/database.ts'

const top = new URL('../..', import.meta.url).pathname
const deploy = join(top, 'deploy')

/** A service manager of a few words, for a machine that has none: `dianhu` is the web, `dianhu@worker` the worker. */
const SERVICE = `#!/usr/bin/env bash
set -eu
set -a; . "$ENV_FILE"; set +a
act=$1; shift
if [ $act = list-units ]; then
  for pid in "$ROOT"/units/*; do [ ! -e "$pid" ] || echo "$(basename "$pid").service loaded active running"; done
  exit 0
fi
for unit in "$@"; do
  pid="$ROOT/units/$unit"; role=\${unit#*@}; home=$DIANHU_HOME/$role
  [ $role != dianhu ] || { role=web; home=$DIANHU_HOME; }
  case $act in
    start) mkdir -p "$home"; [ $role = web ] || ln -sfn ../identity-key "$home/"
      (cd "$ROOT/current" && PORT=$([ $role = web ] && echo $PORT || echo 0) exec node_modules/.bin/node app/cli.ts start --role $role --home "$home") > "$ROOT/log-$role" 2>&1 &
      echo $! > "$pid";;
    stop) [ -e "$pid" ] || continue; kill "$(cat "$pid")" 2>/dev/null || true
      while kill -0 "$(cat "$pid")" 2>/dev/null; do sleep 0.1; done; rm "$pid";;
    is-active) [ $unit = --quiet ] || kill -0 "$(cat "$pid")";;
  esac
done
`

describe('an upgrade of a real machine', () => {
  const database = useDatabase()
  let root = ''
  let env: NodeJS.ProcessEnv = {}

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'dianhu-upgrade-'))
    const port = await findFreePort()
    // A database of one's own, as on a company's server: migrated by the release that runs.
    const name = `site_${port}`
    await administer(`create database ${name}`)
    const url = new URL(database.url)
    url.pathname = `/${name}`
    await layRelease('one')
    await layRelease('two')
    await layRelease('broken')
    await layRelease('lame')
    await breakRelease('broken', "process.argv[2] !== 'migrate'")
    await breakRelease('lame', "process.argv.includes('worker')")
    await symlink(join(root, 'one'), join(root, 'current'))
    await mkdir(join(root, 'backups'))
    await mkdir(join(root, 'units'))
    await writeFile(join(root, 'service'), SERVICE, { mode: 0o755 })
    await writeFile(
      join(root, 'env'),
      `DIANHU_HOME=${root}/home\nDATABASE_URL=${url}\nDIANHU_TOWN=0\nPORT=${port}\nDIANHU_LOG_LEVEL=error\nMQTT_PORT=0\nSERVICES="dianhu dianhu@worker"\n`,
    )
    env = {
      ...process.env,
      ...{ ROOT: root, BACKUPS: join(root, 'backups'), ENV_FILE: join(root, 'env'), RUN_AS: userInfo().username },
      ...{ SERVICE: join(root, 'service'), READY_SECONDS: '60', DATABASE_URL: url.toString(), HOME_PORT: `${port}` },
    }
    await run(join(root, 'service'), ['start', 'dianhu', 'dianhu@worker'])
    await vi.waitFor(async () => expect(await isReady()).toBe(true), { timeout: 100_000, interval: 200 })
    const pool = createPool(url.toString(), 2)
    const ctx = systemCtx(poolDb(pool), new Date('2026-03-01T08:00:00+08:00'), 'test')
    await layNetwork(ctx)
    await addPerson(ctx, 'lin')
    await pool.end()
  })
  afterAll(async () => {
    await run(join(root, 'service'), ['stop', 'dianhu', 'dianhu@worker', 'dianhu@collector'])
    const { rows } = await query("select datname from pg_database where datname like 'site!_%' escape '!'")
    for (const { datname } of rows) await administer(`drop database "${datname}" with (force)`)
    await rm(root, { recursive: true, force: true })
  })

  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: env.DATABASE_URL })
    await client.connect()
    return client.query(sql).finally(() => client.end())
  }
  const addPerson = (ctx: Parameters<typeof addUser>[0], username: string) =>
    addUser(ctx, {
      ...{ username, name: username, roles: ['intake'], organisationPath: 'X.', password: 'A long enough password 1' },
    })
  const units = () => readdir(join(root, 'units'))
  const users = async () =>
    (await query('select username from app_user where not demo order by 1')).rows.map((row) => row.username)
  const current = async () => readlink(join(root, 'current'))
  const isReady = () =>
    fetch(`http://127.0.0.1:${env.HOME_PORT}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
  async function run(file: string, args: string[], options: SpawnOptions = {}) {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    const told = Promise.all([text(child.stdout as never), text(child.stderr as never)])
    const code = await ended
    return { code, told: (await told).join('') }
  }
  const upgrade = (...args: string[]) => run(join(deploy, 'upgrade.sh'), args)

  async function layRelease(release: string): Promise<void> {
    await mkdir(join(root, release))
    for (const name of await readdir(top)) {
      if (!name.startsWith('.') && name !== 'tests') await symlink(join(top, name), join(root, release, name))
    }
  }
  /** Its migration changes the database and tells who still runs; then what `dies` says does not stay up. */
  async function breakRelease(release: string, dies: string): Promise<void> {
    await rm(join(root, release, 'app'))
    await rm(join(root, release, 'db'))
    await cp(join(top, 'db'), join(root, release, 'db'), { recursive: true })
    await writeFile(
      join(root, release, 'db/migrations/9999_broken.sql'),
      "delete from app_user where username = 'lin';",
    )
    await cp(join(top, 'app'), join(root, release, 'app'), {
      recursive: true,
      filter: (path) => !path.includes('/web/dist'),
    })
    const cli = join(root, release, 'app/cli.ts')
    const source = await readFile(cli, 'utf8')
    await writeFile(
      cli,
      `${source.replace(/^#!.*/, '')}
      import { readdirSync, writeFileSync } from 'node:fs'
      if (process.argv[2] === 'migrate') writeFileSync('${root}/running', readdirSync('${root}/units').join())`,
    )
    await writeFile(join(root, release, 'app/gate.ts'), `if (${dies}) process.exit(1)`)
    await writeFile(cli, `import './gate.ts'\n${await readFile(cli, 'utf8')}`)
  }

  test('runs the new release on the same data, with a backup of before', async () => {
    const { code, told } = await upgrade('two')
    expect(told).toContain('runs: two')
    expect(code).toBe(0)
    expect(await current()).toBe(join(root, 'two'))
    expect(await isReady()).toBe(true)
    expect(await units()).toEqual(['dianhu', 'dianhu@worker'])
    expect(await users()).toEqual(['lin'])
    expect(await readdir(join(root, 'backups'))).toEqual([expect.stringMatching(/-before-two$/)])
  })

  test('goes back to the former release and its data where the new one does not start, and keeps the other aside', async () => {
    env.READY_SECONDS = '20'
    const { code, told } = await upgrade('broken')
    expect(told).toContain('broken does not become ready; going back to two')
    expect(told).toContain('runs again: two')
    expect(code).toBe(1)
    expect(await current()).toBe(join(root, 'two'))
    expect(await isReady()).toBe(true)
    expect(await users()).toEqual(['lin'])
    const { rows } = await query("select datname from pg_database where datname like 'site!_%!_%' escape '!'")
    expect(rows).toHaveLength(1)
    expect(told).toContain(rows[0].datname)
  })

  test('goes back with all of its units where one of them does not stay up, and none runs while it migrates', async () => {
    const { code, told } = await upgrade('lame')
    expect(told).toContain('dianhu@worker does not stay up')
    expect(told).toContain('runs again: two')
    expect(code).toBe(1)
    expect(await readFile(join(root, 'running'), 'utf8')).toBe('')
    expect([await current(), await isReady(), await units()]).toEqual([
      join(root, 'two'),
      true,
      ['dianhu', 'dianhu@worker'],
    ])
    expect(await users()).toEqual(['lin'])
  })

  test('refuses while a unit runs that it would not stop', async () => {
    await run(join(root, 'service'), ['start', 'dianhu@collector'])
    expect(await upgrade('one')).toMatchObject({
      code: 2,
      told: expect.stringMatching(/^dianhu@collector.service runs/),
    })
    await run(join(root, 'service'), ['stop', 'dianhu@collector'])
    expect(await isReady()).toBe(true)
  })

  test('refuses a release that is not there, and one that runs, and stops nothing', async () => {
    expect(await upgrade('three')).toMatchObject({ code: 2 })
    expect(await upgrade('two')).toMatchObject({ code: 2, told: 'two runs already\n' })
    expect(await isReady()).toBe(true)
  })

  test('the settings of its file are ones that the product has', async () => {
    const lines = (await readFile(join(deploy, 'dianhu.env'), 'utf8'))
      .split('\n')
      .filter((line) => /^#?[A-Z]/.test(line))
    const settings = Object.fromEntries(lines.map((line) => line.replace('#', '').split(/=(.*)/).slice(0, 2)))
    const config = readConfig([], settings)
    expect(config).toMatchObject({
      town: false,
      trustProxy: true,
      host: '127.0.0.1',
      port: 8080,
      home: '/var/lib/dianhu',
    })
    const source = await readFile(join(top, 'app/config.ts'), 'utf8')
    const { SERVICES, ...ofProduct } = settings
    expect(await readFile(join(deploy, 'upgrade.sh'), 'utf8')).toContain('${SERVICES:=')
    for (const name of Object.keys(ofProduct)) expect(source).toContain(`'${name}'`)
  })
})

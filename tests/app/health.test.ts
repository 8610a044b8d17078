import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Health } from '../../app/health/contract.ts'
import { findHealth } from '../../app/health/health.ts'
import {
  lagOf,
  type Standby,
  stateOfBackup,
  stateOfBroker,
  stateOfCertificate,
  stateOfClock,
  stateOfConnections,
  stateOfDisk,
  stateOfEvents,
  stateOfJobs,
  stateOfMigrations,
  stateOfReplication,
  stateOfTerminals,
} from '../../app/health/rules/states.ts'
import { startJobs } from '../../app/jobs.ts'
import { departments } from '../../app/main.ts'
import { recordAudit } from '../../db/audit.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

const GIB = 1024 ** 3
const now = new Date('2026-03-10T09:00:00+08:00')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

describe('a part', () => {
  test.each([
    ['connections with room', stateOfConnections(10, 100), 'good'],
    ['connections that run short', stateOfConnections(80, 100), 'warn'],
    ['connections that are spent', stateOfConnections(95, 100), 'bad'],
    ['no standby', stateOfReplication(0, 0), 'none'],
    ['a standby that follows', stateOfReplication(1, 2), 'good'],
    ['a standby that lags', stateOfReplication(1, 31), 'warn'],
    ['a standby that is lost', stateOfReplication(1, 301), 'bad'],
    ['a schema of before', stateOfMigrations(1), 'bad'],
    ['a standby that does not tell', stateOfReplication(1, null), 'warn'],
    ['jobs that are done', stateOfJobs(0, 45), 'good'],
    ['a job that failed', stateOfJobs(1, 45), 'warn'],
    ['a worker that is gone', stateOfJobs(0, 601), 'bad'],
    ['no worker ever', stateOfJobs(0, null), 'bad'],
    ['an event that is parked', stateOfEvents(1, 0), 'warn'],
    ['events that nobody takes', stateOfEvents(0, 901), 'bad'],
    ['no terminal', stateOfTerminals(0, 0), 'none'],
    ['one of ten terminals off', stateOfTerminals(9, 10), 'good'],
    ['two of ten terminals off', stateOfTerminals(8, 10), 'warn'],
    ['every terminal off', stateOfTerminals(0, 10), 'bad'],
    ['a broker that holds back', stateOfBroker(1, 0), 'warn'],
    ['a broker that dropped', stateOfBroker(0, 1), 'bad'],
    ['a disk with room', stateOfDisk(50 * GIB, 100 * GIB), 'good'],
    ['a disk that fills', stateOfDisk(9 * GIB, 100 * GIB), 'warn'],
    ['a disk that is full', stateOfDisk(1 * GIB, 100 * GIB), 'bad'],
    ['no backup', stateOfBackup(null, now), 'warn'],
    ['a backup of last night', stateOfBackup(ago(9), now), 'good'],
    ['a backup of two days ago', stateOfBackup(ago(48), now), 'warn'],
    ['a backup of last week', stateOfBackup(ago(200), now), 'bad'],
    ['a clock that is right', stateOfClock(-1_000), 'good'],
    ['a clock that is off', stateOfClock(-2_001), 'warn'],
    ['a clock that is wrong', stateOfClock(30_001), 'bad'],
    ['no certificate', stateOfCertificate(null, now), 'none'],
    ['a certificate that ends soon', stateOfCertificate(ago(-24), now), 'warn'],
    ['a certificate that has ended', stateOfCertificate(now, now), 'bad'],
  ])('%s', (_name, state, expected) => expect(state).toBe(expected))
})

describe('the lag of standbys', () => {
  test.each<[string, Standby[], number | null]>([
    ['is that of the slowest', [tells(2, true), tells(40, true)], 40],
    ['is nought where all is played', [tells(null, false), tells(null, false)], 0],
    ['is unknown where one is behind and tells nothing', [tells(2, true), tells(null, true)], null],
    ['is unknown where the user may not look', [tells(null, null)], null],
    ['is nought of none', [], 0],
  ])('%s', (_name, standbys, lag) => expect(lagOf(standbys)).toBe(lag))
})

function tells(lagSeconds: number | null, isBehind: boolean | null): Standby {
  return { lagSeconds, isBehind }
}

describe('health', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'lin', ['agent'])
    site = await openSite(database, departments, now.toISOString())
    for (const name of ['guan', 'lin']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const look = async () => {
    const { body } = await ask(site, { method: 'GET', url: '/api/system/health', token: tokens.guan })
    const { parts } = body as Health
    return Object.fromEntries(parts.map((part) => [part.part, part]))
  }

  test('tells the operator how each part is', async () => {
    const parts = await look()
    expect(Object.keys(parts)).toHaveLength(12)
    expect(parts.database).toMatchObject({ state: 'good', figures: { bytes: expect.any(Number) } })
    expect(parts.migrations).toMatchObject({ state: 'good', figures: { missing: 0 } })
    expect(parts.jobs).toMatchObject({ state: 'bad', fault: 'worker-gone', figures: { seenAt: null } })
    expect(parts.backup).toMatchObject({ state: 'warn', figures: { latest: null } })
    const place = { home: tmpdir(), certificate: undefined, subscribers: [] }
    const here = await findHealth(database.ctx(now.toISOString()), place)
    const disk = here.parts.find(({ part }) => part === 'disk')
    expect(disk?.figures.freeBytes).toBeGreaterThan(0)
  })

  test('sees a worker that is at work, and one that gave no sign of life for a week though nothing failed', async () => {
    const ctx = database.ctx(now.toISOString())
    const boss = await startJobs({
      url: database.url,
      db: ctx.db,
      clock: () => now,
      jobs: [],
      log: { error: () => {} },
    })
    await expect.poll(async () => (await look()).jobs?.state, { timeout: 20_000 }).toBe('good')
    await boss.stop()
    await database.pool.query(`update job.version set cron_on = cron_on - interval '7 days'`)
    expect((await look()).jobs).toMatchObject({ state: 'bad', fault: 'worker-gone', figures: { failed: 0 } })
  }, 40_000)

  test.each([
    ['is not there', '/nowhere/broker.pem', 'ENOENT'],
    ['is no certificate', import.meta.filename, 'ERR_OSSL_PEM_NO_START_LINE'],
  ])('says in words that a certificate %s', async (_what, certificate, because) => {
    const place = { home: tmpdir(), certificate, subscribers: [] }
    const { parts } = await findHealth(database.ctx(now.toISOString()), place)
    expect(parts).toHaveLength(12)
    expect(parts.at(-1)).toMatchObject({
      ...{ part: 'certificate', state: 'bad', fault: 'certificate-unreadable' },
      figures: { file: certificate, because, endsAt: null },
    })
  })

  test('sees a backup, a migration that is missing, and events that nobody takes', async () => {
    await recordAudit(database.ctx('2026-03-10T01:00:00+08:00'), { action: 'backup.taken', subject: 'backup:x' })
    await database.pool.query(`delete from migration where number = 19`)
    await database.pool.query(
      `insert into event_cursor (subscriber) values ('billing.file-changes') on conflict do nothing`,
    )
    const [subscriber] = departments.flatMap(({ subscribers }) => subscribers)
    await database.pool.query('insert into event_cursor (subscriber) values ($1) on conflict do nothing', [
      subscriber?.name,
    ])
    await transact(database.ctx('2020-01-01T00:00:00Z'), (inner) =>
      publish(inner, subscriber?.kinds[0] ?? 'account.opened', {} as never),
    )
    const parts = await look()
    expect(parts.backup?.state).toBe('good')
    expect(parts.migrations).toMatchObject({ state: 'bad', figures: { missing: 1 } })
    expect(parts.events?.state).toBe('bad')
  })

  test('is for administrators; a load balancer learns one word', async () => {
    expect((await ask(site, { method: 'GET', url: '/api/system/health', token: tokens.lin })).status).toBe(403)
    expect(await ask(site, { method: 'GET', url: '/api/health' })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    })
    site.isReady = false
    const down = await ask(site, { method: 'GET', url: '/api/health' })
    expect([down.status, down.body]).toEqual([503, { status: 'degraded' }])
    site.isReady = true
  })
})

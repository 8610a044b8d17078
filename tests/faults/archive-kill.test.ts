import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { submitApplication } from '../../intake/applications.ts'
import { completeStep } from '../../intake/steps.ts'
import { openHousehold } from '../billing/households.ts'
import { ports } from '../intake/lin-xiaoman.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const program = fileURLToPath(new URL('archive.ts', import.meta.url))
const ACCOUNTS = 16
const now = '2025-03-20T18:00:00+08:00'

describe('kill -9 between an archive and what other departments make of it', () => {
  const database = useDatabase()
  const ids: number[] = []
  const at = (instant: string) => database.ctx(instant, { roles: ['intake', 'installer'], username: 'installer' })

  beforeAll(async () => {
    const network = await layNetwork(at('2025-01-01T00:00:00+08:00'))
    await database.pool.query(
      `insert into app_user (username, name, password_hash, roles, organisation_id)
       select 'installer', '装表员', 'x', '{installer}', id from organisation order by id limit 1`,
    )
    for (let n = 0; n < ACCOUNTS; n++) {
      const home = { name: `户${n}`, priceCode: 'SH-RES-TIER', energisedAt: '2025-03-01T00:00:00+08:00' }
      const { accountNo } = await openHousehold(at('2025-03-01T04:00:00Z'), network, home)
      const form = { lastDay: '2025-03-20' }
      const asked = { kind: 'closing' as const, accountNo, form, papers: [] }
      const { id } = await submitApplication(at('2025-03-12T09:00:00+08:00'), asked, ports)
      const accepted = { papersSeen: true, papers: [{ kind: 'identity' }] }
      await completeStep(at('2025-03-12T10:00:00+08:00'), id, { step: 'accept', version: 1, data: accepted }, ports)
      const meters = [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: (100 + n) * 1_000 } }]
      const data = { doneAt: '2025-03-20T10:00:00+08:00', person: 'installer', meters }
      await completeStep(at('2025-03-20T11:00:00+08:00'), id, { step: 'settlement', version: 2, data }, ports)
      ids.push(id)
    }
  })

  it('is as if it had not come: each account closed once, told once, billed to its last day once', async () => {
    for (const archived of [0, 2, 5, 8, 11]) {
      const child = start()
      await vi.waitFor(async () => expect(await count('archived')).toBeGreaterThan(archived), {
        timeout: 20_000,
        interval: 2,
      })
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
      child.kill('SIGKILL')
      await once(child, 'exit')
      // Killed in the middle, or this would prove nothing.
      expect(child.signalCode).toBe('SIGKILL')
      await vi.waitFor(async () => expect(await count('atWork')).toBe(0), { timeout: 10_000, interval: 20 })
      const closed = await count('closed')
      expect([await count('archived'), await count('told'), await count('heldCases')]).toEqual([
        closed,
        closed,
        ACCOUNTS - closed,
      ])
    }
    expect(await count('closed')).toBeLessThan(ACCOUNTS)
    const last = start()
    expect((await once(last, 'exit'))[0]).toBe(0)
    expect([await count('closed'), await count('archived'), await count('told')]).toEqual(Array(3).fill(ACCOUNTS))
    const { rows } = await database.pool.query(
      `select energy_wh::float8 / 1000 as kwh, period_to from bill where standing order by energy_wh`,
    )
    expect(rows).toEqual(Array.from({ length: ACCOUNTS }, (_, n) => ({ kwh: 100 + n, period_to: '2025-03-21' })))
    expect(await count('failed')).toBe(0)
  })

  function start(): ChildProcess {
    return spawn(process.execPath, [program, database.url, now, ...ids.map(String)], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }

  async function count(what: keyof typeof counts): Promise<number> {
    return (await database.pool.query(`select count(*)::int as n from ${counts[what]}`)).rows[0].n
  }
})

const counts = {
  closed: `account where closed_on = '2025-03-21'`,
  archived: `application where status = 'archived'`,
  told: `event where kind = 'application.archived'`,
  heldCases: 'account_case where closed_at is null',
  failed: 'event_failure',
  atWork: `pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
}

import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Verified } from '../../app/audit/chain.ts'
import { recordAudit, sealAuditDays } from '../../db/audit.ts'
import { useDatabase } from '../support/database.ts'

const top = new URL('../..', import.meta.url).pathname

describe('dianhu audit verify', () => {
  const database = useDatabase()
  const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']

  beforeAll(async () => {
    for (const day of days) {
      const ctx = database.ctx(`${day}T10:00:00+08:00`)
      await recordAudit(ctx, { action: 'contact.closed', subject: `contact:${day}` })
      await recordAudit({ ...ctx, scope: 'X.' }, { action: 'contact.closed', subject: 'contact:2' })
    }
    await sealAuditDays(database.ctx('2026-03-04T00:10:00+08:00'))
  })

  async function verify(...args: string[]) {
    const all = ['app/cli.ts', 'audit', 'verify', '--database-url', database.url, ...args]
    const child = spawn(process.execPath, all, { cwd: top })
    const exit = new Promise<number | null>((done) => child.on('close', done))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { code: await exit, out, err }
  }
  const asJson = async (...args: string[]) => {
    const { code, out } = await verify('--json', ...args)
    return { code, ...(JSON.parse(out) as Verified) }
  }
  const sealOf = async (day: string) => {
    const { rows } = await database.pool.query('select hash from audit_day where day = $1', [day])
    return `${day}:${rows[0]?.hash}`
  }

  test('proves a chain that is whole, with its open days and the seal to keep', async () => {
    const seal = await sealOf('2026-03-03')
    expect(await asJson()).toEqual({
      code: 0,
      whole: true,
      brokenOn: null,
      because: null,
      days: 3,
      entries: 6,
      openDays: ['2026-03-04'],
      latestSeal: { day: '2026-03-03', hash: seal.slice(11) },
    })
    expect(await asJson('--from', '2026-03-02', '--to', '2026-03-02')).toMatchObject({
      whole: true,
      days: 1,
      entries: 2,
    })
    const { code, out } = await verify('--from-seal', await sealOf('2026-03-02'))
    expect([code, out]).toEqual([0, expect.stringContaining('审计链完整')])
  })

  test.each([['2026-03-02'], ['2026-03-02:abc'], ['yesterday:'.padEnd(74, '0')]])(
    'takes %s for no seal',
    async (seal) => {
      expect((await verify('--from-seal', seal)).code).toBe(2)
    },
  )

  test('names the day of a change, and by a kept seal one that was sealed anew', async () => {
    const kept = await sealOf('2026-03-03')
    const { pool } = database
    for (const table of ['audit_entry', 'audit_day'])
      await pool.query(`alter table ${table} disable trigger ${table}_append_only`)
    await pool.query(`update audit_entry set actor = 'somebody else' where subject = 'contact:2026-03-02'`)
    expect(await asJson()).toMatchObject({ code: 1, whole: false, brokenOn: '2026-03-02', because: 'hash', days: 2 })
    await pool.query(`delete from audit_day where day >= '2026-03-02'`)
    await sealAuditDays(database.ctx('2026-03-04T00:10:00+08:00'))
    expect((await asJson()).whole).toBe(true)
    expect(await asJson('--from-seal', kept)).toMatchObject({ code: 1, brokenOn: '2026-03-03', because: 'seal' })
    await pool.query(`update audit_day set previous_hash = repeat('0', 64) where day = '2026-03-03'`)
    expect(await asJson()).toMatchObject({ brokenOn: '2026-03-03', because: 'link' })
  })
})

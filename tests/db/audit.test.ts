import { describe, expect, test } from 'vitest'
import { findBrokenAuditDay, recordAudit, sealAuditDays } from '../../db/audit.ts'
import { transact } from '../../db/pool.ts'
import { useDatabase } from '../support/database.ts'

describe('the audit trail', () => {
  const database = useDatabase()
  const on = (day: string) => database.ctx(`${day}T10:00:00+08:00`)

  test('is sealed day by day, each day upon the one before', async () => {
    await recordAudit(on('2026-03-01'), { action: 'phone.revealed', subject: 'bill:1' })
    await recordAudit(on('2026-03-02'), { action: 'phone.revealed', subject: 'bill:2' })
    await recordAudit(on('2026-03-03'), { action: 'phone.revealed', subject: 'bill:3' })
    expect(await sealAuditDays(on('2026-03-03'))).toEqual(['2026-03-01', '2026-03-02'])
    expect(await sealAuditDays(on('2026-03-03'))).toEqual([])
    expect(await findBrokenAuditDay(on('2026-03-03'))).toBeNull()
  })

  test('puts what is told late of a sealed day on the next open one', async () => {
    await recordAudit(on('2026-03-01'), { action: 'phone.revealed', subject: 'bill:late' })
    const { rows } = await database.pool.query(`select day from audit_entry where subject = 'bill:late'`)
    expect(rows).toEqual([{ day: '2026-03-03' }])
    expect(await findBrokenAuditDay(on('2026-03-03'))).toBeNull()
  })

  test('waits with the seal for what a transaction that is still open has entered', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    const slow = transact(on('2026-03-03'), async (inner) => {
      await recordAudit(inner, { action: 'phone.revealed', subject: 'bill:slow' })
      tell()
      await new Promise((resolve) => setTimeout(resolve, 200))
    })
    await told
    expect(await sealAuditDays(on('2026-03-04'))).toEqual(['2026-03-03'])
    await slow
    expect(await findBrokenAuditDay(on('2026-03-04'))).toBeNull()
  })

  test('refuses changes, and shows the day when one was forced', async () => {
    await expect(database.pool.query('delete from audit_entry')).rejects.toThrow('append-only')
    await database.pool.query('alter table audit_entry disable trigger audit_entry_append_only')
    await database.pool.query(`update audit_entry set subject = 'bill:9' where subject = 'bill:2'`)
    expect(await findBrokenAuditDay(on('2026-03-03'))).toBe('2026-03-02')
  })
})

import { describe, expect, test } from 'vitest'
import { findAccountFile, listReadableAccounts } from '../../db/customers/files.ts'
import { revealPhone, saveIdentity } from '../../db/customers/identities.ts'
import { searchAccounts } from '../../db/customers/search.ts'
import { listTimeline } from '../../db/timeline.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('the customer file', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-03-01T09:00:00+08:00', { roles: ['agent'] })

  test('holds a new account with its point, network and meter, and tells so once', async () => {
    const network = await layNetwork(ctx())
    const opened = await openChenGuilan(ctx(), network)
    const file = await findAccountFile(ctx(), { accountNo: opened.accountNo })
    expect(file).toMatchObject({
      accountNo: opened.accountNo,
      customerName: '陈桂兰',
      phone: '*******8000',
      status: 'active',
      openedOn: '2026-01-01',
      contractNo: 'HT-CHEN-1',
    })
    expect(opened.accountNo).toMatch(/^\d{13}$/)
    expect(file.points).toHaveLength(1)
    expect(file.points[0]).toMatchObject({
      district: '幸福小区1号公变',
      feeder: '10kV城东112线',
      substation: '110kV城东变',
      meter: { assetNo: 'M-CHEN-1', terminal: 'T-MODBUS-1', unitId: 1, ct: 1 },
    })
    const events = await database.pool.query(`select payload from event where kind = 'account.opened'`)
    expect(events.rows).toHaveLength(1)
    const timeline = await listTimeline(ctx(), { accountId: opened.accountId, limit: 10 })
    expect(timeline.map((entry) => entry.titleZh)).toEqual(['送电建档,开始用电'])

    await expect(findAccountFile(ctx(), { accountNo: opened.accountNo }, { asOf: '2025-12-31' })).rejects.toThrow(
      '没有找到户号',
    )
    await expect(
      findAccountFile(ctx(), { accountNo: opened.accountNo }, { knownAt: new Date('2026-02-01T00:00:00+08:00') }),
    ).rejects.toThrow('没有找到户号')
  })

  test.each([
    ['陈桂兰', 'name'],
    ['3幢502', 'address'],
    ['138-0013-8000', 'phone'],
    ['M-CHEN-1', 'meter'],
  ])('is found by %s', async (q, matchedBy) => {
    const hits = await searchAccounts(ctx(), { q, limit: 20 })
    expect(hits.map((hit) => [hit.customerName, hit.matchedBy])).toEqual([['陈桂兰', matchedBy]])
  })

  test('is closed to another station, another customer and a wildcard', async () => {
    const other = { ...ctx(), scope: 'X.X2.' }
    expect(await searchAccounts(other, { q: '陈桂兰', limit: 20 })).toEqual([])
    const stranger = database.ctx('2026-03-01T09:00:00+08:00', { roles: ['customer'], customerId: 999 })
    expect(await searchAccounts(stranger, { q: '陈桂兰', limit: 20 })).toEqual([])
    expect(await searchAccounts(ctx(), { q: '%%', limit: 20 })).toEqual([])
    const own = { ...ctx(), actor: { ...ctx().actor, customerId: 1 } }
    expect(await listReadableAccounts(own)).toHaveLength(1)
    expect(await listReadableAccounts({ ...own, scope: 'X.X2.' })).toEqual([])
  })

  test('takes a phone that becomes known later, with all that finds and masks it', async () => {
    const idNumber = '110105199003070007'
    const id = await saveIdentity(ctx(), { idNumber })
    expect(await saveIdentity(ctx(), { idNumber, phone: '139 0000 0007' })).toBe(id)
    expect(await saveIdentity(ctx(), { idNumber, phone: '13900000008' })).toBe(id)
    const stored = await database.pool.query(
      'select phone_tail as tail, phone_hash is not null as found from identity where id = $1',
      [id],
    )
    expect(stored.rows).toEqual([{ tail: '0007', found: true }])
  })

  test('keeps phones readable only through an audited reveal', async () => {
    const [hit] = await searchAccounts(ctx(), { q: '陈桂兰', limit: 1 })
    expect(await revealPhone(ctx(), hit?.accountId ?? 0)).toBe('13800138000')
    const audit = await database.pool.query(`select action from audit_entry where action = 'phone.revealed'`)
    expect(audit.rowCount).toBe(1)
    const stored = await database.pool.query('select phone_cipher from identity')
    expect(stored.rows[0].phone_cipher.toString('latin1')).not.toContain('13800138000')
  })

  test('refuses a meter that hangs elsewhere, naming the field, and changes nothing', async () => {
    const network = { organisationId: 2, districtId: 1, feederId: 1, terminalAssetNo: 'T-MODBUS-1' }
    const before = await database.pool.query('select count(*) from account')
    await expect(
      openChenGuilan(ctx(), network, { contract: { contractNo: 'HT-2', signedOn: '2026-01-01' } }),
    ).rejects.toMatchObject({
      code: 'METER_INSTALLED_ELSEWHERE',
      issues: [{ path: 'meter.assetNo' }],
    })
    const after = await database.pool.query('select count(*) from account')
    expect(after.rows).toEqual(before.rows)
  })

  test('never rewrites a known fact nor lets two hold at once', async () => {
    await expect(database.pool.query(`update account_term set class = 'commercial'`)).rejects.toThrow(
      'only ever closed',
    )
    await expect(database.pool.query('delete from account_term')).rejects.toThrow('only ever closed')
    await expect(
      database.pool.query(
        `insert into account_term (account_id, customer_id, class, contract_capacity_kva, running_capacity_kva, status,
           valid_from, known_from, changed_by, reason, case_ref)
         select account_id, customer_id, class, 9, 9, status, '2026-02-01', now(), 'test', 'x', 'x' from account_term`,
      ),
    ).rejects.toThrow('conflicting key value')
  })
})

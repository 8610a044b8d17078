import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { callSets } from '../../callcenter/call/parameters.ts'
import {
  answerContact,
  closeContact,
  draftContact,
  nameContactAccount,
  receiveCall,
} from '../../callcenter/contacts.ts'
import { keepView, leaveView, sweepViews } from '../../callcenter/presence/views.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'
const STRANGE = '13900000001'
const [LIN, WU] = ['aaaaaaaa', 'bbbbbbbb']

describe('who has the same file open', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let lin: Seat
  let wu: Seat
  let far: Seat
  let accountNo: string
  let accountId: number
  let stationId: number
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const customer = { kind: 'person' as const, name: '陈桂兰', phone: PHONE, idNumber: '33028119700101234x' }
    accountNo = (await openChenGuilan(ctx, network, { customer })).accountNo
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu', { roles: ['agent', 'lead'] })
    const { rows } = await database.pool.query(
      `select a.id as "accountId", o.id as "stationId", o.path from account a join organisation o on o.id = a.organisation_id`,
    )
    accountId = rows[0].accountId
    stationId = rows[0].stationId
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Z', '永春县供电公司', 'Z.')`,
    )
    far = await seat(database, 'far', { scope: 'Z.' })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'work_order', 'file_view', 'event')
  })

  const look = (who: Seat, view: string, time: string) => keepView(who.at(at(time)), accountNo, view)
  const others = async (time: string, who = wu) => (await look(who, who === wu ? WU : LIN, time)).others
  const told = async () =>
    Number((await database.pool.query(`select count(*) as n from event where kind = 'file.viewed'`)).rows[0].n)
  async function talk(phone = PHONE): Promise<number> {
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), {
      ...{ callId: `view-${++calls}`, callerPhone: phone },
    })
    return (await answerContact(lin.at(at('09:00:02')), contactId ?? 0)).id
  }

  test('is told by name and since when, and not of oneself', async () => {
    expect((await look(lin, LIN, '09:00:00')).others).toEqual([])
    await look(lin, LIN, '09:00:10')
    expect(await others('09:00:12')).toEqual([
      {
        ...{ userId: lin.id, name: 'lin', since: new Date(at('09:00:00')).toISOString() },
        ...{ isTalking: false, contact: null },
      },
    ])
    expect(await told()).toBe(2)
  })

  test('is told with the contact through which he talks about it, and that he writes it down after', async () => {
    const id = await talk()
    await look(lin, LIN, '09:00:03')
    expect(await others('09:00:04')).toMatchObject([
      { name: 'lin', isTalking: true, contact: { channel: 'voice', contactNo: expect.stringMatching(/^C2026/) } },
    ])
    await database.pool.query(`update contact set state = 'unwritten', line_ended_at = $2 where id = $1`, [
      id,
      at('09:01:00'),
    ])
    expect(await others('09:01:01')).toHaveLength(0)
    await look(lin, LIN, '09:01:02')
    expect(await others('09:01:03')).toMatchObject([{ isTalking: false, contact: { channel: 'voice' } }])
    await database.pool.query(
      `update contact set state = 'closed', category = 'other', summary = 'x', closed_at = $2 where id = $1`,
      [id, at('09:01:03')],
    )
    expect(await others('09:01:04')).toMatchObject([{ isTalking: false, contact: null }])
  })

  test('ends on leaving, and by itself when nobody renews it: others are told each time', async () => {
    await look(lin, LIN, '09:00:00')
    await leaveView(lin.at(at('09:00:05')), accountNo, LIN)
    await leaveView(lin.at(at('09:00:06')), accountNo, LIN)
    expect(await told()).toBe(2)
    expect(await others('09:00:07')).toEqual([])
    await look(lin, LIN, '09:01:00')
    await leaveView(wu.at(at('09:01:01')), accountNo, WU)
    await sweepViews(database.ctx(at('09:01:24')))
    expect(await others('09:01:24')).toHaveLength(1)
    await sweepViews(database.ctx(at('09:01:26')))
    expect(await others('09:01:26')).toEqual([])
    const { rows } = await database.pool.query('select user_id from file_view')
    expect(rows).toEqual([{ user_id: wu.id }])
  })

  test('on two screens is one colleague, and is there until the second is shut', async () => {
    await look(lin, LIN, '09:00:00')
    await look(lin, 'cccccccc', '09:00:05')
    expect(await others('09:00:06')).toMatchObject([{ since: new Date(at('09:00:00')).toISOString() }])
    await leaveView(lin.at(at('09:00:07')), accountNo, LIN)
    expect(await others('09:00:08')).toMatchObject([{ since: new Date(at('09:00:05')).toISOString() }])
  })

  test('is nothing for who may not read the file', async () => {
    await look(lin, LIN, '09:00:00')
    await expect(keepView(far.at(at('09:00:01')), accountNo, WU)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(leaveView(far.at(at('09:00:01')), accountNo, LIN)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await others('09:00:02')).toHaveLength(1)
  })

  test('is told to who has an unknown caller, but not through which contact', async () => {
    await look(wu, WU, '08:59:00')
    const id = await talk(STRANGE)
    const contact = await nameContactAccount(lin.at(at('09:00:03')), id, { accountNo, version: await versionOf(id) })
    expect(contact.level).toBe('none')
    await database.pool.query(
      `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, ranked_at, answered_at)
       values ('C1', 'counter', 'active', $1, $2, $3, $3, $3)`,
      [accountId, wu.id, at('08:59:00')],
    )
    await look(wu, WU, '09:00:04')
    expect(await others('09:00:05', lin)).toMatchObject([{ name: 'wu', isTalking: true, contact: null }])
  })

  async function versionOf(id: number): Promise<number> {
    return (await database.pool.query('select version from contact where id = $1', [id])).rows[0].version
  }
  const order = (contactId: number, kind: string, more: { unit?: number; username?: string } = {}) =>
    database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, organisation_id, address, description,
         opened_by, opened_at, contact_id, complained_unit_id, complained_username)
       select 'W1', s.id, 'lead', s.kind, 'normal', 'open', $2, '', '', 'lin', $3, $1, $5, $6
       from order_subkind s where s.kind = $4 order by s.id limit 1`,
      [contactId, stationId, at('09:00:05'), kind, more.unit ?? null, more.username ?? null],
    )

  test.each([
    ['what he writes', (id: number) => draftContact(lin.at(at('09:00:03')), id, { category: 'report', summary: '' })],
    ['the order that came of it', (id: number) => order(id, 'report')],
  ])('is not told of who looks for a report, by %s: nor by a live event', async (_, report) => {
    // The caller reports another's account: his own contact is about none.
    await report(await talk(STRANGE))
    await look(lin, LIN, '09:00:06')
    expect(await told()).toBe(0)
    expect(await others('09:00:07')).toEqual([])
    const before = await told()
    await leaveView(lin.at(at('09:00:08')), accountNo, LIN)
    expect(await told()).toBe(before)
  })

  test('is not told of what was a report after it is closed, as long as the screen stays', async () => {
    const id = await talk()
    await look(lin, LIN, '09:00:03')
    const version = await versionOf(id)
    await closeContact(lin.at(at('09:00:04')), id, { category: 'report', summary: '举报窃电', version })
    await look(lin, LIN, '09:00:05')
    expect(await others('09:00:06')).toEqual([])
  })

  test.each([
    ['the reader', { username: 'wu' }, []],
    ['somebody else', { username: 'zhou' }, ['lin']],
  ])('is told of a call that complains of %s only to who is not complained of', async (_, complained, names) => {
    const id = await talk()
    await order(id, 'complaint', complained)
    await look(lin, LIN, '09:00:06')
    // A colleague is told by asking: what everybody hears would tell the other too.
    expect(await told()).toBe(0)
    expect((await others('09:00:07')).map(({ name }) => name)).toEqual(names)
  })

  test('is not told to the unit that is complained of', async () => {
    const { path } = (await database.pool.query('select path from organisation where id = $1', [stationId])).rows[0]
    const near = await seat(database, 'near', { scope: path })
    await order(await talk(), 'complaint', { unit: stationId })
    await look(lin, LIN, '09:00:06')
    expect((await keepView(near.at(at('09:00:07')), accountNo, 'dddddddd')).others).toEqual([])
  })

  test('has a lease that is at least twice as long as the screens wait', () => {
    const { checkBeside } = callSets.find(({ name }) => name === 'call-rule')?.rows ?? {}
    const row = (rule: string, figure: number) => ({
      key: { rule },
      value: { figure: String(figure) },
      from: '2026-01-01',
      to: null,
    })
    const others = [row('file-renew-seconds', 10), row('file-lease-seconds', 25)] as never
    expect(checkBeside?.(row('file-lease-seconds', 19), others)).toMatchObject({ column: 'figure' })
    expect(checkBeside?.(row('file-lease-seconds', 20), others)).toBeUndefined()
    expect(checkBeside?.(row('file-renew-seconds', 13), others)).toMatchObject({ column: 'figure' })
  })
})

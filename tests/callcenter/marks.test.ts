import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, findContact, nameContactAccount, receiveCall } from '../../callcenter/contacts.ts'
import { findContactMarks, recordMarkAct } from '../../callcenter/marks/acts.ts'
import { markAct, newMark } from '../../callcenter/marks/contract.ts'
import {
  confirmMark,
  endLapsed,
  endMark,
  findAccountMarks,
  findMarks,
  markCaller,
} from '../../callcenter/marks/marks.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { nextAct } from '../../callcenter/rules/marks.ts'
import { markErasure } from '../../callcenter/sql/mark-erasures.ts'
import { callData } from '../../callcenter/sql/personal-data.ts'
import { listPersonalRows } from '../../db/personal-data.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const PHONE = '13800138000'
const STRANGE = '13900000001'

describe('a mark of a caller', () => {
  const database = useDatabase()
  const at = (time: string, day = '2026-03-10') => `${day}T${time}+08:00`
  let lin: Seat
  let ban: Seat
  let far: Seat
  let accountNo: string
  let customerId: number
  let calls = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const customer = { kind: 'person' as const, name: '陈桂兰', phone: PHONE, idNumber: '33028119700101234x' }
    accountNo = (await openChenGuilan(ctx, network, { customer })).accountNo
    customerId = (await database.pool.query('select customer_id as id from account_term limit 1')).rows[0].id
    lin = await seat(database, 'lin')
    ban = await seat(database, 'ban', { roles: ['agent', 'lead'] })
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Z', '永春县供电公司', 'Z.')`,
    )
    far = await seat(database, 'far', { roles: ['lead'], scope: 'Z.' })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'caller_mark', 'work_order', 'event')
  })

  async function talk(callerPhone = STRANGE): Promise<number> {
    await database.pool.query('delete from agent_state')
    await setMyState(lin.at(at('09:00:00')), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(at('09:00:01')), { callId: `mark-${++calls}`, callerPhone })
    return (await answerContact(lin.at(at('09:00:02')), contactId ?? 0)).id
  }
  const act = (id: number, input: object) => recordMarkAct(lin.at(at('09:00:05')), id, markAct.parse(input))
  const propose = (input: object, who = lin) =>
    markCaller(who.at(at('09:00:04')), newMark.parse({ mark: 'sensitive', reason: '曾因停电赔偿多次来电', ...input }))
  const seen = (id: number) => findContactMarks(lin.at(at('09:00:06')), id)
  const told = async () =>
    (await database.pool.query(`select payload from event where kind = 'caller-mark.changed'`)).rows.length
  const end = { act: 'end', note: '三次问候均无应答', noDanger: true }

  test('is proposed by an agent, of the number of his call, and confirmed by a lead for as long as the rule says', async () => {
    const mark = await propose({ contactId: await talk(), mark: 'abusive' })
    expect(mark).toMatchObject({
      state: 'proposed',
      accountNo: null,
      phone: `*******${STRANGE.slice(-4)}`,
      markedBy: 'lin',
      confirmedBy: null,
    })
    expect(mark.expiresAt).toBe(new Date(at('09:00:04', '2026-03-17')).toISOString())
    expect(await told()).toBe(1)
    await confirmMark(ban.at(at('10:00:00')), mark.id, undefined)
    expect((await findMarks(ban.at(at('10:00:01')))).marks).toMatchObject([
      {
        id: mark.id,
        state: 'confirmed',
        confirmedBy: 'ban',
        expiresAt: new Date(at('10:00:00', '2026-06-08')).toISOString(),
      },
    ])
    await expect(confirmMark(ban.at(at('10:00:02')), mark.id, undefined)).rejects.toMatchObject({
      code: 'MARK_CHANGED',
    })
    await endMark(ban.at(at('10:00:03')), mark.id, '客户已致歉')
    await expect(endMark(ban.at(at('10:00:04')), mark.id, '再次')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { rows } = await database.pool.query(
      `select marked_by, confirmed_by, ended_by, end_reason from caller_mark where id = $1`,
      [mark.id],
    )
    expect(rows).toEqual([{ marked_by: 'lin', confirmed_by: 'ban', ended_by: 'ban', end_reason: '客户已致歉' }])
    const acts = await database.pool.query('select action from audit_entry where subject = $1 order by id', [
      `caller-mark:${mark.id}`,
    ])
    expect(acts.rows.map(({ action }) => action)).toEqual([
      ...['caller-mark.proposed', 'caller-mark.confirmed', 'caller-mark.ended'],
    ])
  })

  test('of a few weeks is not due again as it is confirmed, but in the last third of its life', async () => {
    const { id } = await propose({ contactId: await talk(), mark: 'silent' })
    await confirmMark(ban.at(at('10:00:00')), id, undefined)
    const [mark] = (await findMarks(ban.at(at('10:00:01')))).marks
    expect(mark?.renewFrom).toBe(new Date(at('10:00:00', '2026-03-30')).toISOString())
    const early = confirmMark(ban.at(at('09:59:59', '2026-03-30')), id, undefined)
    await expect(early).rejects.toMatchObject({ code: 'MARK_CHANGED' })
    await confirmMark(ban.at(at('10:00:00', '2026-03-30')), id, undefined)
  })

  test.each([
    ['CONTACT_CHANGED', { contactId: 1_000_000 }, {}],
    ['NO_NUMBER', {}, {}],
    ['EVIDENCE_MISSING', { mark: 'life-support' }, { accountNo: true }],
    ['MARK_TOO_LONG', { mark: 'silent', days: 31 }, { accountNo: true }],
  ])('is refused with %s', async (code, input, more) => {
    const about = 'accountNo' in more ? { accountNo } : {}
    await expect(propose({ ...about, ...input })).rejects.toMatchObject({ code })
    expect((await database.pool.query('select 1 from caller_mark')).rows).toEqual([])
  })

  test('is there once: a second is refused, until the first is over', async () => {
    await propose({ accountNo })
    await expect(propose({ accountNo })).rejects.toMatchObject({ code: 'MARKED_ALREADY' })
    const later = markCaller(lin.at(at('09:00:05', '2026-03-17')), { accountNo, mark: 'sensitive', reason: '再次来电' })
    expect(await later).toMatchObject({ state: 'proposed' })
  })

  test('is of its unit: a lead of another neither sees, confirms nor ends it', async () => {
    const { id } = await propose({ accountNo })
    const silent = await propose({ contactId: await talk(), mark: 'silent' })
    expect((await findMarks(ban.at(at('09:00:05')))).marks).toHaveLength(2)
    expect((await findMarks(far.at(at('09:00:05')))).marks).toEqual([])
    for (const each of [id, silent.id]) {
      await expect(confirmMark(far.at(at('09:00:06')), each, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(endMark(far.at(at('09:00:06')), each, '不属本单位')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    await expect(propose({ accountNo }, far)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('of life-support is set by a lead with its paper, goes first from then on, and holds past its end until a lead has looked', async () => {
    const life = { mark: 'life-support', accountNo, reason: '家用呼吸机', evidence: '三甲医院诊断证明' }
    const reasons = async (day: string) => {
      const { contactId } = await receiveCall(database.ctx(at('09:10:00', day)), {
        ...{ callId: `life-${++calls}`, callerPhone: PHONE },
      })
      return (await findContact(database.ctx(at('09:10:00', day)), contactId ?? 0)).priorityReasons
    }
    const proposed = await propose(life)
    expect(await reasons('2026-03-10')).not.toContain('life-support')
    await endMark(ban.at(at('09:20:00')), proposed.id, '由班长设置')
    const mark = await propose(life, ban)
    expect(mark).toMatchObject({ state: 'confirmed', renewFrom: new Date(at('09:00:04', '2027-02-08')).toISOString() })
    expect(await reasons('2026-03-11')).toContain('life-support')
    const late = ban.at(at('09:00:00', '2027-03-11'))
    await endLapsed(late)
    expect(await reasons('2027-03-11')).toContain('life-support')
    await confirmMark(late, mark.id, 100)
    const { marks } = await findMarks(late)
    expect(marks.find(({ id }) => id === mark.id)?.expiresAt).toBe(new Date(at('09:00:00', '2027-06-19')).toISOString())
    await endMark(late, mark.id, '已搬离')
    expect(await reasons('2027-03-12')).not.toContain('life-support')
  })

  test('of an abuser takes nothing from his place, nor from his fault report', async () => {
    await propose({ accountNo, mark: 'abusive' }, ban)
    const { contactId } = await receiveCall(database.ctx(at('09:30:00')), { callId: 'rude', callerPhone: PHONE })
    const { rows } = await database.pool.query('select queued_at = ranked_at as same from contact where id = $1', [
      contactId,
    ])
    expect(rows).toEqual([{ same: true }])
    const order = { kind: 'fault-repair', subkind: 'low-voltage', urgency: 'urgent', form: {}, accountNo } as const
    expect(await openWorkOrder(lin.at(at('09:31:00')), { ...order, description: '电线落地' })).toMatchObject({
      urgency: 'urgent',
    })
  })

  test('shows with its procedure; why is said only once it is sure who speaks', async () => {
    await propose({ accountNo, reason: '与邻居有线路纠纷' }, ban)
    const id = await talk()
    expect((await seen(id)).marks).toEqual([])
    const { version } = await findContact(lin.at(at('09:00:03')), id)
    await nameContactAccount(lin.at(at('09:00:03')), id, { accountNo, version })
    const { marks, procedures } = await seen(id)
    expect(marks).toMatchObject([{ mark: 'sensitive', reason: null }])
    expect(procedures.find(({ mark }) => mark === 'sensitive')?.steps).toHaveLength(3)
    expect((await findAccountMarks(ban.at(at('09:00:06')), accountNo)).marks).toMatchObject([
      { reason: '与邻居有线路纠纷' },
    ])
  })

  test('of a silent caller: three greetings, and then the end; each in its order', async () => {
    const id = await talk()
    await expect(act(id, { mark: 'silent', ...end })).rejects.toMatchObject({ code: 'ACT_NOT_NEXT' })
    for (const done of [1, 2, 3]) {
      const { procedures } = await act(id, { mark: 'silent', act: 'greet' })
      expect(procedures.find(({ mark }) => mark === 'silent')).toMatchObject({ done, next: done < 3 ? 'greet' : 'end' })
    }
    await expect(act(id, { mark: 'silent', act: 'greet' })).rejects.toMatchObject({ code: 'ACT_NOT_NEXT' })
    expect((await act(id, { mark: 'silent', ...end })).mayAct).toBe(false)
    expect(await findContact(lin.at(at('09:00:07')), id)).toMatchObject({ state: 'unwritten' })
    const { rows } = await database.pool.query(
      `select detail ->> 'act' as act from contact_event where kind = 'mark-act' order by id`,
    )
    expect(rows.map((row) => row.act)).toEqual(['greet', 'greet', 'greet', 'end'])
    // The lead is told, and decides whether the number is marked.
    expect((await findMarks(ban.at(at('09:00:08')))).marks).toMatchObject([
      { mark: 'silent', state: 'proposed', reason: end.note, accountNo: null },
    ])
    await expect(act(id, { mark: 'silent', act: 'greet' })).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
  })

  test('of an abuser: warned twice before the line is ended, which says that no danger was told of', async () => {
    const id = await talk()
    await act(id, { mark: 'abusive', act: 'warn' })
    await expect(act(id, { mark: 'abusive', ...end })).rejects.toMatchObject({ code: 'ACT_NOT_NEXT' })
    await act(id, { mark: 'abusive', act: 'warn' })
    expect(markAct.safeParse({ mark: 'abusive', act: 'end', note: '继续辱骂' }).success).toBe(false)
    await act(id, { mark: 'abusive', ...end })
    expect((await findMarks(ban.at(at('09:00:08')))).marks).toHaveLength(1)
    const { rows } = await database.pool.query(
      `select 1 from audit_entry where action = 'caller-mark.call-ended' and subject = 'contact:' || $1`,
      [(await findContact(lin.at(at('09:00:09')), id)).contactNo],
    )
    expect(rows).toHaveLength(1)
  })

  test('is no affair of a call that another has', async () => {
    const id = await talk()
    const other = recordMarkAct(ban.at(at('09:00:05')), id, { mark: 'silent', act: 'greet' })
    await expect(other).rejects.toMatchObject({ code: 'CONTACT_CHANGED' })
    expect((await findContactMarks(ban.at(at('09:00:05')), id)).mayAct).toBe(false)
  })

  test('is told to its holder where he said it himself, and is a note among colleagues otherwise', async () => {
    for (const mark of ['life-support', 'abusive', 'sensitive', 'silent'])
      await propose({ accountNo, mark, evidence: '诊断证明' }, ban)
    const data = callData.find(({ kind }) => kind === 'marks')
    const rows = data && (await listPersonalRows(database.ctx(at('10:00:00'), { customerId }), data))
    expect(rows).toEqual([{ mark: '依靠供电维持生命', at: '2026-03-10', until: '2027-03-10' }])
  })

  test('is erased when it has been over for as long as the rule says, not before', async () => {
    const { id } = await propose({ contactId: await talk() })
    const over = (before: string) => ({ before: new Date(before), kept: [], keptOtherwise: [], most: 10 })
    const ctx = database.ctx(at('03:00:00', '2027-04-01'))
    expect(await markErasure.count(ctx, over(at('09:00:03', '2026-03-17')))).toBe(0)
    expect(await markErasure.erase(ctx, over(at('09:00:05', '2026-03-17')))).toBe(1)
    expect((await database.pool.query('select 1 from caller_mark where id = $1', [id])).rows).toEqual([])
  })
})

describe('the next act', () => {
  test.each([
    [['none', 'warn', 'warn', 'end'], 0, 'warn'],
    [['none', 'warn', 'warn', 'end'], 2, 'end'],
    [['none', 'warn', 'warn', 'end'], 3, null],
    [['none'], 0, null],
  ] as const)('of %j after %d is %s', (acts, done, next) => {
    expect(
      nextAct(
        acts.map((act) => ({ act })),
        done,
      ),
    ).toBe(next)
  })
})

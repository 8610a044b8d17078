import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eraseOver } from '../../app/keeping/retention.ts'
import { answerContact, closeContact } from '../../callcenter/contacts.ts'
import { callcenter, setMyState } from '../../callcenter/index.ts'
import { listenTo } from '../../callcenter/quality/recordings.ts'
import {
  appealSheet,
  decideAppeal,
  drawSheets,
  findResults,
  findSheet,
  judgeSheet,
  listMySheets,
  listSheets,
} from '../../callcenter/quality/sheets.ts'
import { type DrawnFrom, drawCalls, judge } from '../../callcenter/rules/quality.ts'
import { listRecordings } from '../../callcenter/sql/quality.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { hearAnswer } from '../../callcenter/telephony/hear.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const rules = { sharePercent: 5, newAgentPercent: 20, newAgentDays: 90, longSeconds: 600, shortSeconds: 15 }
const callOf = (contactId: number, change: Partial<DrawnFrom> = {}): DrawnFrom => ({
  ...{ contactId, agentId: 1, talkSeconds: 120, hasComplaint: false, isDissatisfied: false, agentDays: 400 },
  ...change,
})
const calls = (count: number, change: Partial<DrawnFrom> = {}) =>
  Array.from({ length: count }, (_, n) => callOf(n + 1, change))

describe('which calls are judged', () => {
  test('is a share of each agent, more of a new one, rounded up, and the same by the same seed', () => {
    const many = [
      ...calls(100),
      ...calls(40, { agentId: 2, agentDays: 10 }).map((call) => ({ ...call, contactId: call.contactId + 1000 })),
    ]
    const drawn = drawCalls(many, rules, 'seed')
    expect(drawn.filter(({ agentId }) => agentId === 1)).toHaveLength(5)
    expect(drawn.filter(({ reasons }) => reasons.includes('new-agent'))).toHaveLength(8)
    expect(drawCalls(many.toReversed(), rules, 'seed')).toEqual(drawn)
    expect(drawCalls(many, rules, 'another')).not.toEqual(drawn)
    expect(drawCalls(calls(3), rules, 'seed')).toHaveLength(1)
  })
  test.each([
    [{ hasComplaint: true }, 'complaint'],
    [{ isDissatisfied: true }, 'dissatisfied'],
    [{ talkSeconds: 601 }, 'long'],
    [{ talkSeconds: 14 }, 'short'],
  ])('holds each with %j', (change, reason) => {
    const drawn = drawCalls([...calls(50), callOf(99, change)], { ...rules, sharePercent: 0 }, 'seed')
    expect(drawn).toEqual([{ contactId: 99, agentId: 1, reasons: [reason] }])
  })
})

describe('what a call scores', () => {
  const items = [
    { code: 'a', points: 60, isFatal: false },
    { code: 'b', points: 20, isFatal: false },
    { code: 'f', points: 0, isFatal: true },
  ]
  const marksOf = (a: number, b: number, isMissed = false) => [
    { code: 'a', points: a, isMissed: false },
    { code: 'b', points: b, isMissed: false },
    { code: 'f', points: 0, isMissed },
  ]
  test.each([
    [marksOf(60, 20), { ok: true, score: 100, isFatal: false }],
    [marksOf(45, 11), { ok: true, score: 70, isFatal: false }],
    [marksOf(60, 20, true), { ok: true, score: 0, isFatal: true }],
    [marksOf(61, 20), { ok: false, because: 'TOO_MANY_POINTS', code: 'a' }],
    [marksOf(60, 20).slice(0, 2), { ok: false, because: 'ITEM_MISSING', code: 'f' }],
    [
      [...marksOf(60, 20), { code: 'x', points: 0, isMissed: false }],
      { ok: false, because: 'ITEM_STRANGE', code: 'x' },
    ],
    [
      [...marksOf(60, 20), { code: 'b', points: 1, isMissed: false }],
      { ok: false, because: 'ITEM_STRANGE', code: 'b' },
    ],
  ])('is of a hundred, and nothing where a fatal item is missed: %#', (marks, expected) => {
    expect(judge(items, marks)).toEqual(expected)
  })
})

describe('recorded calls', () => {
  const database = useDatabase()
  const START = new Date('2026-03-10T10:00:00+08:00')
  const LATER = '2026-03-11T09:00:00+08:00'
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let lin: Seat
  let chen: Seat
  let mei: Seat
  let ping: Seat
  let lead: Seat
  let foreign: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    lin = await seat(database, 'lin')
    chen = await seat(database, 'chen')
    mei = await seat(database, 'mei', { roles: ['quality', 'agent'] })
    ping = await seat(database, 'ping', { roles: ['quality'] })
    lead = await seat(database, 'lead', { roles: ['lead'] })
    foreign = await seat(database, 'foreign', { roles: ['quality'], scope: 'Y.' })
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'quality_draw',
      'quality_sheet',
      'quality_mark',
      'contact',
      'contact_event',
      'contact_recording',
      'agent_state',
      'telephony_command',
      'telephony_cursor',
      'work_order',
    )
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one' })
    connector = new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now(), port: engine },
      onFault: (fault) => {
        throw fault
      },
    })
  })

  const now = () => schedule.now().toISOString()
  async function pass(seconds: number): Promise<void> {
    schedule.advanceTo(new Date(schedule.now().getTime() + seconds * 1_000))
    await connector.work()
  }
  /** A whole call, written at its end. */
  async function talk(
    callId: string,
    who: Seat,
    category: 'other' | 'complaint' = 'other',
    seconds = 60,
  ): Promise<number> {
    await setMyState(who.at(now()), { state: 'ready' })
    engine.dial(callId, { number: `139000000${callId.padStart(2, '0')}`, patienceMs: 300_000, talkMs: seconds * 1_000 })
    for (let turn = 0; turn < 3; turn++) await pass(1)
    const { rows } = await database.pool.query('select id from contact where call_id = $1', [callId])
    const contact = await answerContact(who.at(now()), rows[0].id)
    await pass(0)
    await pass(seconds)
    await pass(1)
    await closeContact(who.at(now()), contact.id, { category, summary: '已答复客户', version: contact.version + 1 })
    await setMyState(who.at(now()), { state: 'away' })
    await connector.stop()
    return contact.id
  }
  const full = (lost: Record<string, number> = {}, missed: string[] = []) =>
    Object.entries({
      greeting: 10,
      identity: 15,
      listening: 15,
      knowledge: 25,
      record: 20,
      'follow-up': 15,
      rudeness: 0,
      privacy: 0,
    }).map(([code, points]) => ({ code, points: points - (lost[code] ?? 0), isMissed: missed.includes(code) }))
  async function drawn(who: Seat = lin): Promise<number> {
    await talk('1', who)
    expect(await drawSheets(ping.at(LATER), { fromOn: '2026-03-10', toOn: '2026-03-11' })).toEqual({
      calls: 1,
      drawn: 1,
    })
    return (await listSheets(ping.at(LATER), { state: 'all' })).sheets[0]?.id ?? 0
  }

  test('are recorded by rule, and heard by whom they concern, each time on the audit record', async () => {
    await talk('1', lin)
    const { rows } = await database.pool.query('select id, seconds from contact_recording')
    expect(rows).toEqual([{ id: expect.any(Number), seconds: 60 }])
    const id = rows[0].id
    const heard = await listenTo(ping.at(LATER), id)
    expect(heard).toMatchObject({ mediaType: 'audio/wav', seconds: 60, isSimulated: true })
    const file = Buffer.from(heard.base64, 'base64')
    expect([file.subarray(0, 4).toString(), file.readUInt32LE(4) + 8, file.length > 100_000]).toEqual([
      'RIFF',
      file.length,
      true,
    ])
    await listenTo(lead.at(LATER), id)
    for (const nobody of [foreign, chen, lin])
      await expect(listenTo(nobody.at(LATER), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { rows: audited } = await database.pool.query(
      `select actor from audit_entry where action = 'recording.listened' order by audit_entry.id`,
    )
    expect(audited).toEqual([{ actor: 'ping' }, { actor: 'lead' }])
  })

  const actsOf = async (callId: string) =>
    (
      await database.pool.query(
        `select command ->> 'act' as act from telephony_command where call_id = $1 and command ->> 'act' <> 'answer' order by id`,
        [callId],
      )
    ).rows.map(({ act }) => act)

  test('are told so before anybody is rung for them, and are not recorded where they were not', async () => {
    await talk('1', lin)
    expect(await actsOf('1')).toEqual(['play', 'offer', 'bridge', 'record'])
    engine.dial('2', { number: '13900000002', patienceMs: 300_000, talkMs: 60_000 })
    await pass(1)
    const { rows } = await database.pool.query(
      `select id::text from telephony_command where call_id = '2' and command ->> 'act' = 'play'`,
    )
    const play = { act: 'play', callId: '2', prompt: '', id: rows[0].id } as const
    await hearAnswer(database.ctx(now()), play, 'refused')
    await setMyState(chen.at(now()), { state: 'ready' })
    await pass(1)
    const contact = await database.pool.query(`select id from contact where call_id = '2'`)
    await answerContact(chen.at(now()), contact.rows[0].id)
    await pass(1)
    expect(await actsOf('2')).toEqual(['play', 'offer', 'bridge'])
    await connector.stop()
  })

  test('are not recorded where the rule says so', async () => {
    await database.pool.query(`update quality_rule set figure = 0 where rule = 'record-calls'`)
    await talk('1', lin)
    await database.pool.query(`update quality_rule set figure = 1 where rule = 'record-calls'`)
    expect((await database.pool.query('select from contact_recording')).rows).toEqual([])
  })

  test('are not heard by who is complained of in them', async () => {
    const contactId = await talk('1', lin, 'complaint')
    await database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, contact_id, organisation_id, address, description, opened_by, opened_at, complained_username)
       select 'W9', (select id from order_subkind where kind = 'complaint' limit 1), 'dispatcher', 'complaint', 'normal', 'open', $1, id, '某处', '态度', 'lin', now(), 'lead'
       from organisation where path = 'X.'`,
      [contactId],
    )
    const { rows } = await database.pool.query('select id from contact_recording')
    await expect(listenTo(lead.at(LATER), rows[0].id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await listenTo(ping.at(LATER), rows[0].id)
    // The sheet says so before somebody tries.
    const { contact_no: no } = (await database.pool.query('select contact_no from contact where id = $1', [contactId]))
      .rows[0]
    const told = (who: Seat, readsUnit = true) => listRecordings(who.at(LATER), no, readsUnit)
    expect(await told(lead)).toEqual([{ id: rows[0].id, seconds: 60, mayHear: false }])
    expect(await told(ping)).toEqual([{ id: rows[0].id, seconds: 60, mayHear: true }])
    expect(await told(lin, false)).toEqual([{ id: rows[0].id, seconds: 60, mayHear: false }])
  })

  test('are heard by nobody of a unit that is complained of in them, as agent or lead', async () => {
    const contactId = await talk('1', lin, 'complaint')
    const { rows } = await database.pool.query('select id from contact_recording')
    await listenTo(lead.at(LATER), rows[0].id)
    await database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, contact_id, organisation_id, address, description, opened_by, opened_at, complained_unit_id)
       select 'W8', (select id from order_subkind where kind = 'complaint' limit 1), 'dispatcher', 'complaint', 'normal', 'open', $1, id, '某处', '态度', 'lin', now(), id
       from organisation where path = 'X.'`,
      [contactId],
    )
    for (const who of [lead, ping, mei])
      await expect(listenTo(who.at(LATER), rows[0].id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('are not judged where one agent gave them to another: neither said all of it', async () => {
    const contactId = await talk('1', lin)
    await database.pool.query('update contact set transferred_by = $2 where id = $1', [contactId, chen.id])
    const days = { fromOn: '2026-03-10', toOn: '2026-03-11' }
    expect(await drawSheets(ping.at(LATER), days)).toEqual({ calls: 0, drawn: 0 })
  })

  test('are drawn once, judged by another, and seen by their agent', async () => {
    const id = await drawn()
    await expect(drawSheets(ping.at(LATER), { fromOn: '2026-03-09', toOn: '2026-03-11' })).rejects.toMatchObject({
      code: 'DRAWN_BEFORE',
    })
    await expect(drawSheets(ping.at(LATER), { fromOn: '2026-03-11', toOn: '2026-03-12' })).rejects.toMatchObject({
      code: 'DAY_NOT_OVER',
    })
    await expect(findSheet(lin.at(LATER), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(findSheet(foreign.at(LATER), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(judgeSheet(ping.at(LATER), id, { marks: full({}).slice(1) })).rejects.toMatchObject({
      code: 'MARKS_UNFIT',
      issues: [{ path: 'marks', message: 'greeting：没有评' }],
    })
    const judged = await judgeSheet(ping.at(LATER), id, { marks: full({ knowledge: 15 }), advice: '先核对档案再答' })
    expect(judged).toMatchObject({ state: 'judged', score: 85, isFatal: false, judgedBy: 'ping' })
    await expect(judgeSheet(mei.at(LATER), id, { marks: full() })).rejects.toMatchObject({ code: 'SHEET_JUDGED' })
    expect((await listMySheets(lin.at(LATER))).sheets).toMatchObject([{ score: 85 }])
    expect(await findSheet(lin.at(LATER), id)).toMatchObject({ isOwn: true, advice: '先核对档案再答' })
    expect((await listMySheets(chen.at(LATER))).sheets).toEqual([])
  })

  test('are judged by nobody who took them', async () => {
    const id = await drawn(mei)
    await expect(judgeSheet(mei.at(LATER), id, { marks: full() })).rejects.toMatchObject({ code: 'OWN_CALL' })
    const stands = { ...ping.at(LATER), actor: { ...ping.at(LATER).actor, alsoAs: ['mei'] } }
    await expect(judgeSheet(stands, id, { marks: full() })).rejects.toMatchObject({ code: 'OWN_CALL' })
    const fatal = await judgeSheet(ping.at(LATER), id, { marks: full({}, ['privacy']) })
    expect(fatal).toMatchObject({ score: 0, isFatal: true })
  })

  test('are judged once though two do so at the same time', async () => {
    const id = await drawn()
    const outcomes = await Promise.allSettled(
      [ping, mei].map((each) => judgeSheet(each.at(LATER), id, { marks: full() })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('are appealed in time by their agent, and decided by another than the judge', async () => {
    const id = await drawn()
    await judgeSheet(ping.at(LATER), id, { marks: full({ knowledge: 25 }) })
    await expect(appealSheet(chen.at(LATER), id, '不是我')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(appealSheet(lin.at('2026-03-15T00:00:00+08:00'), id, '已过期')).rejects.toMatchObject({
      code: 'APPEAL_NOT_POSSIBLE',
    })
    expect((await findSheet(lin.at(LATER), id)).appealUntil).toBe(new Date('2026-03-15T00:00:00+08:00').toISOString())
    await appealSheet(lin.at('2026-03-14T23:59:00+08:00'), id, '客户问的是另一户')
    await expect(appealSheet(lin.at(LATER), id, '再申诉')).rejects.toMatchObject({ code: 'APPEAL_NOT_POSSIBLE' })
    const change = { verdict: 'changed' as const, reason: '答复正确', marks: full() }
    await expect(decideAppeal(ping.at(LATER), id, change)).rejects.toMatchObject({ code: 'OWN_JUDGEMENT' })
    await expect(decideAppeal(mei.at(LATER), id, { verdict: 'changed', reason: '答复正确' })).rejects.toMatchObject({
      code: 'MARKS_MISSING',
    })
    const decided = await decideAppeal(mei.at(LATER), id, change)
    expect(decided).toMatchObject({
      state: 'final',
      score: 100,
      verdict: 'changed',
      decidedBy: 'mei',
      judgedBy: 'ping',
    })
    await expect(decideAppeal(mei.at(LATER), id, change)).rejects.toMatchObject({ code: 'NOT_APPEALED' })
  })

  test('are counted by agent, item and week', async () => {
    const id = await drawn()
    await judgeSheet(ping.at(LATER), id, { marks: full({ knowledge: 25 }) })
    const results = await findResults(lead.at(LATER), { from: '2026-03-01', to: '2026-04-01' })
    expect(results.team).toEqual({ sheets: 1, mean: 75, fatal: 0, passed: 0 })
    expect(results.agents).toEqual([{ agent: 'lin', sheets: 1, mean: 75, fatal: 0, passed: 0 }])
    expect(results.weeks).toMatchObject([{ weekOn: '2026-03-09', sheets: 1 }])
    expect(results.items[0]).toMatchObject({ code: 'knowledge', titleZh: '业务解答准确', share: 0, missed: 1 })
    expect(await findResults(foreign.at(LATER), { from: '2026-03-01', to: '2026-04-01' })).toMatchObject({
      team: null,
      agents: [],
    })
  })

  test('are erased when their term is over, but not while they are to be judged; and so are sheets, and calls after them', async () => {
    const id = await drawn()
    const erasures = callcenter.erasures ?? []
    const erase = (at: string) => eraseOver(database.ctx(at), erasures)
    expect((await erase('2028-04-01T03:00:00+08:00'))['call-recordings']).toBe(0)
    await judgeSheet(ping.at(LATER), id, { marks: full() })
    expect(await erase('2028-04-01T03:00:00+08:00')).toMatchObject({
      'call-recordings': 1,
      'quality-sheets': 1,
      calls: 0,
    })
    expect((await erase('2029-04-01T03:00:00+08:00')).calls).toBe(1)
  })
})

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markPresent, setMyState } from '../../callcenter/agents.ts'
import { findBoard, forceState, setSkills } from '../../callcenter/board/board.ts'
import { answerContact, closeContact, findContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { levelOf } from '../../callcenter/rules/service-level.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('the wallboard', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let lin: Seat
  let lead: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lin = await seat(database, 'lin')
    lead = await seat(database, 'lead', { roles: ['lead'] })
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'agent_skill', 'contact', 'contact_event')
  })

  const ready = (who: Seat, time: string) => setMyState(who.at(at(time)), { state: 'ready' })
  const board = (time: string) => findBoard(lead.at(at(time)))
  async function call(time: string, callId: string, skill: 'fault' | 'general' = 'general'): Promise<number> {
    const phone = `139${callId.padStart(8, '0')}`
    return (await receiveCall(database.ctx(at(time)), { callId, callerPhone: phone, skill })).contactId ?? 0
  }
  async function talk(
    callId: string,
    [came, taken, over]: [string, string, string],
    skill: 'fault' | 'general',
  ): Promise<void> {
    const id = await call(came, callId, skill)
    await ready(lin, taken)
    const { version } = await answerContact(lin.at(at(taken)), id)
    await hangUpCall(database.ctx(at(over)), callId)
    await closeContact(lin.at(at(over)), id, { category: 'other', summary: '咨询完毕', version: version + 1 })
    await setMyState(lin.at(at(over)), { state: 'away' })
  }

  test('counts calls by three formulas, equal to what the record of events says', async () => {
    await talk('1', ['09:00:00', '09:00:10', '09:02:10'], 'fault')
    await talk('2', ['09:10:00', '09:10:20', '09:11:20'], 'fault')
    await talk('3', ['09:20:00', '09:20:21', '09:23:21'], 'general')
    await call('09:30:00', '4')
    await hangUpCall(database.ctx(at('09:30:05')), '4')
    await call('09:40:00', '5')
    await hangUpCall(database.ctx(at('09:41:00')), '5')
    const waiting = await call('09:50:00', '6', 'fault')
    const { queues, withinSeconds } = await board('09:51:00')
    expect(withinSeconds).toBe(20)
    const all = queues.find(({ skill }) => skill === null)
    expect(all).toMatchObject({
      ...{ waiting: 1, longestWaitSeconds: 60, readyAgents: 0, estimateSeconds: null },
      ...{ answered: 3, answeredSoon: 2, abandoned: 2, abandonedSoon: 1, abandonedShare: 0.4 },
      ...{ meanAnswerSeconds: 17, meanHandleSeconds: 120 },
      levels: { 'of-all': 2 / 5, 'without-short': 2 / 4, 'of-answered': 2 / 3 },
    })
    expect(queues.find(({ skill }) => skill === 'fault')).toMatchObject({
      waiting: 1,
      answered: 2,
      answeredSoon: 2,
      abandoned: 0,
    })
    expect(queues.find(({ skill }) => skill === 'english')).toMatchObject({ answered: 0, levels: { 'of-all': null } })

    const { rows } = await database.pool.query(
      `select contact_id, kind, extract(epoch from at - min(at) over (partition by contact_id))::float as after from contact_event order by id`,
    )
    const of = (kind: string) => rows.filter((row) => row.kind === kind)
    const soon = (kind: string) => of(kind).filter(({ after }) => after <= withinSeconds).length
    const recounted = {
      ...{ answered: of('answered').length, answeredSoon: soon('answered') },
      ...{ abandoned: of('abandoned').length, abandonedSoon: soon('abandoned') },
    }
    expect(levelOf('of-all', recounted)).toBe(all?.levels['of-all'])
    expect(levelOf('without-short', recounted)).toBe(all?.levels['without-short'])
    expect((await findContact(database.ctx(at('09:51:00')), waiting)).state).toBe('queued')
  })

  test('shows agents with their skills, which a lead sets, of his units alone', async () => {
    await setSkills(lead.at(at('09:00:00')), lin.id, { skills: { fault: 4, english: 2 } })
    await setSkills(lead.at(at('09:00:01')), lin.id, { skills: { fault: 5 } })
    const { agents, queues } = await board('09:00:02')
    expect(agents).toEqual([
      expect.objectContaining({ username: 'lin', state: 'away', skills: { fault: 5 }, since: null }),
    ])
    expect(queues.find(({ skill }) => skill === 'business')?.agentsAtWork).toBe(0)
    await expect(setSkills(lead.at(at('09:00:03')), lead.id, { skills: {} })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('lets a lead set somebody away, and ready only where somebody sits there', async () => {
    await expect(forceState(lead.at(at('09:00:00')), lin.id, { state: 'ready' })).rejects.toMatchObject({
      code: 'AGENT_ABSENT',
    })
    await ready(lin, '09:00:00')
    await forceState(lead.at(at('09:00:10')), lin.id, { state: 'away' })
    expect((await board('09:00:11')).agents[0]).toMatchObject({ state: 'away', reason: 'forced' })
    await expect(forceState(lead.at(at('09:10:00')), lin.id, { state: 'ready' })).rejects.toMatchObject({
      code: 'AGENT_ABSENT',
    })
    await markPresent(lin.at(at('09:10:00')))
    const id = await call('09:10:01', '7')
    await forceState(lead.at(at('09:10:02')), lin.id, { state: 'ready' })
    expect((await findContact(database.ctx(at('09:10:03')), id)).agent).toBe('lin')
    await expect(forceState(lead.at(at('09:10:04')), lin.id, { state: 'away' })).rejects.toMatchObject({
      code: 'AGENT_BUSY',
    })
  })
})

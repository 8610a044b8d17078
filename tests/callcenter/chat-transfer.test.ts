import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, setMyState } from '../../callcenter/agents.ts'
import { receiveWritten } from '../../callcenter/channels/receive.ts'
import { answerChat, findTranscript, giveBackChat, listMyChats } from '../../callcenter/chat/desk-chat.ts'
import { beginChat, findOwnChat, leaveChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { findChatTargets, transferChat } from '../../callcenter/chat/transfer.ts'
import { answerContact, closeContact, draftContact, receiveCall } from '../../callcenter/contacts.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('an agent transfers a conversation', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-12-01T${time}+08:00`
  let lin: Seat
  let wu: Seat
  let xu: Seat
  let visitor = ''

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
    xu = await seat(database, 'xu')
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'agent_skill', 'contact', 'contact_event', 'message')
  })

  const ready = (who: Seat, time: string) => setMyState(who.at(at(time)), { state: 'ready' })
  const write = (time: string, body: string) =>
    writeMessage(database.ctx(at(time)), visitor, { key: randomUUID(), body })
  /** In the hands of `lin`. */
  const inHand = async () => {
    await ready(lin, '08:00:00')
    visitor = (await beginChat(database.ctx(at('08:00:01')), undefined, { language: 'zh' })).visitor ?? ''
    const { contactId } = await write('08:00:02', '转人工')
    await answerContact(lin.at(at('08:00:03')), contactId)
    return contactId
  }
  const handOf = async (who: Seat) => {
    const { rows } = await database.pool.query('select state, written, live from agent_state where user_id = $1', [
      who.id,
    ])
    return rows[0]
  }
  const chatsOf = async (who: Seat, time: string) => (await listMyChats(who.at(at(time)))).chats
  const ownersOf = async (id: number) => {
    const { rows } = await database.pool.query(
      'select c.state, c.agent_id as agent, t.owner from contact c join chat_thread t on t.contact_id = c.id where c.id = $1',
      [id],
    )
    return rows[0]
  }
  const giving = { skill: 'business' as const, note: '客户要过户，已核实产权证' }

  test('to a queue: the next sees all that was written, the note and the draft; the customer is told once, and it is on record', async () => {
    const id = await inHand()
    await draftContact(lin.at(at('08:00:10')), id, { category: 'other', summary: '要过户' })
    await write('08:00:20', '我的产权证在手上')
    await transferChat(lin.at(at('08:01:00')), id, giving)
    expect(await ownersOf(id)).toEqual({ state: 'queued', agent: null, owner: 'nobody' })
    expect(await handOf(lin)).toEqual({ state: 'ready', written: 0, live: 0 })
    await ready(wu, '08:01:10')
    await answerContact(wu.at(at('08:01:11')), id)
    const [taken] = await chatsOf(wu, '08:01:12')
    expect(taken?.contact).toMatchObject({
      ...{ id, skill: 'business', draft: { summary: '要过户' }, priorityReasons: ['transferred'] },
      transfers: [{ from: 'lin', to: null, skill: 'business', note: giving.note }],
    })
    const { messages } = await findTranscript(wu.at(at('08:01:12')), id, 0)
    expect(messages.map(({ body }) => body)).toContain('我的产权证在手上')
    const seen = (await findOwnChat(database.ctx(at('08:01:12')), visitor, 0)).messages.map(({ body }) => body)
    expect(seen.filter((body) => body.includes('转给其他坐席'))).toHaveLength(1)
    const { rows } = await database.pool.query(
      `select kind, agent_id as agent, detail->>'skill' as skill from contact_event where contact_id = $1 and kind in ('transferred', 'answered') order by id`,
      [id],
    )
    expect(rows).toEqual([
      { kind: 'answered', agent: lin.id, skill: null },
      { kind: 'transferred', agent: lin.id, skill: 'business' },
      { kind: 'answered', agent: wu.id, skill: null },
    ])
    await expect(answerChat(lin.at(at('08:01:13')), id, { key: randomUUID(), body: '还有吗' })).rejects.toMatchObject({
      code: 'CHAT_NOT_YOURS',
    })
  })

  test('to a queue: it does not come straight back to him, though he is ready', async () => {
    const id = await inHand()
    await transferChat(lin.at(at('08:01:00')), id, { skill: 'general', note: '请别人接' })
    expect(await chatsOf(lin, '08:01:00')).toEqual([])
    await sweepDesk(database.ctx(at('08:01:30')))
    expect(await ownersOf(id)).toMatchObject({ state: 'queued' })
  })

  test('to a colleague who has a place for it, and to nobody who has none, nor to himself', async () => {
    const id = await inHand()
    const refused = { code: 'AGENT_NOT_READY' }
    const give = (agentId: number, time = '08:01:00') => transferChat(lin.at(at(time)), id, { agentId, note: '请接手' })
    await expect(give(wu.id)).rejects.toMatchObject(refused)
    await expect(give(lin.id)).rejects.toMatchObject(refused)
    await ready(xu, '08:01:00')
    await receiveCall(database.ctx(at('08:01:00')), { callId: 'c', callerPhone: '13900000009' })
    await expect(give(xu.id)).rejects.toMatchObject(refused)
    expect(await ownersOf(id)).toEqual({ state: 'active', agent: lin.id, owner: 'agent' })
    await ready(wu, '08:01:10')
    const { agents } = await findChatTargets(lin.at(at('08:01:10')), id)
    expect(agents).toEqual([{ userId: wu.id, name: 'wu', skills: {} }])
    await give(wu.id, '08:01:11')
    expect(await ownersOf(id)).toEqual({ state: 'offered', agent: wu.id, owner: 'nobody' })
    expect([await handOf(lin), await handOf(wu)]).toMatchObject([{ live: 0 }, { written: 1, live: 1 }])
  })

  test('of two acts at once one wins, and it has one owner', async () => {
    const id = await inHand()
    await ready(wu, '08:00:59')
    const acts = await Promise.allSettled([
      transferChat(lin.at(at('08:01:00')), id, giving),
      transferChat(lin.at(at('08:01:00')), id, { agentId: wu.id, note: '请接手' }),
      giveBackChat(lin.at(at('08:01:00')), id),
    ])
    expect(acts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const act of acts) if (act.status === 'rejected') expect(act.reason).toMatchObject({ code: 'CHAT_NOT_YOURS' })
    expect(await handOf(lin)).toMatchObject({ written: 0, live: 0 })
  })

  test('is refused for what is another’s, and for what is over', async () => {
    const id = await inHand()
    await expect(transferChat(wu.at(at('08:01:00')), id, giving)).rejects.toMatchObject({ code: 'CHAT_NOT_YOURS' })
    await leaveChat(database.ctx(at('08:01:00')), visitor)
    await expect(transferChat(lin.at(at('08:01:01')), id, giving)).rejects.toMatchObject({ code: 'CHAT_ENDED' })
  })

  test('and has still to write of a customer who leaves before anybody has taken him over', async () => {
    const id = await inHand()
    await transferChat(lin.at(at('08:01:00')), id, giving)
    await leaveChat(database.ctx(at('08:02:00')), visitor)
    const { unwritten } = await findDesk(lin.at(at('08:02:01')))
    expect(unwritten).toMatchObject([{ id, state: 'unwritten' }])
    const closure = { category: 'advice' as const, summary: '客户离开', version: unwritten[0]?.version ?? 0 }
    await closeContact(lin.at(at('08:03:00')), id, closure)
    expect(await handOf(lin)).toEqual({ state: 'ready', written: 0, live: 0 })
  })

  test('by message: who writes is told by the same channel, once', async () => {
    await ready(lin, '08:00:00')
    const of = { channel: 'sms' as const, reference: 'r-1', from: '13900000001', texts: ['转人工'] }
    const { contactId } = await receiveWritten(database.ctx(at('08:00:01')), {
      ...of,
      sentAt: new Date(at('08:00:01')),
    })
    await answerContact(lin.at(at('08:00:02')), contactId)
    await transferChat(lin.at(at('08:01:00')), contactId, giving)
    const { deliveries, messages } = await findTranscript(database.ctx(at('08:01:01')), contactId, 0)
    const told = messages.filter(({ body }) => body.includes('转给其他坐席')).map(({ id }) => id)
    expect(told).toHaveLength(1)
    expect(deliveries.map(({ messageId }) => messageId)).toContain(told[0])
    expect(await handOf(lin)).toMatchObject({ written: 0 })
  })
})

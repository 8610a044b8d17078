import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { receiveWritten } from '../../callcenter/channels/receive.ts'
import { answerChat, giveBackChat } from '../../callcenter/chat/desk-chat.ts'
import { beginChat, leaveChat, writeMessage } from '../../callcenter/chat/own-chat.ts'
import { sweepChats } from '../../callcenter/chat/sweep.ts'
import { transferChat } from '../../callcenter/chat/transfer.ts'
import { answerContact, closeContact, findContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { routeContacts, sweepDesk } from '../../callcenter/routing.ts'
import { Refusal } from '../../db/refusal.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('written contacts in hand', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-12-01T${time}+08:00`
  const system = (time: string) => database.ctx(at(time))
  let lin: Seat
  let wu: Seat
  let visitors: string[] = []

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lin = await seat(database, 'lin')
    wu = await seat(database, 'wu')
  })
  beforeEach(async () => {
    await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message')
    visitors = []
  })

  const ready = (who: Seat, time: string) => setMyState(who.at(at(time)), { state: 'ready' })
  const chat = async (time: string) => {
    const { visitor } = await beginChat(system(time), undefined, { language: 'zh' })
    visitors.push(visitor ?? '')
    const { contactId } = await writeMessage(system(time), visitor ?? '', { key: randomUUID(), body: '转人工' })
    return contactId
  }
  let from = 0
  const message = async (time: string, channel: 'sms' | 'email' = 'sms') => {
    const address = channel === 'sms' ? `139${String(++from).padStart(8, '0')}` : `someone${++from}@example.com`
    const written = { channel, reference: randomUUID(), from: address, texts: ['转人工'], sentAt: new Date(at(time)) }
    return (await receiveWritten(system(time), written)).contactId
  }
  const call = async (time: string) => {
    const callId = randomUUID()
    const { contactId } = await receiveCall(system(time), {
      callId,
      callerPhone: `138${String(++from).padStart(8, '0')}`,
    })
    return { id: contactId ?? 0, callId }
  }
  const stateOf = async (id: number) =>
    (await database.pool.query('select state, agent_id as agent from contact where id = $1', [id])).rows[0]
  const handOf = async (who: Seat) =>
    (await database.pool.query('select state, reason, written, live from agent_state where user_id = $1', [who.id]))
      .rows[0]
  const answer = (who: Seat, time: string, id: number) => answerContact(who.at(at(time)), id)
  const write = (who: Seat, time: string, id: number) =>
    answerChat(who.at(at(time)), id, { key: randomUUID(), body: '请稍等' })

  test('keep no call away while nobody waits at his screen, and a live one does', async () => {
    await ready(lin, '08:00:00')
    await answer(lin, '08:00:02', await message('08:00:01'))
    await answer(lin, '08:00:04', await message('08:00:03', 'email'))
    expect(await handOf(lin)).toEqual({ state: 'ready', reason: null, written: 2, live: 0 })
    const first = await call('08:00:05')
    expect(await stateOf(first.id)).toEqual({ state: 'offered', agent: lin.id })
    const { version } = await answer(lin, '08:00:06', first.id)
    const closure = { category: 'other' as const, summary: '咨询完毕', version }
    await closeContact(lin.at(at('08:01:00')), first.id, closure)
    await ready(lin, '08:01:01')
    await answer(lin, '08:01:03', await chat('08:01:02'))
    expect(await handOf(lin)).toMatchObject({ written: 3, live: 1 })
    expect(await stateOf((await call('08:01:04')).id)).toMatchObject({ state: 'queued' })
  })

  test('that the rule of the day calls live keep calls away, and count so until they are let go', async () => {
    await database.pool.query(`update queue_rule set figure = 1 where rule = 'live-sms'`)
    try {
      await ready(lin, '08:00:00')
      const id = await message('08:00:01')
      const { version } = await answer(lin, '08:00:02', id)
      await database.pool.query(`update queue_rule set figure = 0 where rule = 'live-sms'`)
      expect(await stateOf((await call('08:00:03')).id)).toMatchObject({ state: 'queued' })
      await closeContact(lin.at(at('08:00:04')), id, { category: 'other', summary: '咨询完毕', version })
      expect(await handOf(lin)).toMatchObject({ written: 0, live: 0 })
    } finally {
      await database.pool.query(`update queue_rule set figure = 0 where rule = 'live-sms'`)
    }
  })

  test('have places of their own: messages take none from chats', async () => {
    await ready(lin, '08:00:00')
    for (let n = 0; n < 6; n++) await message('08:00:01')
    for (let n = 0; n < 4; n++) await chat('08:00:02')
    expect(await handOf(lin)).toMatchObject({ written: 8, live: 3 })
  })

  test('are not offered to who is on the telephone', async () => {
    await ready(lin, '08:00:00')
    const { id } = await call('08:00:01')
    await answer(lin, '08:00:02', id)
    const [mail, talk] = [await message('08:00:03', 'email'), await chat('08:00:04')]
    expect([await stateOf(mail), await stateOf(talk)]).toMatchObject([{ state: 'queued' }, { state: 'queued' }])
  })

  describe('that are let pass', () => {
    test('put who does nothing away', async () => {
      await ready(lin, '08:00:00')
      await chat('08:00:01')
      await sweepDesk(system('08:00:26'))
      expect(await handOf(lin)).toEqual({ state: 'away', reason: 'no-answer', written: 0, live: 0 })
    })

    test('leave who writes with another as he is; they go to the next, and to him again after the seconds of the rule', async () => {
      await ready(lin, '08:00:00')
      const inHand = await chat('08:00:01')
      await answer(lin, '08:00:02', inHand)
      const passed = await chat('08:00:10')
      await write(lin, '08:00:20', inHand)
      await sweepDesk(system('08:00:35'))
      expect(await handOf(lin)).toEqual({ state: 'ready', reason: null, written: 1, live: 1 })
      expect(await stateOf(passed)).toEqual({ state: 'queued', agent: null })
      await markPresent(lin.at(at('08:01:34')))
      await sweepDesk(system('08:01:34'))
      expect(await stateOf(passed)).toMatchObject({ state: 'queued' })
      // Another is offered to him meanwhile.
      const other = await chat('08:01:34')
      expect(await stateOf(other)).toEqual({ state: 'offered', agent: lin.id })
      await answer(lin, '08:01:34', other)
      await sweepDesk(system('08:01:35'))
      expect(await stateOf(passed)).toEqual({ state: 'offered', agent: lin.id })
      await ready(wu, '08:01:36')
      await write(lin, '08:01:40', inHand)
      await markPresent(wu.at(at('08:02:00')))
      await sweepDesk(system('08:02:00'))
      expect(await stateOf(passed)).toEqual({ state: 'offered', agent: wu.id })
    })

    test('do not count what he wrote before they were offered', async () => {
      await ready(lin, '08:00:00')
      const inHand = await chat('08:00:01')
      await answer(lin, '08:00:02', inHand)
      await write(lin, '08:00:09', inHand)
      await chat('08:00:10')
      await sweepDesk(system('08:00:35'))
      expect(await handOf(lin)).toMatchObject({ state: 'away', reason: 'no-answer', written: 1 })
    })

    test('while a call came leave him in his call', async () => {
      await ready(lin, '08:00:00')
      const mail = await message('08:00:01', 'email')
      const { id } = await call('08:00:02')
      await answer(lin, '08:00:05', id)
      await sweepDesk(system('08:00:27'))
      expect(await handOf(lin)).toEqual({ state: 'talking', reason: null, written: 0, live: 0 })
      expect(await stateOf(mail)).toMatchObject({ state: 'queued' })
    })
  })

  test('taken while a call rings do not take the call', async () => {
    await ready(lin, '08:00:00')
    const mail = await message('08:00:01', 'email')
    const { id } = await call('08:00:02')
    await answer(lin, '08:00:05', mail)
    expect((await findDesk(lin.at(at('08:00:05')))).me.state).toBe('offered')
    await answer(lin, '08:00:06', id)
    expect((await findDesk(lin.at(at('08:00:06')))).me.state).toBe('talking')
  })

  test('whatever many do at once, are counted as they are', async () => {
    const acts = [
      'chat',
      'sms',
      'email',
      'call',
      'ready',
      'answer',
      'write',
      'close',
      'return',
      'give',
      'leave',
      'hang-up',
      'sweep',
      'route',
      'lost',
    ] as const
    let minute = 0
    const steps = fc.array(
      fc.array(fc.tuple(fc.constantFrom(...acts), fc.nat({ max: 99 })), { minLength: 1, maxLength: 5 }),
      { minLength: 4, maxLength: 25 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (rounds) => {
        await emptyTables(database, 'agent_state', 'contact', 'contact_event', 'message')
        visitors = []
        const calls: string[] = []
        let second = 0
        for (const round of rounds) {
          // Time goes on by 20 s a round, so that offers run out now and then.
          const now = new Date(Date.parse(at('08:00:00')) + (minute * 60 + ++second * 20) * 1000)
          const time = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(11, 19)
          await Promise.all(round.map(([act, n]) => doAct(act, n, time, calls).catch(onlyRefusals)))
          expect(await listWrong()).toEqual([])
        }
        minute = (minute + 10) % 300
      }),
      { numRuns: 12 },
    )
  })

  function onlyRefusals(error: unknown): void {
    if (!(error instanceof Refusal)) throw error
  }

  async function doAct(act: string, n: number, time: string, calls: string[]): Promise<unknown> {
    const who = n % 2 ? lin : wu
    const mine = async (state: string) => {
      const { rows } = await database.pool.query(
        'select id, version from contact where agent_id = $1 and state = $2 order by id',
        [who.id, state],
      )
      return rows[n % Math.max(1, rows.length)]
    }
    await markPresent(who.at(at(time)))
    if (act === 'chat') return chat(time)
    if (act === 'sms' || act === 'email') return message(time, act)
    if (act === 'call') return calls.push((await call(time)).callId)
    if (act === 'ready') return ready(who, time)
    if (act === 'leave') return visitors.length && leaveChat(system(time), visitors[n % visitors.length])
    if (act === 'hang-up') return calls.length && hangUpCall(system(time), calls[n % calls.length] ?? '')
    if (act === 'sweep') return sweepDesk(system(time))
    if (act === 'route') return routeContacts(system(time))
    if (act === 'lost') return sweepChats(system(time))
    const contact = await mine(act === 'answer' ? 'offered' : 'active')
    if (!contact) return
    if (act === 'answer') return answer(who, time, contact.id)
    if (act === 'write') return write(who, time, contact.id)
    if (act === 'return') return giveBackChat(who.at(at(time)), contact.id)
    if (act === 'give') {
      const to = n % 3 ? { agentId: (who === lin ? wu : lin).id } : { skill: 'fault' as const }
      return transferChat(who.at(at(time)), contact.id, { ...to, note: '请接手' })
    }
    const { version } = await findContact(who.at(at(time)), contact.id)
    return closeContact(who.at(at(time)), contact.id, { category: 'other', summary: '咨询完毕', version })
  }

  async function listWrong() {
    const { rows } = await database.pool.query(
      `select s.user_id, s.written, s.live, t.written as really, t.live as "reallyLive", t.calls, s.state
       from agent_state s, lateral (
         select count(*) filter (where channel <> 'voice')::int as written, count(*) filter (where channel = 'chat')::int as live,
           count(*) filter (where channel = 'voice')::int as calls
         from contact c where c.agent_id = s.user_id and c.state in ('offered', 'active')) t
       where (s.written, s.live) <> (t.written, t.live) or t.calls > 1 or t.live > 3 or t.written - t.live > 5`,
    )
    return rows
  }
})

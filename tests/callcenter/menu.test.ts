import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDesk, markPresent, setMyState } from '../../callcenter/agents.ts'
import { sweepDesk } from '../../callcenter/routing.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import type { TelephonyPort } from '../../callcenter/telephony/port.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T09:00:00+08:00')
const CHEN = '13800138000'
const STRANGER = '13900000009'

describe('a call in the voice menu', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let prompts: string[]
  let faults: unknown[]
  let lin: Seat
  let accountNo: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    ;({ accountNo } = await openChenGuilan(ctx, network))
    lin = await seat(database, 'lin')
    await database.pool.query(
      `update menu_flow set state = 'released', released_by = 'lead', released_at = $1, valid_from = $1`,
      [ctx.now],
    )
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'agent_state',
      'contact',
      'contact_event',
      'work_order',
      'telephony_command',
      'telephony_cursor',
    )
    schedule = new VirtualSchedule(START)
    engine = new SimulatedEngine({ engine: 'simulated', schedule, epoch: 'one' })
    prompts = []
    faults = []
    connector = connect()
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  /** What the engine is told to say is written down. */
  const listening: TelephonyPort = {
    engine: 'simulated',
    snapshot: () => engine.snapshot(),
    listen: (after, hear) => engine.listen(after, hear),
    execute(command) {
      if ('prompt' in command) prompts.push(command.prompt)
      return engine.execute(command)
    },
  }
  const connect = (port = listening) =>
    new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now(), port },
      onFault: (fault) => faults.push(fault),
    })
  const now = () => schedule.now().toISOString()
  /** A second at a time, as events come. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      schedule.advanceTo(new Date(schedule.now().getTime() + 1_000))
      await connector.work()
    }
    await markPresent(lin.at(now()))
    await sweepDesk(database.ctx(now()))
    await connector.work()
  }
  function dial(callId: string, presses: string[], { number = CHEN, patienceMs = 300_000 } = {}): void {
    engine.dial(callId, { number, patienceMs, talkMs: 60_000, presses })
  }
  const ready = () => setMyState(lin.at(now()), { state: 'ready' })
  const contactOf = async (callId: string) =>
    (
      await database.pool.query(
        `select c.state, c.skill, c.also_skill, c.queued_at, c.category, c.summary, m.outcome, m.state ->> 'node' as node
         from contact c join menu_call m on m.contact_id = c.id where call_id = $1`,
        [callId],
      )
    ).rows[0]
  const eventsOf = async (callId: string) =>
    (
      await database.pool.query(
        `select e.kind, e.detail from contact_event e join contact c on c.id = e.contact_id where c.call_id = $1 order by e.id`,
        [callId],
      )
    ).rows

  test('is answered by the menu, and waits for a person once it asked for one', async () => {
    dial('c1', ['1', '0'])
    await pass(5)
    expect(await contactOf('c1')).toMatchObject({ state: 'in-menu', outcome: null, node: 'main' })
    await pass(4)
    expect(await contactOf('c1')).toMatchObject({ state: 'queued', skill: 'general', outcome: 'queued' })
    const { queued_at: queuedAt } = await contactOf('c1')
    // By the engine's clock: it was heard a moment later.
    expect(queuedAt).toEqual(new Date(START.getTime() + 8_800))
    expect(prompts.map((prompt) => prompt.slice(0, 8))).toEqual([
      '您好，这里是 9',
      '停电与报修请按 ',
      '正在为您转接人工',
    ])
    expect((await eventsOf('c1')).map(({ kind }) => kind)).toEqual(['arrived', 'menu', 'menu', 'queued'])
  })

  test('comes to its agent with what was pressed, and how far it is known who rings', async () => {
    await ready()
    dial('c1', ['1', '2', accountNo, '0'])
    await pass(30)
    const { current } = await findDesk(lin.at(now()))
    expect(current).toMatchObject({
      state: 'offered',
      accountNo,
      menu: {
        ...{ identity: 'number-and-account', entry: 'matched', enteredAccountNo: accountNo, told: ['balance'] },
        ...{ language: 'zh', hasReported: false },
        pressed: [
          { title: '选择语言', key: '1' },
          { title: '主菜单', key: '2' },
          { title: '还需要什么', key: '0' },
        ],
      },
    })
    expect(prompts.some((prompt) => prompt.includes('您的余额为 0.00 元'))).toBe(true)
    expect(JSON.stringify(await eventsOf('c1'))).not.toContain(accountNo)
  })

  test('hears nothing of money by the number alone, nor of an account that is another’s', async () => {
    dial('by-number', ['1', '2'])
    dial('another', ['1', '2', accountNo, accountNo, '0'], { number: STRANGER })
    dial('no-such', ['1', '2', '9999999999999', '9999999999999', '0'], { number: STRANGER })
    await pass(60)
    expect(prompts.filter((prompt) => prompt.includes('元'))).toEqual([])
    const said = (account: string) => ({ kind: 'menu', detail: { account } })
    expect(await eventsOf('another')).toContainEqual(said('of-another'))
    expect(await eventsOf('no-such')).toContainEqual(said('unknown'))
    const heardBy = async (callId: string) => (await eventsOf(callId)).flatMap(({ detail }) => detail.node ?? [])
    // Whether such an account exists cannot be heard.
    expect(await heardBy('another')).toEqual(await heardBy('no-such'))
  })

  test('keeps no prompt once it was said', async () => {
    dial('c1', ['1', '2', accountNo])
    await pass(40)
    const { rows } = await database.pool.query(`select command from telephony_command where state <> 'waiting'`)
    expect(rows.length).toBeGreaterThan(4)
    expect(JSON.stringify(rows)).not.toContain('prompt')
  })

  test('reports a fault without an agent, once however often it is asked for, and is closed as served', async () => {
    dial('c1', ['1', '1', '1', '9', '1', '1'])
    await pass(90)
    const { rows } = await database.pool.query('select kind, opened_by, address from work_order')
    expect(rows).toEqual([{ kind: 'fault-repair', opened_by: 'telephony', address: '幸福小区3幢502室' }])
    expect(prompts.filter((prompt) => prompt.includes('抢修人员将在 09:4'))).not.toEqual([])
    expect(prompts.some((prompt) => prompt.includes('未接入'))).toBe(true)
    expect(await contactOf('c1')).toMatchObject({
      ...{ state: 'closed', category: 'outage', summary: '语音自助：登记报修、播报停电信息', outcome: 'served' },
    })
    expect((await engine.snapshot()).calls).toEqual([])
  })

  test('in English is spoken to in English, and waits for somebody who does', async () => {
    dial('c1', ['2', '5'])
    await pass(10)
    expect(await contactOf('c1')).toMatchObject({ state: 'queued', skill: 'complaint', also_skill: 'english' })
    expect(prompts[1]).toMatch(/^For an outage/)
  })

  test('that is hung up there has given up, and does not count as having asked for a person', async () => {
    dial('c1', ['1'], { patienceMs: 6_000 })
    await pass(10)
    expect(await contactOf('c1')).toMatchObject({ state: 'abandoned', outcome: 'gave-up', category: null })
    // Nor does it take the place of an earlier call, nor have one.
    dial('c2', ['1', '0'])
    await pass(10)
    const { rows } = await database.pool.query('select keeps_place_of as kept from contact order by id')
    expect(rows).toEqual([{ kept: null }, { kept: null }])
  })

  test('keeps the place that an earlier call had given up', async () => {
    dial('c1', ['1', '0'], { patienceMs: 20_000 })
    await pass(25)
    dial('c2', ['1', '0'])
    await pass(10)
    const { rows } = await database.pool.query('select id, ranked_at, keeps_place_of as kept from contact order by id')
    expect(rows[1]).toMatchObject({ kept: rows[0].id, ranked_at: rows[0].ranked_at })
  })

  test('goes on where it was after a restart, and is told nothing twice', async () => {
    dial('c1', ['1', '2', accountNo, '0'])
    await pass(5)
    const before = [...prompts]
    await connector.stop()
    // What happens meanwhile is told to the next.
    schedule.advanceTo(new Date(schedule.now().getTime() + 20_000))
    connector = connect()
    await pass(20)
    expect(prompts.slice(0, before.length)).toEqual(before)
    expect(new Set(prompts).size).toBe(prompts.length)
    expect(await contactOf('c1')).toMatchObject({ state: 'queued' })
  })

  test('hears the present question again where it is not known what became of it, and a late key of the first counts for nothing', async () => {
    dial('c1', ['2', '1', '1'])
    await pass(4)
    await connector.stop()
    await database.pool.query(`update telephony_cursor set epoch = null`)
    connector = connect()
    await connector.work()
    expect(prompts.slice(-1)).toEqual(prompts.slice(-2, -1))
    await pass(20)
    // The key 2, for English, answered the question that was asked first; the one that counts is 1.
    expect(await contactOf('c1')).toMatchObject({ state: 'in-menu', node: 'fault-menu' })
    expect(prompts.filter((prompt) => prompt.startsWith('For'))).toEqual([])
  })

  test('that the engine refuses to speak to is given to a person', async () => {
    await connector.stop()
    connector = connect({
      ...listening,
      execute: async (command) => (command.act === 'collect' ? 'refused' : engine.execute(command)),
    })
    dial('c1', [])
    await pass(2)
    expect(await contactOf('c1')).toMatchObject({ state: 'queued', skill: 'general', outcome: 'queued' })
  })
})

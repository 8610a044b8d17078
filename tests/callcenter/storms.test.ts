import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { endStorm, listStorms, switchStormOn } from '../../callcenter/menu/storms.ts'
import { TelephonyConnector } from '../../callcenter/telephony/connector.ts'
import { VirtualSchedule } from '../../callcenter/telephony/schedule.ts'
import { SimulatedEngine } from '../../callcenter/telephony/simulator.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const START = new Date('2026-03-10T22:00:00+08:00')
const CHEN = '13800138000'

describe('a large outage that is declared', () => {
  const database = useDatabase()
  let schedule: VirtualSchedule
  let engine: SimulatedEngine
  let connector: TelephonyConnector
  let prompts: string[]
  let faults: unknown[]
  let lead: Seat
  const storm = {
    ...{
      organisationPath: 'X.',
      textZh: '城关地区因暴雨停电,正在抢修。',
      textEn: 'The town is without power after a storm.',
    },
    endsAt: '2026-03-11T06:00:00+08:00',
  }

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    lead = await seat(database, 'lead', { roles: ['lead'] })
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'storm',
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
    connector = new TelephonyConnector({
      ...{ db: poolDb(database.pool), clock: () => schedule.now() },
      port: {
        engine: 'simulated',
        snapshot: () => engine.snapshot(),
        listen: (after, hear) => engine.listen(after, hear),
        execute(command) {
          if ('prompt' in command) prompts.push(command.prompt)
          return engine.execute(command)
        },
      },
      onFault: (fault) => faults.push(fault),
    })
  })
  afterEach(async () => {
    await connector.stop()
    expect(faults).toEqual([])
  })

  const now = () => schedule.now().toISOString()
  async function call(callId: string, presses: string[], number = CHEN, seconds = 40): Promise<object> {
    engine.dial(callId, { number, patienceMs: 300_000, talkMs: 60_000, presses })
    for (let second = 0; second < seconds; second += 1) {
      schedule.advanceTo(new Date(schedule.now().getTime() + 1_000))
      await connector.work()
    }
    const { rows } = await database.pool.query(
      `select c.state, c.skill, c.category, c.summary, c.agent_id, m.storm_id is not null as storm, m.recorded_at is not null as recorded
       from contact c join menu_call m on m.contact_id = c.id where c.call_id = $1`,
      [callId],
    )
    return rows[0]
  }

  test('needs a menu to stand before, an end that is to come, and an area of one’s own', async () => {
    await expect(switchStormOn(lead.at(now()), storm)).rejects.toMatchObject({ code: 'STORM_NEEDS_MENU' })
    await database.pool.query(
      `update menu_flow set state = 'released', released_by = 'lead', released_at = '2026-01-01', valid_from = '2026-01-01'`,
    )
    await expect(switchStormOn(lead.at(now()), { ...storm, endsAt: now() })).rejects.toMatchObject({
      code: 'STORM_ENDS_IN_PAST',
    })
    await expect(switchStormOn(lead.at(now()), { ...storm, organisationPath: 'Y.' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const { storms, areas } = await switchStormOn(lead.at(now()), storm)
    expect(storms).toMatchObject([{ area: '安溪县供电公司', isRunning: true, switchedOnBy: 'lead', recorded: 0 }])
    expect(areas.map(({ path }) => path)).toEqual(['X.', 'X.X1.'])
    const { rows } = await database.pool.query(`select action, subject from audit_entry where action like 'storm.%'`)
    expect(rows).toEqual([{ action: 'storm.switched-on', subject: `storm:${storms[0]?.id}` }])
  })

  test('is told to who lives there, who records by one key that he is out too, without an agent and each account once', async () => {
    await switchStormOn(lead.at(now()), storm)
    const recorded = {
      ...{ state: 'closed', category: 'outage', summary: '语音自助：大面积停电登记', agent_id: null },
      ...{ storm: true, recorded: true },
    }
    expect(await call('c1', ['1'])).toMatchObject(recorded)
    expect(await call('c2', ['1'])).toMatchObject(recorded)
    expect(prompts[0]).toMatch(/^城关地区因暴雨停电,正在抢修。您家也停电请按 1/)
    expect(prompts[1]).toMatch(/^已登记您家停电/)
    expect((await listStorms(lead.at(now()))).storms).toMatchObject([{ heard: 2, recorded: 1 }])
    const { rows } = await database.pool.query('select count(*)::int as orders from work_order')
    expect(rows).toEqual([{ orders: 0 }])
  })

  test('is a short menu to the others, whose announcement it is not, with the whole one a key away', async () => {
    await switchStormOn(lead.at(now()), storm)
    expect(await call('c1', ['1', '0', '1', '0'], '13900000009', 30)).toMatchObject({
      state: 'queued',
      recorded: false,
    })
    expect(prompts.join()).not.toContain('暴雨')
    // The key that records is none of theirs.
    expect(prompts.map((prompt) => prompt.slice(0, 6))).toEqual([
      '目前部分区域',
      '没有听清您的',
      '您好，这里是',
      '停电与报修请',
      '正在为您转接',
    ])
  })

  test('gives who is in danger to a person at once', async () => {
    await switchStormOn(lead.at(now()), storm)
    expect(await call('c1', ['2'], CHEN, 8)).toMatchObject({ state: 'queued', skill: 'fault' })
  })

  test('leaves who presses nothing to the company’s menu, which gives him to a person', async () => {
    await switchStormOn(lead.at(now()), storm)
    expect(await call('c1', [], CHEN, 65)).toMatchObject({ state: 'queued', skill: 'general', recorded: false })
  })

  test('is over by itself at its end, or when a lead ends it, and who hears it then goes on in it', async () => {
    const { storms } = await switchStormOn(lead.at(now()), storm)
    engine.dial('during', { number: CHEN, patienceMs: 300_000, talkMs: null, presses: ['1'] })
    await connector.work()
    await endStorm(lead.at(now()), storms[0]?.id ?? 0)
    await expect(endStorm(lead.at(now()), storms[0]?.id ?? 0)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await call('after', [], CHEN, 30)).toMatchObject({ storm: false })
    expect((await listStorms(lead.at(now()))).storms).toMatchObject([
      { recorded: 1, isRunning: false, endedBy: 'lead' },
    ])
    await switchStormOn(lead.at(now()), { ...storm, endsAt: new Date(schedule.now().getTime() + 60_000).toISOString() })
    schedule.advanceTo(new Date(schedule.now().getTime() + 60_000))
    expect(await call('later', [], CHEN, 3)).toMatchObject({ storm: false })
  })
})

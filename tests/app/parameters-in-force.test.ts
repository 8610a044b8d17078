import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ParameterChangeItem } from '../../app/parameters/contract.ts'
import { draftChange } from '../../app/parameters/drafts.ts'
import { releaseChange } from '../../app/parameters/release.ts'
import { askDelegation } from '../../app/people/delegations.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { Role } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { submitApplication } from '../../intake/applications.ts'
import { listClocks } from '../../intake/sql/clocks.ts'
import { readAlarmRules } from '../../metering/alarm-rules.ts'
import { storeReadings } from '../../metering/readings.ts'
import { readPeriodHours } from '../../metering/sql/period-hours.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { identityNumber } from '../journeys/visit.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, useShippedPolicy } from './policy.ts'
import { ask, openSite, type Site } from './site.ts'

const TODAY = '2026-03-10T09:00:00+08:00'
const TOMORROW = '2026-03-11T09:00:00+08:00'

describe('a released change', () => {
  const database = useDatabase()
  let network: Network
  let site: Site

  beforeAll(async () => {
    network = await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    await addAt(database, '2026-02-05T09:00:00+08:00', 'old', ['agent'])
    site = await openSite(database, [], TODAY)
  })
  afterAll(() => site.app.close())

  const as = (username: string, role: Role, now = TODAY) => database.ctx(now, { username, roles: [role] })
  const change = async (set: string, key: string, value: Record<string, string | null>, role: Role = 'manager') => {
    const draft = { set, key, value, from: '2026-03-11', basis: '县公司〔2026〕3号', confirmed: false, reason: '试点' }
    const { id } = await draftChange(as('jiang', role), draft)
    return releaseChange(as('zhou', role), id, '同意')
  }
  const figuresOf = ({ effect }: ParameterChangeItem) =>
    effect?.figures.map(({ title, before, after }) => [title.zh, before, after])

  test('of a limit counts for applications from its day on; a clock that runs keeps its own', async () => {
    const submit = (now: string) => submitApplication(as('lin', 'intake', now), linXiaoman, ports)
    const limitOf = async (id: number) =>
      (await listClocks(as('lin', 'intake'), [id])).find(({ code }) => code === 'acceptance')
    const before = await submit(TODAY)
    await change('application-limit', 'low-voltage-residential~acceptance~*', { working_days: '2' })
    const same = await submit('2026-03-10T16:00:00+08:00')
    const after = await submit(TOMORROW)
    const limits = [before, same, after].map(async ({ id }) => (await limitOf(id))?.limitWorkingDays)
    expect(await Promise.all(limits)).toEqual([1, 1, 2])
    expect((await limitOf(after.id))?.legalBasis).toBe('县公司〔2026〕3号')
  })

  test('of a limit was told with the clocks that it would have made late', async () => {
    const { rows } = await database.pool.query(
      `insert into application_clock (application_id, code, limit_working_days, legal_basis, started_at, due_on, stopped_at)
       select id, 'whole-process', 5, 'x', '2026-02-24T09:00:00+08:00', '2026-03-03', '2026-03-02T15:00:00+08:00'
       from application order by id limit 1 on conflict (application_id, code) do update set
         started_at = excluded.started_at, stopped_at = excluded.stopped_at returning application_id as id`,
    )
    const changed = await change('application-limit', 'low-voltage-residential~whole-process~*', { working_days: '3' })
    const late = changed.effect?.figures[0]
    expect([late?.title.zh, late?.before, late?.after]).toEqual(['超时', '0', '1'])
    const { rows: named } = await database.pool.query('select application_no from application where id = $1', [
      rows[0].id,
    ])
    expect(changed.effect?.cases).toMatchObject([
      { ref: named[0].application_no, before: { zh: '按期' }, after: { zh: '超时' } },
    ])
  })

  test('of a deadline counts for work orders from its day on, and was told with those it would have missed', async () => {
    const { accountNo } = await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network)
    const open = (now: string) =>
      openWorkOrder(as('fang', 'agent', now), {
        kind: 'fault-repair',
        subkind: 'low-voltage',
        urgency: 'normal',
        description: '无电',
        form: {},
        accountNo,
      })
    const first = await open(TODAY)
    const sent = await takeOrderStep(as('fang', 'agent', TODAY), first.id, 'dispatch', { version: first.version })
    const accepted = await takeOrderStep(as('peng', 'crew', TODAY), first.id, 'acceptance', { version: sent.version })
    await takeOrderStep(as('peng', 'crew', '2026-03-10T09:40:00+08:00'), first.id, 'arrival', {
      version: accepted.version,
    })
    const changed = await change('deadline-rule', 'fault-repair~arrive~city', { amount: '30', unit: 'minutes' })
    expect(figuresOf(changed)).toEqual([['超时', '0', '1']])
    expect(changed.effect?.cases).toMatchObject([{ ref: first.workOrderNo }])
    const dueOf = (order: { clocks: { dueAt: string | null }[] }) => order.clocks[0]?.dueAt
    expect(dueOf(await open('2026-03-10T20:00:00+08:00'))).toBe(new Date('2026-03-10T20:45:00+08:00').toISOString())
    expect(dueOf(await open(TOMORROW))).toBe(new Date('2026-03-11T09:30:00+08:00').toISOString())
  })

  test('of the log-in policy refuses from its day on a password that was long enough the day before', async () => {
    const changed = await change(
      'login-policy',
      'least-length',
      { figure: '16', roles: null, except_roles: '' },
      'admin',
    )
    expect(changed.effect?.about.zh).toContain('下次修改时')
    const add = (username: string, now: string) =>
      addAt(database, now, username, ['agent'], { password: 'Short-but-2026' })
    await add('today', '2026-03-10T20:00:00+08:00')
    await expect(add('tomorrow', TOMORROW)).rejects.toMatchObject({ issues: [{ message: '密码至少 16 位' }] })
    // And over HTTP, by the very server that runs since before.
    site.setNow(TOMORROW)
    const session = await ask(site, {
      method: 'POST',
      url: '/api/session',
      payload: { username: 'today', password: 'Short-but-2026' },
    })
    const payload = { oldPassword: 'Short-but-2026', password: 'Another-2026' }
    const url = '/api/session/password'
    const { status, body } = await ask(site, { method: 'PUT', url, payload, token: session.cookie?.value ?? '' })
    expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining('密码至少 16 位')])
  })

  test('of the expiry of passwords was told with those who would have to change theirs tomorrow', async () => {
    const changed = await change(
      'login-policy',
      'expiry-days',
      { figure: '30', roles: null, except_roles: 'customer' },
      'admin',
    )
    const [, expired] = figuresOf(changed) ?? []
    expect(expired).toEqual(['明天须改密码', '0', '1'])
  })

  test('of a threshold judges readings from its day on, and was told by a sample', async () => {
    const marks = Array.from({ length: 96 * 5 + 1 }, (_, n) => Date.parse('2026-03-05T00:00:00+08:00') + n * 900_000)
    const silent = (atMs: number) => {
      const hour = (atMs - Date.parse('2026-03-07T00:00:00+08:00')) / 3_600_000
      return hour > 10 && hour < 14
    }
    const { rows } = await database.pool.query('select asset_no from device limit 1')
    const readings = marks
      .filter((atMs) => !silent(atMs))
      .map((atMs, n) => ({ meter: rows[0].asset_no, at: new Date(atMs), values: { importWh: 1_000_000 + n * 100 } }))
    await storeReadings(as('system', 'reader'), { source: 'mqtt', topic: 't', readings, keep: 'every' })
    while ((await validateDirtyDays(as('system', 'reader'))) > 0);
    const before = await database.pool.query('select count(*)::int as count from vee_finding')
    const changed = await change('vee-parameter', 'missing~longHours', { value: '2', severity: 'error' })
    expect(figuresOf(changed)?.[0]?.[0]).toBe('判为异常')
    expect(changed.effect?.about.zh).toContain('抽样 1 个计量点')
    // Nothing of what was tried stays.
    expect((await database.pool.query('select count(*)::int as count from vee_finding')).rows).toEqual(before.rows)
    expect((await database.pool.query(`select basis from vee_parameter`)).rows).toEqual([
      { basis: '县公司〔2026〕3号' },
    ])
  })

  test('of how long a role is lent, of what is due soon, and of a clock’s drift holds from its day on, and not before', async () => {
    await change('delegation-rule', 'longest-days', { figure: '10' }, 'admin')
    await change('desk-rule', 'due-soon-percent', { figure: '90' })
    await change('alarm-kind-rule', 'clock-drift', {
      ...{
        enabled: 'true',
        severity: 'warning',
        raise_at: '600',
        clear_at: '60',
        raise_minutes: '0',
        clear_minutes: '0',
      },
    })
    const figures = async (now: string) => [
      (await readFigures(as('lin', 'admin', now), 'delegation_rule'))('longest-days'),
      (await readFigures(as('lin', 'admin', now), 'desk_rule'))('due-soon-percent'),
      (await readAlarmRules(as('lin', 'admin', now))).measured['clock-drift'].raiseAt,
    ]
    expect([await figures(TODAY), await figures(TOMORROW)]).toEqual([
      [180, 20, 300],
      [10, 90, 600],
    ])
    const from = '2026-03-20'
    const lend = (now: string) =>
      askDelegation(
        { ...as('old', 'agent', now), actor: { ...as('old', 'agent', now).actor, id: oldId }, scope: 'X.' },
        { username: 'colleague', roles: ['agent'], from, through: '2026-03-31', reason: '休假' },
      )
    await addAt(database, '2026-02-05T09:00:00+08:00', 'colleague', ['lead'])
    const { rows } = await database.pool.query(`select id from app_user where username = 'old'`)
    const oldId = Number(rows[0].id)
    await expect(lend(TOMORROW)).rejects.toMatchObject({ message: '一次委托不超过 10 天' })
    expect((await lend(TODAY)).through).toBe('2026-03-31')
    expect(await isDrifting(TODAY, 'M-DRIFT-1')).toBe(true)
    expect(await isDrifting(TOMORROW, 'M-DRIFT-2')).toBe(false)
  })

  test('of the hours by which a curve divides counts for days from its day on', async () => {
    const spans = '00:00-12:00 valley, 12:00-24:00 peak'
    await change('period-hours', 'residential', { spans })
    const hoursOf = await readPeriodHours(as('lin', 'admin'))
    const begins = (day: string) => hoursOf('residential', day)?.map(({ period, from }) => `${period} ${from}`)
    expect(begins('2026-03-10')).toEqual(['valley 0', 'peak 360', 'valley 1320'])
    expect(begins('2026-03-11')).toEqual(['valley 0', 'peak 720'])
    expect(hoursOf('commercial', '2026-03-11')).toBe(null)
    await expect(change('period-hours', 'commercial', { spans: '00:00-12:00 valley' })).rejects.toMatchObject({
      issues: [{ path: 'value.spans' }],
    })
  })

  /** Whether a meter whose clock is six minutes fast raises an alarm. */
  async function isDrifting(now: string, assetNo: string): Promise<boolean> {
    const home = await openChenGuilan(database.ctx('2026-01-02T00:00:00+08:00'), network, {
      meter: {
        ...{ assetNo, profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: assetNo.endsWith('1') ? 11 : 12 },
      },
      contract: { contractNo: `HT-${assetNo}`, signedOn: '2025-12-30' },
      customer: {
        kind: 'person',
        name: '钟点',
        idNumber: identityNumber(assetNo.endsWith('1') ? 41 : 42),
        phone: '13800138041',
      },
    })
    const at = new Date(now)
    const clock = new Date(at.getTime() + 360_000).toISOString()
    await storeReadings(database.ctx(now), {
      ...{ source: 'mqtt', topic: 'test', keep: 'every' },
      readings: [{ meter: assetNo, at, values: { importWh: 1_000, clock } }],
    })
    const { rows } = await database.pool.query(`select 1 from alarm where kind = 'clock-drift' and point_id = $1`, [
      home.pointId,
    ])
    return rows.length > 0
  }
})

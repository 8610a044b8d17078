import { beforeAll, describe, expect, test } from 'vitest'
import { findReasons, listReasonOrders } from '../../callcenter/reasons/reasons.ts'
import { figuresOf } from '../../callcenter/rules/reasons.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const NOW = '2026-03-20T12:00:00+08:00'
const DAY_MS = 86_400_000

describe('a figure', () => {
  const counted = {
    ...{ count: 8, formerCount: 10, yearCount: 0, repeated: 2, rated: 4, scoreSum: 15, low: 1, met: 6, missed: 2 },
  }
  test('is by its formula, and not known where there is nothing to divide by', () => {
    const [share, month, repeats, satisfaction] = [0.2, -0.2, 0.25, 3.75]
    const figures = { share, month, year: null, repeats, satisfaction, low: 0.25, kept: 0.75 }
    expect(figuresOf(counted, 40)).toEqual(figures)
    const none = { ...counted, rated: 0, scoreSum: 0, low: 0, met: 0, missed: 0, repeated: null }
    expect(figuresOf(none, 0)).toMatchObject({ share: null, repeats: null, satisfaction: null, low: null, kept: null })
  })
})

type Order = {
  id: number
  kind: string
  subkind: string
  organisation_id: number
  account_id: number | null
  opened_at: Date
  status: string
  handler: string
  complained_username: string | null
  path: string
  score: number | null
  clocks: { due_at: string; stopped_at: string | null }[]
}

describe('what is brought to the desk', () => {
  const database = useDatabase()
  let lead: Seat
  let manager: Seat
  let foreign: Seat
  let accountNo = ''

  beforeAll(async () => {
    const ctx = database.ctx('2025-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path) select id, 'station', 'X2', '青石供电所', 'X.X2.' from organisation where path = 'X.'`,
    )
    const chen = await openChenGuilan(ctx, network)
    accountNo = chen.accountNo
    lead = await seat(database, 'lead', { roles: ['lead'] })
    manager = await seat(database, 'manager', { roles: ['manager'] })
    foreign = await seat(database, 'foreign', { roles: ['manager'], scope: 'Y.' })
    const starts = ['2025-03-01', '2026-02-01', '2026-03-01'].map((day) => new Date(`${day}T00:00:00+08:00`).getTime())
    for (let n = 0; n < 240; n++) {
      const openedAt = new Date((starts[n % 3] ?? 0) + ((n * 7919) % 28) * DAY_MS + ((n * 104_729) % DAY_MS))
      const [kind, subkind] = [
        ['fault-repair', 'low-voltage'],
        ['complaint', 'outage'],
        ['service-request', 'reading-doubt'],
        ['opinion', 'low-score'],
      ][(n * 31) % 4] as [string, string]
      await database.pool.query(
        `with w as (
           insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address, description, opened_by,
             opened_at, complained_username)
           select 'W' || $1::text, (select id from order_subkind where kind = $2 and subkind = $3), (array['quality', 'crew'])[$4 % 2 + 1], $2, 'normal',
             case when $4 % 11 = 0 then 'cancelled' else 'open' end, case when $4 % 5 = 0 then $5::bigint end,
             (select id from organisation where path = (array['X.', 'X.X2.', 'Y.'])[$4 % 7 % 3 + 1]), '某处', '停电', 'x', $6,
             case when $2 = 'complaint' and $4 % 2 = 1 then 'lead' end returning id),
         rated as (insert into satisfaction (work_order_id, score, way, rated_at) select id, $4 % 5 + 1, 'own', $6 from w where $4 % 3 = 0)
         insert into work_order_clock (work_order_id, clock, round, started_at, due_at, stopped_at, rule_id)
         select id, 'answer', 1, $6, $6::timestamptz + interval '1 day', case when $4 % 4 <> 0 then $6::timestamptz + make_interval(hours => $4 % 40) end,
           (select min(id) from deadline_rule) from w`,
        [`${1000 + n}`, kind, subkind, n, chen.accountId, openedAt],
      )
    }
  })

  async function raw(): Promise<Order[]> {
    const { rows } = await database.pool.query(
      `select w.*, s.subkind, o.path, r.score, (select coalesce(json_agg(c), '[]') from work_order_clock c where c.work_order_id = w.id) as clocks
       from work_order w join order_subkind s on s.id = w.subkind_id join organisation o on o.id = w.organisation_id
       left join satisfaction r on r.work_order_id = w.id`,
    )
    return rows
  }
  const between =
    (from: string, to: string) =>
    ({ opened_at }: Order) =>
      opened_at >= new Date(`${from}T00:00:00+08:00`) && opened_at < new Date(`${to}T00:00:00+08:00`)
  const keys = {
    subkind: ({ kind, subkind }: Order) => `${kind}~${subkind}`,
    unit: ({ organisation_id }: Order) => String(organisation_id),
    handler: ({ handler }: Order) => handler,
  }

  test.each(['subkind', 'unit', 'handler'] as const)('is counted by %s as the raw rows say', async (by) => {
    const mine = (await raw()).filter(
      (each) =>
        each.status !== 'cancelled' &&
        each.subkind !== 'low-score' &&
        each.path.startsWith('X.') &&
        each.complained_username !== 'lead',
    )
    const now = mine.filter(between('2026-03-01', '2026-03-21'))
    const former = mine.filter(between('2026-02-01', '2026-02-21'))
    const year = mine.filter(between('2025-03-01', '2025-03-21'))
    const page = await findReasons(lead.at(NOW), { month: '2026-03', by })
    expect([page.from, page.to, page.all, page.formerAll, page.yearAll]).toEqual([
      ...['2026-03-01', '2026-03-21', now.length, former.length, year.length],
    ])
    expect(new Set(page.reasons.map(({ key }) => key))).toEqual(new Set([...now, ...former, ...year].map(keys[by])))
    for (const { key, count, formerCount, yearCount, rated, figures } of page.reasons) {
      const own = (orders: Order[]) => orders.filter((each) => keys[by](each) === key)
      const scores = own(now).flatMap(({ score }) => (score === null ? [] : [score]))
      const clocks = own(now).flatMap((each) => each.clocks)
      const met = clocks.filter((c) => c.stopped_at !== null && new Date(c.stopped_at) <= new Date(c.due_at))
      const missed = clocks.filter((c) =>
        c.stopped_at === null ? new Date(c.due_at) < new Date(NOW) : new Date(c.stopped_at) > new Date(c.due_at),
      )
      const again = own(now).filter((one) =>
        mine.some(
          (two) =>
            two.account_id !== null &&
            two.account_id === one.account_id &&
            two.kind === one.kind &&
            two.subkind === one.subkind &&
            two.opened_at < one.opened_at &&
            two.opened_at.getTime() >= one.opened_at.getTime() - 30 * DAY_MS,
        ),
      )
      expect([count, formerCount, yearCount, rated]).toEqual([
        own(now).length,
        own(former).length,
        own(year).length,
        scores.length,
      ])
      const n = own(now).length
      const close = (value: number | null, expected: number) =>
        Number.isNaN(expected) || !Number.isFinite(expected)
          ? expect(value).toBeNull()
          : expect(value).toBeCloseTo(expected, 9)
      close(figures.share, n / now.length)
      close(figures.month, (n - own(former).length) / own(former).length)
      close(figures.year, (n - own(year).length) / own(year).length)
      close(figures.repeats, again.length / n)
      close(figures.satisfaction, scores.reduce((sum, score) => sum + score, 0) / scores.length)
      close(figures.low, scores.filter((score) => score <= 2).length / scores.length)
      close(figures.kept, met.length / (met.length + missed.length))
    }
    expect(now.length).toBeGreaterThan(15)
  })

  test('counts nothing that is hidden from the reader, nor of another county', async () => {
    const complaints = async (who: Seat) =>
      (await findReasons(who.at(NOW), { month: '2026-03', by: 'subkind' })).reasons.find(
        ({ key }) => key === 'complaint~outage',
      )?.count ?? 0
    const hidden = (await raw()).filter(
      (each) =>
        each.complained_username === 'lead' &&
        each.status !== 'cancelled' &&
        each.path.startsWith('X.') &&
        between('2026-03-01', '2026-03-21')(each),
    )
    expect(hidden.length).toBeGreaterThan(0)
    expect((await complaints(manager)) - (await complaints(lead))).toBe(hidden.length)
    const units = (await findReasons(foreign.at(NOW), { month: '2026-03', by: 'unit' })).reasons.map(({ name }) => name)
    expect(units).toEqual(['永春县供电公司'])
  })

  test('leads from each count to just as many orders, none of them hidden', async () => {
    for (const by of ['subkind', 'unit', 'handler'] as const) {
      const { reasons } = await findReasons(lead.at(NOW), { month: '2026-03', by })
      for (const { key, count } of reasons)
        expect((await listReasonOrders(lead.at(NOW), { month: '2026-03', by, key })).orders).toHaveLength(count)
    }
  })

  test('names accounts that bring one matter often, by the rule of the day', async () => {
    const { frequent } = await findReasons(manager.at(NOW), { month: '2026-03', by: 'subkind' })
    const since = between('2026-01-20', '2026-03-21')
    const own = (await raw()).filter(
      (each) =>
        each.account_id !== null &&
        each.status !== 'cancelled' &&
        each.path.startsWith('X.') &&
        each.subkind !== 'low-score' &&
        since(each),
    )
    expect(frequent.length).toBeGreaterThan(0)
    for (const each of frequent) {
      const same = own.filter(
        ({ kind, subkind, path }) =>
          kind === each.kind && subkind === each.subkind && (path === 'X.') === (each.unit !== '青石供电所'),
      )
      expect([each.accountNo, each.times]).toEqual([accountNo, same.length])
      expect(each.times).toBeGreaterThanOrEqual(3)
    }
    await database.pool.query(`update reason_rule set figure = 1000 where rule = 'frequent-times'`)
    expect((await findReasons(manager.at(NOW), { month: '2026-03', by: 'subkind' })).frequent).toEqual([])
  })

  test('counts contacts by what they were about, without those from which the reader is kept', async () => {
    const { rows } = await database.pool.query(
      `insert into contact (contact_no, channel, state, agent_id, queued_at, closed_at, category, summary)
       select 'C' || n, 'voice', 'closed', $1, $2, $2, case when n = 1 then 'complaint' else 'billing' end, '问电费' from generate_series(1, 3) n returning id`,
      [manager.id, '2026-03-05T10:00:00+08:00'],
    )
    await database.pool.query(
      `update work_order set contact_id = $1 where id = (select id from work_order where complained_username = 'lead' limit 1)`,
      [rows[0].id],
    )
    const counts = async (who: Seat) =>
      (await findReasons(who.at(NOW), { month: '2026-03', by: 'category' })).reasons.map(({ key, count }) => [
        key,
        count,
      ])
    expect(await counts(manager)).toEqual([
      ['billing', 2],
      ['complaint', 1],
    ])
    expect(await counts(lead)).toEqual([['billing', 2]])
  })

  test.each([
    ['2026-05', '28', 28],
    ['2026-05', '29', 29],
    ['2026-05', '30', 30],
    ['2026-05', '31', 30],
    ['2027-03', '28', 28],
    ['2027-03', '29', 28],
    ['2027-03', '30', 28],
    ['2027-03', '31', 28],
    ['2026-06', '29', 29],
    ['2026-06', '30', 31],
  ])('is held in %s until the %s beside %d days of the month before', async (month, day, days) => {
    const today = `${month}-${day}T12:00:00+08:00`
    await database.pool.query(
      `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, organisation_id, address, description, opened_by, opened_at)
       select 'D' || d, (select min(id) from order_subkind where kind = 'fault-repair'), 'crew', 'fault-repair', 'normal', 'open',
         (select id from organisation where path = 'X.'), '某处', '停电', 'x', (d + time '12:00') at time zone 'Asia/Shanghai'
       from (select generate_series(m - interval '1 month', m - interval '1 day', '1 day')::date from (select $1::date) month (m)) days (d)
       on conflict do nothing`,
      [`${month}-01`],
    )
    const page = await findReasons(manager.at(today), { month, by: 'subkind' })
    expect(page.formerAll).toBe(days)
    const nextYear = await findReasons(manager.at(today.replace(/^\d+/, (year) => `${Number(year) + 1}`)), {
      ...{ month: month.replace(/^\d+/, (year) => `${Number(year) + 1}`), by: 'subkind' },
    })
    expect(nextYear.yearAll).toBe(page.all)
  })
})

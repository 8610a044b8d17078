import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkOrder } from '../../callcenter/orders/contract.ts'
import { kindTitles } from '../../callcenter/orders/kinds/contract.ts'
import { listOrderKinds } from '../../callcenter/orders/kinds.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { type Answers, checkForm, chooseRules } from '../../callcenter/rules/order-kinds.ts'
import { type Applied, migrate } from '../../db/migrate.ts'
import { createPool } from '../../db/pool.ts'
import { layNetwork } from '../support/cast.ts'
import { administer, useDatabase } from '../support/database.ts'

describe('of the limits of a kind', () => {
  const rules = [
    { clock: 'answer', subkind: null, area: null, customerClass: null, is: 'everything' },
    { clock: 'answer', subkind: null, area: 'rural', customerClass: null, is: 'the country' },
    { clock: 'answer', subkind: null, area: 'city', customerClass: 'important', is: 'important in town' },
    { clock: 'answer', subkind: 'a', area: null, customerClass: null, is: 'a' },
    { clock: 'answer', subkind: 'b', area: 'city', customerClass: null, is: 'b in town' },
    { clock: 'arrive', subkind: 'a', area: 'rural', customerClass: null, is: 'a in the country' },
  ] as const
  test.each([
    ['x', 'city', ['everything']],
    ['x', 'rural', ['the country']],
    ['a', 'city', ['a']],
    ['a', 'rural', ['a', 'a in the country']],
    ['b', 'city', ['b in town']],
    ['b', 'rural', ['the country']],
    ['x', 'city', ['important in town'], true],
    ['x', 'rural', ['the country'], true],
    ['a', 'city', ['a'], true],
  ])('sub-kind %s in the %s has %j', (subkind, area, expected, isImportant = false) => {
    expect(chooseRules([...rules], { subkind, area, isImportant }).map(({ is }) => is)).toEqual(expected)
  })
})

describe('a form', () => {
  const asked = [
    { field: 'clue', isNeeded: true, shape: 'text' },
    { field: 'seen-reading', isNeeded: false, shape: 'number' },
    { field: 'danger', isNeeded: false, shape: 'flag' },
    { field: 'paid-on', isNeeded: false, shape: 'date' },
    { field: 'bill-month', isNeeded: false, shape: 'month' },
    { field: 'happened-at', isNeeded: false, shape: 'instant' },
  ] as const
  const wrong = (answers: Answers) => checkForm([...asked], answers).map(({ path, message }) => `${path} ${message}`)

  test('that answers what is needed, each as its field reads it, is taken', () => {
    expect(wrong({ clue: '夜里' })).toEqual([])
    expect(
      wrong({
        ...{ clue: '夜里', 'seen-reading': 0, danger: false, 'paid-on': '2026-03-31', 'bill-month': '2026-02' },
        'happened-at': '2026-03-10T08:00:00+08:00',
      }),
    ).toEqual([])
  })

  test.each([
    [{}, 'form.clue 必填'],
    [{ clue: '' }, 'form.clue 必填'],
    [{ clue: '  ' }, 'form.clue 格式不对'],
    [{ clue: 'x', 'seen-reading': -1 }, 'form.seen-reading 格式不对'],
    [{ clue: 'x', 'seen-reading': '7' }, 'form.seen-reading 格式不对'],
    [{ clue: 'x', danger: '是' }, 'form.danger 格式不对'],
    [{ clue: 'x', 'paid-on': '2026-13-01' }, 'form.paid-on 格式不对'],
    [{ clue: 'x', 'bill-month': '2026-02-01' }, 'form.bill-month 格式不对'],
    [{ clue: 'x', 'happened-at': '昨天' }, 'form.happened-at 格式不对'],
    [{ clue: 'x', phone: '1' }, 'form.phone 这类工单不填此项'],
  ])('of %j is refused at its field', (answers, message) => {
    expect(wrong(answers as Answers)).toEqual([message])
  })
})

describe('a new work order', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  const ctx = (at = now) => database.ctx(at, { username: 'lin' })
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
  })

  type Opening = Parameters<typeof openWorkOrder>[1]
  const open = (kind: Opening['kind'], subkind: Opening['subkind'], form: Opening['form'] = {}, at = now) =>
    openWorkOrder(ctx(at), { kind, subkind, urgency: 'normal', address: '东门街1号', description: '来电反映', form })
  const clocks = (order: WorkOrder) => order.clocks.map(({ name, dueAt }) => [name, dueAt])
  const iso = (at: string) => new Date(at).toISOString()

  test('may be of nine kinds, each with sub-kinds, limits and who does it', async () => {
    const { subkinds } = await listOrderKinds(ctx(), {})
    expect([...new Set(subkinds.map(({ kind }) => kind))].sort()).toEqual(Object.keys(kindTitles).sort())
    expect(subkinds.filter(({ kind }) => kind === 'complaint').map(({ subkind }) => subkind)).toEqual([
      ...['service', 'business', 'outage', 'supply-quality', 'construction'],
    ])
    expect(subkinds.filter(({ limits }) => limits.length === 0)).toEqual([])
    expect(subkinds.find(({ subkind }) => subkind === 'appliance-damage')).toMatchObject({
      ...{ route: 'field', handler: 'crew', isAudited: true, isCalledBack: true },
      fields: [
        { field: 'appliances', isNeeded: true },
        { field: 'happened-at', isNeeded: true },
      ],
      limits: [
        { clock: 'arrive', starts: 'opened', limit: { zh: '24 小时' } },
        { clock: 'answer', starts: 'arrived', limit: { zh: '1 个工作日' } },
      ],
    })
  })

  // Tuesday 10 March: 11 Wed, 12 Thu, 13 Fri, 16 Mon, 17 Tue.
  test.each([
    ['meter-abnormal', {}, [['answer', '2026-03-17T00:00:00+08:00']]],
    ['meter-check', {}, [['answer', '2026-03-18T00:00:00+08:00']]],
    ['reading-doubt', { 'bill-month': '2026-02' }, [['answer', '2026-03-18T00:00:00+08:00']]],
    ['reconnection', {}, [['restore', '2026-03-11T09:00:00+08:00']]],
    ['charging', { place: '服务区' }, [['arrive', '2026-03-10T09:45:00+08:00']]],
    ['other', {}, [['answer', '2026-03-18T00:00:00+08:00']]],
  ] as const)('for the service %s promises its own limit', async (subkind, form, expected) => {
    const order = await open('service-request', subkind, form)
    expect(clocks(order)).toEqual(expected.map(([name, at]) => [name, iso(at)]))
    expect(order).toMatchObject({ kind: 'service-request', subkind, form })
  })

  test('of a kind that has no such sub-kind, or with a form that does not fit, is refused and nothing is opened', async () => {
    await expect(open('praise', 'theft')).rejects.toMatchObject({
      code: 'SUBKIND_UNFIT',
      issues: [{ path: 'subkind' }],
    })
    await expect(open('service-request', 'charging')).rejects.toMatchObject({
      code: 'FORM_UNFIT',
      issues: [{ path: 'form.place' }],
    })
    const { rows } = await database.pool.query(`select 1 from work_order where kind = 'praise'`)
    expect(rows).toEqual([])
  })

  test('goes by the rules of its day, and those opened before by theirs', async () => {
    const before = await open('praise', 'other', {}, '2026-03-31T23:59:00+08:00')
    await database.pool.query(`update order_subkind set valid_to = '2026-04-01' where kind = 'praise'`)
    await database.pool.query(
      `insert into order_subkind (kind, subkind, route, handler, audited, called_back, basis, confirmed, valid_from)
       values ('praise', 'other', 'office', 'district-manager', false, false, '试行', false, '2026-04-01')`,
    )
    const after = await open('praise', 'other', {}, '2026-04-01T00:00:00+08:00')
    expect([before.handler, after.handler]).toEqual(['quality', 'district-manager'])
  })
})

describe('an order of before', () => {
  const database = useDatabase()
  const name = `former_${process.pid}`
  afterAll(() => administer(`drop database if exists ${name} with (force)`))

  test('becomes a sub-kind with its clocks; what was not told apart stays so', async () => {
    const { rows: applied } = await database.pool.query<Applied>('select number, name, checksum from migration')
    await administer(`create database ${name}`)
    const pool = createPool(Object.assign(new URL(database.url), { pathname: `/${name}` }).toString(), 2)
    await migrate(
      pool,
      applied.filter(({ number }) => number < 408),
    )
    await pool.query(`insert into organisation (kind, code, name, path) values ('county', 'X', '某县', 'X.')`)
    for (const [name, kind, status] of [
      ['complaint', 'complaint', 'open'],
      ['doubt', 'reading-doubt', 'open'],
      ['doubt-in-hand', 'reading-doubt', 'accepted'],
      ['fault', 'fault-repair', 'open'],
      ['meter-check', 'meter-check', 'accepted'],
      ['report', 'report', 'accepted'],
      ['request', 'service-request', 'open'],
    ])
      await pool.query(
        `with laid as (
           insert into work_order (work_order_no, kind, urgency, status, organisation_id, address, description, opened_by,
             opened_at)
           select $1, $2, 'normal', $3, id, '东门街1号', '来电反映', '林', $4 from organisation returning id, kind)
         insert into work_order_clock (work_order_id, clock, started_at, due_at, rule_id)
         select distinct on (r.clock) laid.id, r.clock, $4::timestamptz, $4::timestamptz, r.id
         from laid join deadline_rule r on r.kind = laid.kind`,
        [name, kind, status, '2026-03-10T09:00:00+08:00'],
      )
    await migrate(pool)
    const { rows } = await pool.query(
      `select w.work_order_no as was, w.kind, s.subkind, w.handler, s.audited, s.called_back,
         array_agg(r.subkind order by r.clock) as of
       from work_order w join order_subkind s on s.id = w.subkind_id join work_order_clock c on c.work_order_id = w.id
       join deadline_rule r on r.id = c.rule_id and r.kind = w.kind group by 1, 2, 3, 4, 5, 6 order by 1`,
    )
    await pool.end()
    expect(rows.map(({ was, kind, subkind, handler, of }) => [was, kind, subkind, handler, of])).toEqual([
      ['complaint', 'complaint', 'unclassified', 'quality', [null, null]],
      ['doubt', 'service-request', 'reading-doubt', 'reader', ['reading-doubt']],
      ['doubt-in-hand', 'service-request', 'reading-doubt', 'crew', ['reading-doubt']],
      ['fault', 'fault-repair', 'unclassified', 'crew', [null, null]],
      ['meter-check', 'service-request', 'meter-check', 'crew', ['meter-check']],
      ['report', 'report', 'unclassified', 'quality', [null]],
      ['request', 'service-request', 'other', 'district-manager', [null]],
    ])
    const checks = rows.filter(({ subkind }) => subkind === 'unclassified')
    expect(checks.map(({ was, audited, called_back }) => [was, audited, called_back])).toEqual([
      ['complaint', true, true],
      ['fault', false, true],
      ['report', true, false],
    ])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OneParameter, ParameterChangeItem, ParameterList } from '../../app/parameters/contract.ts'
import { parameters } from '../../app/parameters/routes.ts'
import { parameterSets } from '../../app/parameters/sets.ts'
import type { Role } from '../../db/context.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, HOST, logIn, openSite, type Site } from './site.ts'

const NOW = '2026-03-10T09:00:00+08:00'
const people: [string, Role[]][] = [
  ['guan', ['admin']],
  ['wen', ['admin']],
  ['jiang', ['manager']],
  ['zhou', ['manager']],
  ['lin', ['billing']],
  ['qian', ['accountant']],
  ['shen', ['intake']],
  ['he', ['auditor']],
]
/** Two who may, of a unit below. */
const below = ['xian', 'zhen']

describe('parameters', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    site = await openSite(database, [parameters], NOW)
    for (const [username, roles] of people) {
      await addPerson(database, username, roles)
      tokens[username] = await logIn(site, username)
    }
    for (const username of below) {
      await addPerson(database, username, ['manager', 'accountant'], 'X.X1.')
      tokens[username] = await logIn(site, username)
    }
  })
  afterAll(() => site.app.close())

  const get = async <T>(username: string, url: string) => {
    const { status, body } = await ask(site, { method: 'GET', url, token: tokens[username] ?? '' })
    return { status, body: body as T }
  }
  const list = async (username: string, query = '') =>
    (await get<ParameterList>(username, `/api/parameters${query}`)).body
  const post = async (username: string, url: string, payload: object) => {
    const { status, body } = await ask(site, { method: 'POST', url, payload, token: tokens[username] ?? '' })
    return {
      status,
      body: body as ParameterChangeItem & { error?: { code: string; message: string; issues?: unknown[] } },
    }
  }
  const draft = (username: string, set: string, key: string, value: object | null, more: object = {}) =>
    post(username, '/api/parameters/changes', {
      ...{ set, key, value, from: '2026-04-01', basis: '县公司〔2026〕3号 第二条', reason: '试点' },
      ...more,
    })
  const release = (username: string, id: number) =>
    post(username, `/api/parameters/changes/${id}/release`, { note: '已核对' })

  describe('the list', () => {
    test('has every table of dated rules with a basis, or an exemption that is told', async () => {
      // What somebody wants to change is no rule yet.
      const exempt = new Set(['parameter_change'])
      const { rows } = await database.pool.query<{ name: string }>(
        `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relkind in ('r', 'p') group by c.relname
         having bool_or(a.attname = 'valid_from') and bool_or(a.attname in ('basis', 'legal_basis', 'clause'))`,
      )
      const listed = new Set(parameterSets.flatMap(({ tables }) => tables))
      expect(rows.length).toBeGreaterThan(20)
      expect(rows.filter(({ name }) => !listed.has(name) && !exempt.has(name))).toEqual([])
    })

    test('says each value in plain words, with its days, its basis and where it comes from', async () => {
      const { sets } = await list('jiang', '?q=电费违约金 居民')
      expect(sets.map(({ name }) => name)).toEqual(['late-fee-rule'])
      expect(sets[0]?.items[0]).toMatchObject({
        key: 'residential',
        title: { zh: '居民生活' },
        said: { zh: expect.stringContaining('当年欠费 0.1%/日') },
        from: '2024-06-01',
        to: null,
        confirmed: false,
        by: null,
        state: 'holds',
      })
    })

    test('shows every key of every table once, and no code without a word', async () => {
      const { sets } = await list('guan')
      const items = sets.flatMap((set) => set.items.map((item) => ({ ...item, set: set.name })))
      expect(items.length).toBeGreaterThan(250)
      expect(new Set(items.map(({ set, key }) => `${set} ${key}`)).size).toBe(items.length)
      const bare = items.filter(({ title, said }) => /^[a-z-]+$/.test(title.zh) || said.zh.includes('undefined'))
      expect(bare.map(({ set, key }) => `${set} ${key}`)).toEqual([])
      const words = items.flatMap(({ title }) => title.zh.split(' · '))
      expect(words.filter((word) => /^[a-z][a-zA-Z-]+$/.test(word))).toEqual([])
    })
  })

  describe('a change', () => {
    const rate = (current: string) => ({
      automatic: 'true',
      current_year_rate: current,
      cross_year_rate: '0.003',
      cross_year_reading: 'split',
      minimum_yuan: '1',
      rule_edition: '2024',
    })
    const rowsOf = async (sql: string) => (await database.pool.query(sql)).rows

    test('is a draft until another releases it; then the former row ends where it begins', async () => {
      const drafted = await draft('lin', 'late-fee-rule', 'commercial', rate('0.0015'))
      expect(drafted).toMatchObject({
        status: 201,
        body: {
          state: 'draft',
          before: { zh: '当年欠费 0.2%/日' },
          after: { zh: '当年欠费 0.15%/日' },
        },
      })
      const { id } = drafted.body
      const stands = `select current_year_rate::text as rate, valid_from, valid_to from late_fee_rule
        where account_class = 'commercial' order by valid_from desc limit 2`
      expect((await rowsOf(stands))[0]).toMatchObject({ rate: '0.002000', valid_to: null })
      expect((await list('qian', '?state=drafted')).waiting).toBe(1)
      // Whoever drafted it may not decide at all, and where he may, not on his own.
      expect((await release('lin', id)).status).toBe(404)
      expect(await release('qian', id)).toMatchObject({ status: 200, body: { state: 'released', decidedBy: 'qian' } })
      expect(await rowsOf(stands)).toEqual([
        { rate: '0.001500', valid_from: '2026-04-01', valid_to: null },
        { rate: '0.002000', valid_from: '2024-06-01', valid_to: '2026-04-01' },
      ])
      const { body } = await get<OneParameter>('he', '/api/parameters/sets/late-fee-rule?key=commercial')
      expect(body.history.map(({ from, state, by }) => [from, state, by])).toEqual([
        ['2026-04-01', 'coming', 'qian'],
        ['2024-06-01', 'holds', null],
        ['1996-10-08', 'ended', null],
      ])
      expect(body.item?.next).toMatchObject({ from: '2026-04-01' })
      const audited = await rowsOf(
        `select action, actor from audit_entry where subject = 'parameter-change:${id}' order by id`,
      )
      expect(audited.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
        'parameter.drafted lin',
        'parameter.released qian',
      ])
    })

    test('is not released by whoever drafted it, nor by who acts for him', async () => {
      const { body } = await draft('jiang', 'due-rule', 'residential', { days_after_period: '20' })
      expect(await release('jiang', body.id)).toMatchObject({
        status: 409,
        body: { error: { code: 'SECOND_PERSON_NEEDED' } },
      })
      await database.pool.query(
        `insert into delegation (from_id, to_id, roles, valid_from, valid_to, reason, asked_at, decision, decided_by, decided_at)
         select f.id, t.id, '{manager}', '2026-03-01', '2026-03-20', '休假', now(), 'released', 'x', now()
         from app_user f, app_user t where f.username = 'jiang' and t.username = 'zhou'`,
      )
      expect(await release('zhou', body.id)).toMatchObject({
        status: 409,
        body: { error: { code: 'SECOND_PERSON_NEEDED' } },
      })
      await database.pool.query('delete from delegation')
      expect((await release('zhou', body.id)).status).toBe(200)
    })

    test.each<[string, string, string, string, object | null, object, object]>([
      [
        'of a day in the past',
        'jiang',
        'due-rule',
        'commercial',
        { days_after_period: '20' },
        { from: '2026-03-09' },
        { issues: [{ path: 'from' }] },
      ],
      [
        'of a day before what begins last',
        'jiang',
        'late-fee-rule',
        'commercial',
        rate('0.001'),
        { from: '2026-04-01' },
        { issues: [{ path: 'from' }] },
      ],
      [
        'out of bounds',
        'jiang',
        'due-rule',
        'commercial',
        { days_after_period: '0' },
        {},
        { issues: [{ path: 'value.days_after_period' }] },
      ],
      [
        'that is no number',
        'jiang',
        'due-rule',
        'commercial',
        { days_after_period: '二十' },
        {},
        { issues: [{ path: 'value.days_after_period' }] },
      ],
      [
        'of a code that is none',
        'jiang',
        'late-fee-rule',
        'agricultural',
        { ...rate('0.002'), cross_year_reading: 'x' },
        {},
        { issues: [{ path: 'value.cross_year_reading' }] },
      ],
      [
        'without a basis',
        'jiang',
        'due-rule',
        'commercial',
        { days_after_period: '20' },
        { basis: '' },
        { issues: [{ path: 'basis' }] },
      ],
      ['that ends what may not end', 'jiang', 'due-rule', 'commercial', null, {}, { code: 'PARAMETER_UNFIT' }],
      [
        'that says nothing new',
        'jiang',
        'market-tolerance',
        '',
        { least_kwh: '10', percent: '0.50' },
        { basis: '示范值：结算单电量与计量电量的允许偏差，以各省零售市场结算细则为准' },
        { code: 'PARAMETER_UNFIT' },
      ],
      ['of a set that is edited elsewhere', 'jiang', 'bill-check-rule', '', {}, {}, { code: 'PARAMETER_ELSEWHERE' }],
      [
        'of a key that is not there',
        'jiang',
        'due-rule',
        'industrial',
        { days_after_period: '20' },
        {},
        { code: 'NOT_FOUND' },
      ],
      [
        'by another department',
        'shen',
        'due-rule',
        'commercial',
        { days_after_period: '20' },
        {},
        { code: 'NOT_FOUND' },
      ],
      [
        'by a manager of what is the administrators’',
        'jiang',
        'login-policy',
        'least-length',
        { figure: '12' },
        {},
        { code: 'PARAMETER_ELSEWHERE' },
      ],
      ['by the auditor', 'he', 'due-rule', 'commercial', { days_after_period: '20' }, {}, { code: 'NOT_ALLOWED' }],
    ])('%s is refused', async (_what, who, set, key, value, more, error) => {
      const { status, body } = await draft(who, set, key, value, more)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(body.error).toMatchObject({
        ...error,
        ...('issues' in error && { issues: (error.issues as object[]).map((issue) => expect.objectContaining(issue)) }),
      })
    })

    test('is one at a time for a rule, and can be withdrawn', async () => {
      const first = await draft('lin', 'due-rule', 'agricultural', { days_after_period: '30' })
      expect(await draft('jiang', 'due-rule', 'agricultural', { days_after_period: '31' })).toMatchObject({
        status: 409,
        body: { error: { code: 'DRAFT_EXISTS', message: expect.stringContaining('lin') } },
      })
      const url = `/api/parameters/changes/${first.body.id}/withdrawal`
      expect((await post('lin', url, { reason: '写错了' })).body).toMatchObject({ state: 'withdrawn' })
      expect((await post('lin', url, { reason: '写错了' })).body.error?.code).toBe('CHANGE_NOT_WAITING')
      expect((await draft('jiang', 'due-rule', 'agricultural', { days_after_period: '31' })).status).toBe(201)
    })

    test('drafted twice at once is drafted once', async () => {
      const both = await Promise.all(
        ['jiang', 'zhou'].map((who) => draft(who, 'allowance-rule', 'destitute', { free_kwh_per_month: '12.5' })),
      )
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    })

    test('released twice at once is released once, and a rule that changed meanwhile is refused', async () => {
      const one = await draft('lin', 'allowance-rule', 'low-income', { free_kwh_per_month: '12' })
      const both = await Promise.all(['jiang', 'zhou'].map((who) => release(who, one.body.id)))
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
      const other = await draft('lin', 'power-factor-duty', 'commercial', { from_kva: '80', usual_standard: '0.9' })
      await database.pool.query(`update power_factor_duty set from_kva = 120 where account_class = 'commercial'`)
      expect(await release('jiang', other.body.id)).toMatchObject({
        status: 409,
        body: { error: { code: 'PARAMETER_CHANGED' } },
      })
    })

    test('whose day passed while it waited is not released', async () => {
      const { body } = await draft(
        'lin',
        'market-tolerance',
        '',
        { least_kwh: '20', percent: '1' },
        { from: '2026-03-11' },
      )
      site.setNow('2026-03-12T09:00:00+08:00')
      tokens.jiang = await logIn(site, 'jiang')
      expect((await release('jiang', body.id)).body.error?.code).toBe('PARAMETER_DAY_PASSED')
      site.setNow(NOW)
    })

    test('that is released is taken back by two before its day, and what held goes on', async () => {
      const { body } = await draft('jiang', 'feed-in-price', '31~full', { yuan_per_kwh: '0.4', source_url: null })
      await release('zhou', body.id)
      const stands = `select trim_scale(yuan_per_kwh)::text as price, valid_from, valid_to from feed_in_price
        where region = '31' and mode = 'full' and known_to is null order by valid_from`
      expect(await rowsOf(stands)).toEqual([
        { price: '0.4155', valid_from: '2017-07-01', valid_to: '2026-04-01' },
        { price: '0.4', valid_from: '2026-04-01', valid_to: null },
      ])
      const url = `/api/parameters/changes/${body.id}/revocation`
      expect((await post('zhou', url, { reason: '文件撤销了' })).body).toMatchObject({
        state: 'released',
        mayRevoke: false,
      })
      expect((await post('zhou', url, { reason: '文件撤销了' })).body.error?.code).toBe('SECOND_PERSON_NEEDED')
      expect((await post('jiang', url, { reason: '同意' })).body).toMatchObject({ state: 'revoked' })
      expect(await rowsOf(stands)).toEqual([{ price: '0.4155', valid_from: '2017-07-01', valid_to: null }])
    })

    test('that holds is not taken back', async () => {
      const { body } = await draft(
        'jiang',
        'feed-in-price',
        '31~surplus',
        { yuan_per_kwh: '0.4', source_url: null },
        { from: '2026-03-10' },
      )
      await release('zhou', body.id)
      const { error } = (await post('jiang', `/api/parameters/changes/${body.id}/revocation`, { reason: '不要了' }))
        .body
      expect(error?.code).toBe('CHANGE_IN_FORCE')
    })

    test('may add a rule and end it again', async () => {
      const added = await draft('guan', 'duty-rule', 'intake~cashier', {}, { from: '2026-03-11' })
      expect(added).toMatchObject({ status: 201, body: { key: 'cashier~intake', before: null } })
      await release('wen', added.body.id)
      const ended = await draft('wen', 'duty-rule', 'cashier~intake', null, { from: '2026-03-12' })
      expect((await release('guan', ended.body.id)).status).toBe(200)
      expect(await rowsOf(`select valid_from, valid_to from duty_rule where one = 'cashier'`)).toEqual([
        { valid_from: '2026-03-11', valid_to: '2026-03-12' },
      ])
    })

    test('that ended a rule is not taken back while a later value stands, and says which; once that is gone it is', async () => {
      const added = await draft('guan', 'duty-rule', 'cashier~quality', {}, { from: '2026-03-11' })
      await release('wen', added.body.id)
      const ended = await draft('guan', 'duty-rule', 'cashier~quality', null, { from: '2026-03-20' })
      await release('wen', ended.body.id)
      const again = await draft('guan', 'duty-rule', 'cashier~quality', {}, { from: '2026-04-20' })
      expect((await release('wen', again.body.id)).status).toBe(200)
      const takeBack = (who: string, id: number) =>
        post(who, `/api/parameters/changes/${id}/revocation`, { reason: '不要了' })
      const stands = `select valid_from, valid_to from duty_rule where one = 'cashier' and other = 'quality' order by 1`
      const before = await rowsOf(stands)
      expect(await takeBack('guan', ended.body.id)).toMatchObject({
        status: 409,
        body: { error: { code: 'CHANGE_FOLLOWED', message: expect.stringContaining('2026-04-20') } },
      })
      expect(await rowsOf(stands)).toEqual(before)
      for (const { body } of [again, ended]) {
        await takeBack('guan', body.id)
        expect((await takeBack('wen', body.id)).body).toMatchObject({ state: 'revoked' })
      }
      expect(await rowsOf(stands)).toEqual([{ valid_from: '2026-03-11', valid_to: null }])
    })

    test('of the quiet hours is typed as a time, said as one, and refused where they would begin when they end', async () => {
      const { body: one } = await get<OneParameter>('jiang', '/api/parameters/sets/notice-rule?key=quiet-from')
      expect(one.item?.said.zh).toMatch(/^\d\d:\d\d$/)
      expect(one.fields[0]).toMatchObject({ type: 'clock', value: one.item?.said.zh })
      const { body: to } = await get<OneParameter>('jiang', '/api/parameters/sets/notice-rule?key=quiet-to')
      const same = { figure: to.fields[0]?.value ?? '' }
      const unfit = {
        code: 'PARAMETER_UNFIT',
        issues: [{ path: 'value.figure', message: expect.stringContaining('免打扰结束') }],
      }
      expect((await draft('jiang', 'notice-rule', 'quiet-from', same)).body.error).toMatchObject(unfit)
      expect((await draft('jiang', 'notice-rule', 'quiet-from', { figure: '25:00' })).body.error).toMatchObject({
        issues: [{ path: 'value.figure' }],
      })
      const early = await draft('jiang', 'notice-rule', 'quiet-from', { figure: '20:30' })
      expect(early.body.after).toEqual({ zh: '20:30', en: '20:30' })
      // What was fit when it was drafted is looked at once more.
      const other = await draft('jiang', 'notice-rule', 'quiet-to', { figure: '20:30' })
      expect(other.status).toBe(201)
      expect((await release('zhou', early.body.id)).status).toBe(200)
      expect((await release('zhou', other.body.id)).body.error?.code).toBe('PARAMETER_UNFIT')
      expect(
        await rowsOf(`select figure from notice_rule where rule = 'quiet-from' order by valid_from desc limit 1`),
      ).toEqual([{ figure: 1230 }])
    })

    test('of a text is a version of its own', async () => {
      const clauses = JSON.stringify([{ title: '用电地址', text: '用电地址为{address}。' }])
      const { body } = await draft('shen', 'contract-template', 'household', { title: '居民供用电合同', clauses })
      expect((await release('jiang', body.id)).status).toBe(200)
      expect(
        await rowsOf(`select version, valid_from from contract_template where code = 'household' order by version`),
      ).toEqual([
        { version: 1, valid_from: expect.any(String) },
        { version: 2, valid_from: '2026-04-01' },
      ])
    })

    test('of what needs one person is released by him', async () => {
      const { body } = await draft('jiang', 'attachment-limit', 'image/jpeg', { value: '6000000' })
      expect((await release('jiang', body.id)).status).toBe(200)
    })
  })

  describe('what holds for the whole company', () => {
    const count = async (sql: string) => (await database.pool.query(`select count(*)::int as n from ${sql}`)).rows[0].n

    test('is neither drafted nor released nor taken back by people of a part of it, however many', async () => {
      const value = { days_after_period: '22' }
      const before = await count('parameter_change')
      expect(await draft('xian', 'due-rule', 'commercial', value)).toMatchObject({
        status: 403,
        body: { error: { code: 'PARAMETER_OF_ALL' } },
      })
      expect(await count('parameter_change')).toBe(before)
      const { body } = await draft('jiang', 'due-rule', 'commercial', value)
      for (const who of below) expect((await release(who, body.id)).status).toBe(404)
      const path = `/api/parameters/changes/${body.id}`
      expect((await post('xian', `${path}/withdrawal`, { reason: '不要了' })).status).toBe(404)
      expect((await release('zhou', body.id)).status).toBe(200)
      expect((await post('zhen', `${path}/revocation`, { reason: '不要了' })).status).toBe(404)
      expect(await count(`due_rule where days_after_period = 22`)).toBe(1)
    })

    test('tells them why, and whoever has another role', async () => {
      const one = async (who: string, set = 'due-rule?key=commercial') =>
        (await get<OneParameter>(who, `/api/parameters/sets/${set}`)).body
      expect((await one('xian')).set.obstacle).toBe('unit')
      expect((await one('jiang')).set.obstacle).toBe(null)
      expect((await one('jiang', 'login-policy?key=least-length')).set).toMatchObject({
        obstacle: 'role',
        drafters: [{ zh: '系统管理员' }],
      })
      const value = { days_after_period: '33' }
      expect((await draft('jiang', 'due-rule', 'residential', value, { from: '2026-05-01' })).status).toBe(201)
      const seen = async (who: string) => (await one(who, 'due-rule?key=residential')).changes[0]
      expect(await seen('jiang')).toMatchObject({ obstacle: 'own', mayRelease: false })
      expect(await seen('zhou')).toMatchObject({ obstacle: null, mayRelease: true })
      expect(await seen('xian')).toMatchObject({ obstacle: 'unit', mayRelease: false })
      expect(await seen('lin')).toMatchObject({ obstacle: 'role', mayRelease: false })
    })
  })

  describe('who sees what', () => {
    test('everybody in the offices sees the rules of his own department', async () => {
      const seen = async (who: string) => new Set((await list(who)).sets.map(({ department }) => department))
      expect(await seen('shen')).toEqual(new Set(['intake']))
      expect(await seen('qian')).toEqual(new Set(['billing']))
      expect((await seen('he')).size).toBe(5)
    })

    test('a sheet holds what the list shows, and nothing that runs in it', async () => {
      const headers = { host: HOST, cookie: `dianhu=${tokens.he}` }
      const url = `/api/parameters/export?format=csv&q=${encodeURIComponent('交费期限')}`
      const { payload } = await site.app.inject({ method: 'GET', url, headers })
      expect(payload).toContain('电费,电费交费期限,居民生活,25 天,2000-01-01')
      expect(payload.split('\n').filter((line) => line !== '')).toHaveLength(4)
    })
  })
})

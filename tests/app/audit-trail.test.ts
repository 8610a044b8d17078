import { glob, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chain, Entries, Report, Reveals } from '../../app/audit/contract.ts'
import { departments } from '../../app/main.ts'
import { recordAudit, sealAuditDays } from '../../db/audit.ts'
import { auditActs } from '../../db/audit-acts.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { readPdf } from '../support/pdf-text.ts'
import { addPerson, ask, HOST, logIn, openSite, type Site } from './site.ts'

const top = new URL('../..', import.meta.url).pathname

describe('the words of the record', () => {
  test('are there for every act that the code puts down, and for no other', async () => {
    const told = new Set<string>()
    const families = new Set<string>()
    for await (const path of glob('{app,intake,metering,billing,callcenter,db}/**/*.ts', { cwd: top })) {
      const text = await readFile(`${top}${path}`, 'utf8')
      if (!text.includes('recordAudit') && !text.includes('tellChange') && !text.includes('downloadOf')) continue
      for (const [, code] of text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)) if (code) told.add(code)
      for (const [, before] of text.matchAll(/action: `([a-z-]*\.?[a-z-]*)\$\{/g)) if (before) families.add(before)
      for (const [, after] of text.matchAll(/action: `\$\{\w+\}(\.[a-z-]+)`/g)) if (after) families.add(after)
      for (const [, spoken] of text.matchAll(/action: '([^']+)'/g)) {
        if (spoken?.includes('.')) expect([path, spoken, spoken in auditActs]).toEqual([path, spoken, true])
      }
    }
    const isTold = (code: string) =>
      told.has(code) ||
      [...families].some((part) => (part.startsWith('.') ? code.endsWith(part) : code.startsWith(part)))
    expect(told.size).toBeGreaterThan(80)
    expect(families.size).toBeGreaterThan(5)
    expect(Object.keys(auditActs).filter((code) => !isTold(code))).toEqual([])
  })

  test('have Chinese and English each', () => {
    for (const [group, zh, en] of Object.values(auditActs)) {
      expect(group).not.toBe('')
      expect(zh).toMatch(/[\u4e00-\u9fff]/)
      expect(en).toMatch(/^[\x20-\x7e’]+$/)
      expect(zh.includes('{}')).toBe(en.includes('{}'))
    }
  })
})

describe('the audit record', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  let site: Site
  let accountNo = ''
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const network = await layNetwork(ctx)
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    for (const [name, role, unit] of [
      ['wang', 'agent', 'X.'],
      ['li', 'agent', 'X.X1.'],
      ['jing', 'auditor', 'X.'],
      ['far', 'auditor', 'Y.'],
      ['grid', 'grid', 'X.'],
      ['guan', 'admin', 'X.'],
    ] as const) {
      await addPerson(database, name, [role], unit)
    }
    await database.pool.query(`update app_user set name = '王芳' where username = 'wang'`)
    site = await openSite(database, departments, now)
    for (const name of ['wang', 'li', 'jing', 'far', 'grid', 'guan']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const get = async <T>(who: string, url: string) => {
    const { status, body } = await ask(site, { method: 'GET', url, token: tokens[who] })
    return { status, body: body as T }
  }
  const entries = async (who: string, query = '') => (await get<Entries>(who, `/api/audit/entries${query}`)).body.items
  const reveal = (who: string, payload?: object) =>
    ask(site, {
      method: 'POST',
      url: `/api/customers/accounts/${accountNo}/phone-reveals`,
      token: tokens[who],
      ...(payload ? { payload } : {}),
    })

  test('tells in words who looked at whose phone, why and from where', async () => {
    expect((await reveal('wang', { about: 'W20260310', reason: '回访', page: '/desk' })).status).toBe(200)
    const [entry] = await entries('jing', '?who=王芳&group=reveal')
    expect(entry).toMatchObject({
      who: { username: 'wang', name: '王芳' },
      said: { zh: `查看了户号 ${accountNo} 的完整电话`, en: `looked at the full phone number of account ${accountNo}` },
      to: `/office/ledger?account=${accountNo}`,
      reason: '回访',
      detail: { about: 'W20260310', page: '/desk' },
      group: 'reveal',
      isSealed: false,
    })
  })

  test.each([
    ['a page of another site', { page: 'https://example.com/' }],
    ['a reason too long', { reason: 'x'.repeat(201) }],
    ['what nobody asked for', { phone: '1' }],
  ])('takes no %s for a reason', async (_name, payload) => {
    expect((await reveal('wang', payload)).status).toBe(400)
  })

  test('is found by account, by user, by group and by day', async () => {
    const actionsOf = async (query: string) => (await entries('jing', query)).map(({ action }) => action)
    expect(await actionsOf(`?about=${accountNo}`)).toEqual(['phone.revealed'])
    expect(await actionsOf('?about=wang&group=log-in')).toEqual(['session.opened'])
    expect(await actionsOf('?about=nobody')).toEqual([])
    expect(await actionsOf('?who=wang&from=2026-03-10&to=2026-03-10')).toEqual(['phone.revealed', 'session.opened'])
    expect(await actionsOf('?who=wang&from=2026-03-11')).toEqual([])
    expect(await actionsOf('?who=wang&to=2026-03-09')).toEqual([])
    expect((await get('jing', '/api/audit/entries?from=yesterday')).status).toBe(400)
  })

  test('is found by whose lent roles somebody used', async () => {
    const ctx = database.ctx(now, { username: 'li' })
    const actor = { ...ctx.actor, onBehalfOf: ['wang'] }
    await recordAudit({ ...ctx, actor, scope: 'X.' }, { action: 'contact.closed', subject: 'contact:1' })
    const [entry] = await entries('jing', '?who=wang')
    expect(entry).toMatchObject({ who: { username: 'li' }, onBehalfOf: [{ username: 'wang', name: '王芳' }] })
  })

  test('is of the own unit and those below it; of the system whoever oversees everybody', async () => {
    expect((await entries('far')).map(({ who }) => who.username)).toEqual(['far'])
    expect((await entries('jing', '?who=system:test')).length).toBe(0)
    await database.pool.query(`update app_user set disabled_at = now() where username = 'far'`)
    expect((await entries('jing', '?who=far')).length).toBe(0)
    const everything = { ...database.ctx(now), scope: '' }
    await recordAudit(everything, { action: 'network.brought', subject: 'network' })
    await database.pool.query(`update organisation set path = 'X.Y.' where path = 'Y.'`)
    expect((await entries('jing', '?who=system:test')).length).toBeGreaterThan(0)
    // A citizen's log-in is at the unit above all, and works nowhere.
    await database.pool.query(`insert into organisation (kind, code, name, path) values ('province', 'Z', '省', 'Z.')`)
    await addPerson(database, 'citizen', ['customer'], 'Z.')
    expect((await entries('jing', '?who=system:test')).length).toBeGreaterThan(0)
    await database.pool.query(`update organisation set path = 'Y.' where path = 'X.Y.'`)
  })

  test('is not the reading of those whom it is about', async () => {
    for (const who of ['wang', 'grid']) expect((await get(who, '/api/audit/entries')).status).toBe(403)
    expect((await get('guan', '/api/audit/entries')).status).toBe(200)
    expect((await get('guan', '/api/audit/reveals?from=2026-03-01&to=2026-03-31')).status).toBe(403)
  })

  test('comes page by page, each entry once, newest first', async () => {
    const ctx = { ...database.ctx(now, { username: 'wang' }), scope: 'X.' }
    for (let n = 0; n < 7; n += 1) await recordAudit(ctx, { action: 'contact.closed', subject: `contact:${n}` })
    const seen: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { body: Entries } = await get('jing', `/api/audit/entries?limit=3${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.body.items.map(({ id }) => id))
      cursor = page.body.nextCursor
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a))
    const { rows } = await database.pool.query(
      `select count(*)::int as n from audit_entry where unit like 'X.%' and day <= '2026-03-10'`,
    )
    expect(seen.length).toBe(rows[0].n)
  })

  test('knows who failed to log in, by name where somebody has it and else by its hash', async () => {
    const fail = (username: string) =>
      ask(site, { method: 'POST', url: '/api/session', payload: { username, password: 'wrong' } })
    await fail('li')
    await fail('a password typed by mistake')
    const [failed] = await entries('jing', '?about=li&group=log-in')
    expect(failed).toMatchObject({ action: 'log-in.failed', said: { zh: '登录失败：用户 li' } })
    const { rows } = await database.pool.query(
      `select subject from audit_entry where action = 'log-in.failed' order by id`,
    )
    expect(rows.map(({ subject }) => subject)).toEqual(['user:li', expect.stringMatching(/^name:[0-9a-f]{16}$/)])
  })

  test('has every list that leaves as a file, without what was searched for', async () => {
    const headers = { host: HOST, cookie: `dianhu=${tokens.grid}` }
    const answer = await site.app.inject({ method: 'GET', url: '/api/metering/points.csv?q=陈桂兰', headers })
    expect(answer.statusCode).toBe(200)
    const [exported] = await entries('jing', '?group=export')
    expect(exported).toMatchObject({
      who: { username: 'grid' },
      said: { zh: '导出了计量点' },
      detail: { searched: true },
    })
    expect(JSON.stringify(exported)).not.toContain('陈桂兰')
  })

  test('shows first who looked far more often than the colleagues of his role', async () => {
    for (let n = 0; n < 24; n += 1) await reveal('li')
    const { body } = await get<Reveals>('jing', '/api/audit/reveals?from=2026-03-01&to=2026-03-31')
    expect(body.items).toMatchObject([
      { who: { username: 'li' }, total: 24, phones: 24, withReason: 0, median: 1, isOutlier: true },
      { who: { username: 'wang' }, total: 1, withReason: 1, median: 24, isOutlier: false },
    ])
    expect(body.rule).toMatchObject({ multiple: 3, least: 20, confirmed: false })
  })

  test('is summed up for a month, as a page, on paper and as a workbook', async () => {
    const days = 'from=2026-03-01&to=2026-03-31'
    const { body } = await get<Report>('jing', `/api/audit/report?${days}`)
    const countOf = (zh: string) => body.notable.find(({ title }) => title.zh === zh)?.count
    expect([countOf('登录失败'), countOf('敏感信息查看'), countOf('导出')]).toEqual([1, 25, 1])
    expect(body.groups.reduce((sum, { count }) => sum + count, 0)).toBe(body.total)
    const headers = { host: HOST, cookie: `dianhu=${tokens.jing}` }
    const file = (format: string) =>
      site.app.inject({ method: 'GET', url: `/api/audit/report/export?${days}&format=${format}`, headers })
    const pdf = await file('pdf')
    expect(pdf.headers['content-type']).toBe('application/pdf')
    const text = readPdf(pdf.rawPayload).join('\n')
    for (const said of ['审计报告', '安溪县供电公司', '明显偏多', '王芳']) expect(text).toContain(said)
    const book = await file('xlsx')
    expect([book.statusCode, book.rawPayload.subarray(0, 2).toString()]).toEqual([200, 'PK'])
    expect(countOf('导出')).toBe(1)
    expect((await get('jing', '/api/audit/report?from=2025-01-01&to=2026-03-31')).status).toBe(400)
  })

  test('names the day on which an entry was changed behind its back', async () => {
    await sealAuditDays(database.ctx('2026-03-12T00:10:00+08:00'))
    const look = async () => (await get<Chain>('jing', '/api/audit/chain?from=2026-03-01&to=2026-03-31')).body
    const whole = await look()
    expect(whole).toMatchObject({ brokenOn: null, latestSeal: { day: '2026-03-10' } })
    await database.pool.query('alter table audit_entry disable trigger audit_entry_append_only')
    const tamper = (sql: string) => database.pool.query(sql)
    await tamper(`update audit_entry set unit = 'Y.' where action = 'phone.revealed' and actor = 'wang'`)
    expect(await look()).toMatchObject({ brokenOn: '2026-03-10', days: [{ state: 'broken', fault: 'hash' }] })
    await tamper(`update audit_entry set unit = 'X.' where action = 'phone.revealed' and actor = 'wang'`)
    expect((await look()).brokenOn).toBeNull()
    await tamper(`delete from audit_entry where action = 'list.exported' and detail ? 'searched'`)
    expect(await look()).toMatchObject({ brokenOn: '2026-03-10', days: [{ fault: 'entries' }] })
    expect((await get('jing', '/api/audit/chain?from=2020-01-01&to=2026-03-31')).status).toBe(400)
  })
})

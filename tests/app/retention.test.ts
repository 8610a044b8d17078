import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LegalHold, LegalHolds, Retention } from '../../app/keeping/contract.ts'
import { erasuresOf } from '../../app/keeping/erasures.ts'
import { eraseOver, findRetention } from '../../app/keeping/retention.ts'
import { listKeptAccounts } from '../../app/keeping/sql/retention.ts'
import { departments } from '../../app/main.ts'
import type { Department } from '../../db/department.ts'
import type { Erasure } from '../../db/erasures.ts'
import { publish, type Subscriber } from '../../db/events.ts'
import { type Db, transact } from '../../db/pool.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { png } from '../intake/files.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

const top = new URL('../..', import.meta.url).pathname

describe('what is kept', () => {
  const database = useDatabase()
  const now = '2026-03-10T09:00:00+08:00'
  let site: Site
  let accountNo = ''
  let accountId = 0
  let pointId = 0
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const network = await layNetwork(ctx)
    const opened = await openChenGuilan(ctx, network)
    accountNo = opened.accountNo
    accountId = opened.accountId
    pointId = opened.pointId
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    await addPerson(database, 'jiang', ['manager'])
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'far', ['manager'], 'Y.')
    site = await openSite(database, departments, now)
    for (const name of ['jiang', 'guan', 'far']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const query = async (sql: string, values: unknown[] = []) => (await database.pool.query(sql, values)).rows
  const count = async (from: string) => (await query(`select count(*)::int as n from ${from}`))[0].n
  const listener: Subscriber = { name: 'retention.test', kinds: ['payment.recorded'], handle: async () => {} }
  const room: Department = { name: 'room', routes() {}, subscribers: [listener], jobs: [] }
  const erasures = erasuresOf([...departments.map((each) => ({ ...each, subscribers: [] })), room])
  const erase = () => eraseOver(database.ctx(now), erasures)
  const dueOf = async (kind: string) =>
    (await findRetention(database.ctx(now), erasures)).rules.find((rule) => rule.kind === kind)?.due
  const get = async <T>(who: string, url: string) => {
    const { status, body } = await ask(site, { method: 'GET', url, token: tokens[who] })
    return { status, body: body as T }
  }
  const post = async (who: string, url: string, payload: object) => {
    const { status, body } = await ask(site, { method: 'POST', url, payload, token: tokens[who] })
    return { status, body: body as LegalHold & { error: { code: string } } }
  }

  /** Curves of two months of one point. */
  async function layCurves(): Promise<void> {
    for (const [name, from, to] of [
      ['202301', '2023-01-01', '2023-02-01'],
      ['202303', '2023-03-01', '2023-04-01'],
    ]) {
      await query(
        `create table if not exists interval_day_${name} partition of interval_day for values from ('${from}') to ('${to}')`,
      )
      await query(
        `insert into interval_day (point_id, day, slot, measured_ms, read_lag_ms, arrived_lag_ms)
         values ($1, $2, '{0}', '{0}', '{0}', '{0}'), ($3, $2, '{0}', '{0}', '{0}', '{0}')`,
        [pointId, from, pointId + 1_000],
      )
    }
  }

  async function layApplication(ended: string | null, sha: Buffer): Promise<number> {
    const [identity] = await query('select id from identity limit 1')
    const [application] = await query(
      `insert into application (application_no, kind, flow_version, status, organisation_id, submitted_by,
         applicant_name, identity_id, identity_tail, phone_cipher, phone_tail, address, requested_capacity_kw, submitted_at,
         ended_at, account_ids)
       select 'A' || nextval('account_serial'), 'low-voltage-residential', 1, $1, organisation_id, 'test', '陈桂兰', $2,
         '1234', '\\x00', '8000', address, 8, '2023-01-01', $3, array[id] from account where id = $4 returning id`,
      [ended ? 'withdrawn' : 'open', identity.id, ended, accountId],
    )
    await query(
      `insert into stored_file (sha256, media_type, bytes) values (sha256($1), 'image/png', $1) on conflict do nothing`,
      [sha],
    )
    const [attachment] = await query(
      `insert into attachment (application_id, kind, sha256, name, open_to_customer, added_by, added_by_name, added_at)
       values ($1, 'identity', sha256($2), '陈桂兰.png', false, 'test', 'test', '2023-01-01') returning id`,
      [application.id, sha],
    )
    const [event] = await query(
      `insert into application_event (application_id, kind, at, actor, actor_name) values ($1, 'submitted', '2023-01-01', 'test', 'test') returning id`,
      [application.id],
    )
    await query('insert into application_event_attachment values ($1, $2, $3)', [
      event.id,
      attachment.id,
      application.id,
    ])
    return application.id
  }

  test('is told with its basis, what is over and what is never erased', async () => {
    const { body } = await get<Retention>('guan', '/api/keeping/retention')
    const audit = body.rules.find(({ kind }) => kind === 'audit-record')
    expect(audit).toMatchObject({
      isLeast: true,
      due: null,
      figure: 6,
      legalBasis: expect.stringContaining('网络安全法'),
    })
    expect(body.rules.every(({ legalBasis }) => legalBasis !== '')).toBe(true)
    expect((await get('jiang', '/api/keeping/retention')).status).toBe(200)
  })

  test('goes a day after it has expired: sessions, failures, answers', async () => {
    await query(`update user_session set expires_at = $1`, ['2026-03-09T09:00:00+08:00'])
    await query(`insert into login_failure (name_hash, failures, failed_at) values ('\\x01', 1, '2026-03-08')`)
    await query(
      `insert into idempotency_key (key, actor, request_hash, at) values ('k', 'a', '\\x01', '2026-03-03T08:59:59+08:00')`,
    )
    expect([await dueOf('sessions'), await dueOf('log-in-failures'), await dueOf('kept-answers')]).toEqual([0, 1, 1])
    await query(`update user_session set expires_at = expires_at - interval '1 second'`)
    expect(await erase()).toMatchObject({ sessions: 3, 'log-in-failures': 1, 'kept-answers': 1 })
    expect(await count('user_session')).toBe(0)
    for (const name of ['jiang', 'guan', 'far']) tokens[name] = await logIn(site, name)
    const record = await query(
      `select subject, detail ->> 'erased' as erased from audit_entry where action = 'data.erased' order by id`,
    )
    expect(record).toContainEqual({ subject: 'retention:sessions', erased: '3' })
  })

  test('as an event goes once everybody who hears it has it behind him, and never while one must be tried again', async () => {
    const tell = (paymentId: number) =>
      transact(database.ctx('2025-01-01T00:00:00Z'), (inner) =>
        publish(inner, 'payment.recorded', { paymentId, accountId, amountYuan: '1' }),
      )
    await tell(1)
    await tell(2)
    await untilReadable(database.pool)
    const told = `event where kind = 'payment.recorded'`
    await erase()
    expect(await count(told)).toBe(2)
    await deliverEvents(database.ctx(now), listener)
    await query(
      `insert into event_failure (subscriber, event_id, attempts, parked_at, error)
       select 'retention.test', max(id), 6, now(), 'x' from event where kind = 'payment.recorded'`,
    )
    await erase()
    expect(await count(told)).toBe(1)
    await query('delete from event_failure')
    await erase()
    expect(await count(told)).toBe(0)
  })

  test('is not to be deleted by anybody else', async () => {
    await transact(database.ctx('2025-01-01T00:00:00Z'), (inner) =>
      publish(inner, 'payment.recorded', { paymentId: 3, accountId, amountYuan: '1' }),
    )
    const client = await database.pool.connect()
    await client.query(`select set_config('dianhu.erasing', '', false)`)
    await expect(client.query('delete from event')).rejects.toThrow('append-only')
    await client.query('begin')
    await client.query(`select set_config('dianhu.erasing', 'audit_entry', true)`)
    await expect(client.query('delete from audit_entry')).rejects.toThrow('append-only')
    await client.query('rollback')
    client.release()
  })

  test('of an account that is held stays, and goes when the hold is lifted', async () => {
    await layCurves()
    const held = await post('jiang', '/api/keeping/holds', { accountNo, reason: '法院调查令 (2026) 闽01 民初 1 号' })
    expect(held.status).toBe(201)
    expect((await post('jiang', '/api/keeping/holds', { accountNo, reason: '再次保全' })).body.error.code).toBe(
      'ALREADY_HELD',
    )
    expect(await dueOf('interval-readings')).toBe(1)
    expect((await erase())['interval-readings']).toBe(1)
    const days = await query('select point_id, day from interval_day order by day, point_id')
    expect(days.map((row) => [row.point_id, row.day])).toEqual([
      [pointId, '2023-01-01'],
      [pointId, '2023-03-01'],
      [pointId + 1_000, '2023-03-01'],
    ])
    const lifted = await post('jiang', `/api/keeping/holds/${held.body.id}/lifting`, { reason: '案件已结' })
    expect(lifted.body).toMatchObject({ liftedBy: 'jiang', liftReason: '案件已结' })
    expect((await post('jiang', `/api/keeping/holds/${held.body.id}/lifting`, { reason: '再次解除' })).status).toBe(404)
    // A backup is at it: it stays for the next night, and nobody waits behind us.
    const backup = await database.pool.connect()
    await backup.query('begin')
    await backup.query('lock table interval_day in access share mode')
    expect((await erase())['interval-readings']).toBe(0)
    await backup.query('rollback')
    backup.release()
    expect((await erase())['interval-readings']).toBe(1)
    expect(await count('interval_day')).toBe(2)
    expect(await count(`pg_class where relname = 'interval_day_202301'`)).toBe(0)
  })

  test('is on the record where it is gone, though the night was cut off', async () => {
    const batches = [7, 5]
    const failing: Erasure = {
      kind: 'sessions',
      count: async () => 12,
      async erase() {
        const batch = batches.shift()
        if (batch === undefined) throw new Error('the server goes down')
        return batch
      },
    }
    await expect(eraseOver(database.ctx('2026-03-11T03:40:00+08:00'), [failing])).rejects.toThrow('goes down')
    const { latest } = (await findRetention(database.ctx(now), [])).rules.find(({ kind }) => kind === 'sessions') ?? {}
    expect(latest).toEqual({ at: '2026-03-10T19:40:00.000Z', erased: 12 })
  })

  test.each([
    ['message', 'messages', 'message_ended'],
    ['notice', 'notices', 'notice_at'],
    ['work order', 'work-orders', 'work_order_ended'],
  ])('of what is over a table of %ss is not read through', async (_, kind, index) => {
    const { db } = database.ctx(now)
    const plans: string[] = []
    const explained: Db = {
      ...db,
      async first<T extends object>(sql: string, values?: unknown[]) {
        await db.withClient(async (client) => {
          await client.query('begin')
          await client.query('set local enable_seqscan = off')
          const plan = await client.query(`explain ${sql}`, values)
          plans.push(plan.rows.map((row) => row['QUERY PLAN']).join('\n'))
          await client.query('rollback')
        })
        return db.first<T>(sql, values)
      },
    }
    const over = { before: new Date(now), kept: [], keptOtherwise: [], most: 10 }
    await erasures.find((each) => each.kind === kind)?.count({ ...database.ctx(now), db: explained }, over)
    expect(plans.join()).toContain(index)
  })

  test('of an application that came to nothing goes after its time, unless the account has something open', async () => {
    const file = png(21)
    await layApplication('2024-03-09T00:00:00+08:00', file)
    const late = await layApplication('2024-03-11T00:00:00+08:00', png(22))
    const running = await layApplication(null, file)
    expect((await erase())['ended-application-files']).toBe(0)
    await query(`update application set status = 'refused', ended_at = now() where id = $1`, [running])
    expect((await erase())['ended-application-files']).toBe(1)
    const left = await query('select application_id as id from attachment order by 1')
    expect(left.map(({ id }) => id)).toEqual([late, running])
    // The other application has the same file.
    expect(await count('stored_file')).toBe(2)
  })

  test('is held by the manager of the unit, and seen by no other', async () => {
    expect((await post('far', '/api/keeping/holds', { accountNo, reason: '保全' })).status).toBe(404)
    expect((await post('guan', '/api/keeping/holds', { accountNo, reason: '保全' })).status).toBe(403)
    expect((await get<LegalHolds>('jiang', '/api/keeping/holds')).body.items).toHaveLength(1)
    expect((await get<LegalHolds>('far', '/api/keeping/holds')).body.items).toEqual([])
    expect((await post('far', '/api/keeping/holds/1/lifting', { reason: '解除' })).status).toBe(404)
  })

  test('of one account among many leaves the night possible: the others of the month go at once', async () => {
    await query('delete from interval_day')
    await layCurves()
    await query(
      `insert into interval_day (point_id, day, slot, measured_ms, read_lag_ms, arrived_lag_ms)
       select $1::bigint + n, '2023-01-02', '{0}', '{0}', '{0}', '{0}' from generate_series(1, 6000) n`,
      [pointId + 2_000],
    )
    await query(`insert into packed_day (day, packed_at) values ('2023-01-01', now()), ('2023-01-02', now())`)
    const { body } = await post('jiang', '/api/keeping/holds', { accountNo, reason: '保全一户' })
    expect((await erase())['interval-readings']).toBe(6_001)
    const [record] = await query(
      `select detail ->> 'erased' as erased from audit_entry where subject = 'retention:interval-readings' order by id desc limit 1`,
    )
    expect(record.erased).toBe('6001')
    const left = await query(`select point_id as id from interval_day where day < '2023-02-01'`)
    expect(left).toEqual([{ id: pointId }])
    expect(await query('select day from packed_day')).toEqual([{ day: '2023-01-01' }])
    expect((await erase())['interval-readings']).toBe(0)
    await post('jiang', `/api/keeping/holds/${body.id}/lifting`, { reason: '解除' })
    expect((await erase())['interval-readings']).toBe(1)
    expect(await count('packed_day')).toBe(0)
    expect(await count(`pg_class where relname = 'interval_day_202301'`)).toBe(0)
  })

  test('as notices, messages, calls and orders of an account that is held stays, and goes when the hold is lifted', async () => {
    const { body } = await post('jiang', '/api/keeping/holds', { accountNo, reason: '保全一户' })
    const old = '2020-01-01T00:00:00+08:00'
    const application = await layApplication(null, png(31))
    await query(`update application set status = 'refused', ended_at = '2026-03-01' where id = $1`, [application])
    const user = `(select id from app_user where username = 'guan')`
    for (const [n, facts] of [
      { accountNo },
      { applicationId: application },
      { accountNo: '3302999999999' },
    ].entries()) {
      await query(
        `insert into notice (user_id, kind, topic, facts, event_id, at) values (${user}, 'bill', 'payment-recorded', $1, $2, $3)`,
        [facts, n, old],
      )
    }
    for (const [about, of] of [
      [accountId, null],
      [null, application],
      [null, null],
    ])
      await query(
        `insert into message (kind, phone, phone_hash, queued_at, send_after, expires_at, sent_at, account_id, application_id)
         values ('bill', '\\x01', '\\x01', $1, $1, $1::timestamptz + interval '1 day', $1, $2, $3)`,
        [old, about, of],
      )
    for (const of of [accountId, null]) {
      const [{ id }] = await query(
        `insert into contact (contact_no, channel, state, account_id, queued_at, closed_at, category, summary)
         values ('C' || coalesce($1::bigint::text, '0'), 'note', 'closed', $1::bigint, $2, $2, 'advice', 'x') returning id`,
        [of, old],
      )
      await query(
        `with laid as (
           insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, contact_id,
             organisation_id, address, description, opened_by, opened_at, finished_at)
           select 'W' || $2::bigint::text, (select id from order_subkind where subkind = 'service'), 'quality', 'complaint', 'normal', 'closed', $1::bigint, $2::bigint, id, 'x', 'x', 'x', $3, $3 from organisation where path = 'X.'
           returning id),
         timed as (insert into work_order_clock (work_order_id, clock, started_at, due_at, rule_id)
           select laid.id, r.clock, $3, $3, r.id from laid, deadline_rule r where r.kind = 'complaint'
           returning work_order_id, clock),
         happened as (insert into order_clock_event (work_order_id, clock, at, act, reason, actor)
           select work_order_id, clock, $3, 'start', 'opened', 'x' from timed),
         warned as (insert into order_clock_alert (work_order_id, clock, level, at)
           select work_order_id, clock, 'breach', $3 from timed)
         insert into work_order_entry (work_order_id, at, actor, act) select id, $3, 'x', 'opened' from laid`,
        [of, id, old],
      )
    }
    await query(
      `insert into timeline_entry (account_id, at, kind, subject, title_zh, title_en, detail, internal)
      select $1, $2, 'contact', 'contact:C' || $1::bigint::text, 'x', 'x', '{}', true`,
      [accountId, old],
    )
    expect(await erase()).toMatchObject({ notices: 1, messages: 1, calls: 0, 'work-orders': 1 })
    // A call is kept as long as the work that came of it: it goes the next night.
    expect(await erase()).toMatchObject({ notices: 0, messages: 0, calls: 1, 'work-orders': 0 })
    await post('jiang', `/api/keeping/holds/${body.id}/lifting`, { reason: '解除' })
    expect(await count(`timeline_entry where kind = 'contact'`)).toBe(1)
    expect(await erase()).toMatchObject({ notices: 2, messages: 2, calls: 0, 'work-orders': 1 })
    expect(await erase()).toMatchObject({ calls: 1 })
    expect(await count(`timeline_entry where kind = 'contact'`)).toBe(0)
    for (const table of ['work_order_entry', 'work_order_clock', 'order_clock_event', 'order_clock_alert'])
      expect([table, await count(table)]).toEqual([table, 0])
  })

  test('of an order that is done with another goes when that one is over, and until then its account is kept', async () => {
    const old = '2020-01-01T00:00:00+08:00'
    const lay = async (no: string, of: number | null, status: string, into: number | null) => {
      const [{ id }] = await query(
        `insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, account_id, organisation_id, address,
           description, opened_by, opened_at, finished_at, merged_into, merged_from)
         select $1, s.id, 'crew', 'fault-repair', 'normal', $3, $2::bigint, o.id, 'x', 'x', 'x', $4, $4, $5::bigint,
           case when $3 = 'merged' then 'open' end
         from organisation o, order_subkind s where o.path = 'X.' and s.subkind = 'low-voltage' returning id`,
        [no, of, status, old, into],
      )
      return id as number
    }
    const leading = await lay('W-lead', null, 'accepted', null)
    await lay('W-own', accountId, 'merged', leading)
    await lay('W-unknown', null, 'merged', leading)
    const isKept = async () => (await listKeptAccounts(database.ctx(now))).kept.includes(accountId)
    expect([await isKept(), (await erase())['work-orders']]).toEqual([true, 0])
    await query(`update work_order set status = 'closed' where id = $1`, [leading])
    expect([await isKept(), (await erase())['work-orders']]).toEqual([false, 3])
  })

  test('that nobody joined to an account stays while an account of whom it was told to, or who called, is held', async () => {
    const { body } = await post('jiang', '/api/keeping/holds', { accountNo, reason: '保全一户' })
    const old = '2020-01-01T00:00:00+08:00'
    await addPerson(database, 'chen', ['customer'])
    const [chen] = await query(
      `update app_user u set customer_id = k.id from customer k join identity i on i.id = k.identity_id
       where u.username = 'chen' and k.id = (select customer_id from account_term where account_id = $1 limit 1)
       returning i.phone_hash as "phoneHash"`,
      [accountId],
    )
    for (const username of ['chen', 'guan'])
      await query(
        `insert into message (kind, phone, phone_hash, queued_at, send_after, expires_at, sent_at, user_id)
         select 'bill', '\\x01', '\\x01', $1, $1, $1::timestamptz + interval '1 day', $1, id from app_user where username = $2`,
        [old, username],
      )
    for (const [n, phoneHash] of [chen.phoneHash, Buffer.from([7])].entries())
      await query(
        `with called as (
           insert into contact (contact_no, channel, state, phone_hash, queued_at, closed_at, category, summary)
           values ('D' || $1::int, 'voice', 'closed', $2, $3, $3, 'advice', 'x') returning id)
         insert into work_order (work_order_no, subkind_id, handler, kind, urgency, status, contact_id, organisation_id, address,
           description, opened_by, opened_at, finished_at)
         select 'V' || $1::int, (select id from order_subkind where subkind = 'service'), 'quality', 'complaint', 'normal', 'closed', c.id, o.id, 'x', 'x', 'x', $3, $3
         from called c, organisation o where o.path = 'X.'`,
        [n, phoneHash, old],
      )
    expect(await erase()).toMatchObject({ messages: 1, 'work-orders': 1 })
    expect(await erase()).toMatchObject({ messages: 0, calls: 1, 'work-orders': 0 })
    expect(await query('select contact_no from contact')).toEqual([{ contact_no: 'D0' }])
    await post('jiang', `/api/keeping/holds/${body.id}/lifting`, { reason: '解除' })
    expect(await erase()).toMatchObject({ messages: 1, 'work-orders': 1 })
    expect(await erase()).toMatchObject({ calls: 1 })
  })

  test('of an application whose papers never came goes two years after their day, unless something is done meanwhile', async () => {
    const waiting = await layApplication(null, png(41))
    // The case of the application itself, which it has not ended.
    await query(
      `insert into account_case (account_id, case_ref, kind, opened_at)
       select $1, 'application:' || application_no, kind, submitted_at from application where id = $2`,
      [accountId, waiting],
    )
    await query(`insert into deferred_paper (application_id, kind, due_on) values ($1, 'property', '2024-03-10')`, [
      waiting,
    ])
    expect((await erase())['lapsed-application-files']).toBe(0)
    await query(`update deferred_paper set due_on = '2024-03-09'`)
    await query(
      `insert into application_event (application_id, kind, at, actor, actor_name) values ($1, 'completed', '2024-03-10', 'test', 'test')`,
      [waiting],
    )
    expect((await erase())['lapsed-application-files']).toBe(0)
    const later = async () =>
      (await eraseOver(database.ctx('2026-03-12T09:00:00+08:00'), erasures))['lapsed-application-files']
    await post('jiang', '/api/keeping/holds', { accountNo, reason: '保全一户' })
    expect(await later()).toBe(0)
    await query(
      `update legal_hold set lifted_by = 'jiang', lifted_at = now(), lift_reason = '解除' where lifted_at is null`,
    )
    const alive = await layApplication(null, png(42))
    expect(await later()).toBe(0)
    await query(`insert into deferred_paper (application_id, kind, due_on) values ($1, 'property', '2024-03-09')`, [
      alive,
    ])
    // Two that have lapsed do not keep one another.
    expect(await later()).toBe(2)
    expect(await count(`attachment where application_id = any('{${waiting}, ${alive}}')`)).toBe(0)
  })

  test('is looked through from the command line, and nothing goes', async () => {
    await query(`insert into login_failure (name_hash, failures, failed_at) values ('\\x02', 1, '2020-01-01')`)
    const run = async (...args: string[]) => {
      const child = spawn(process.execPath, ['app/cli.ts', 'retention', '--database-url', database.url, ...args], {
        cwd: top,
      })
      const exit = new Promise<number | null>((done) => child.on('close', done))
      const [out] = await Promise.all([text(child.stdout), text(child.stderr)])
      return { code: await exit, out }
    }
    const { code, out } = await run('--dry-run', '--json')
    expect(code).toBe(0)
    const rules = (JSON.parse(out) as Retention).rules
    expect(rules.find(({ kind }) => kind === 'log-in-failures')?.due).toBeGreaterThan(0)
    expect(await count(`login_failure where name_hash = '\\x02'`)).toBe(1)
    expect((await run()).code).toBe(2)
    expect((await run('--dry-run')).out).toContain('会计档案管理办法')
  })
})

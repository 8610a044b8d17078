import type pg from 'pg'
import { measureSeconds } from '../result.ts'

/** The rows that an acceptance writes, without asking anything. */
export async function writeStepRaw(pool: pg.Pool, id: number, now: Date): Promise<void> {
  const client = await pool.connect()
  const run = (sql: string) => client.query(sql, [id, now])
  try {
    await client.query('begin')
    await client.query('select * from application where id = $1 for update', [id])
    await run(`insert into application_step (application_id, step, state, started_at, completed_at, actor, actor_name)
      values ($1, 'accept', 'done', $2, $2, 'bench', '测试')`)
    await run(`insert into application_event (application_id, at, kind, actor, actor_name, step)
      values ($1, $2, 'completed', 'bench', '测试', 'accept')`)
    await run(`insert into audit_entry (day, at, actor, action, subject, detail)
      values ('2026-11-27', $2, 'bench', 'application.step-completed', 'application:' || $1::bigint, '{}')`)
    await client.query(`delete from application_task where application_id = $1`, [id])
    await run(`insert into application_task (application_id, step, opened_at) values ($1, 'survey', $2)`)
    await run(`update application_clock set stopped_at = $2 where application_id = $1`)
    await run(`insert into application_clock (application_id, code, limit_working_days, legal_basis, started_at, due_on)
      values ($1, 'handling', 5, '测试', $2, '2026-12-04')`)
    await client.query('update application set version = version + 1 where id = $1', [id])
    await run(`insert into event (kind, at, payload) values ('bench', $2, jsonb_build_object('id', $1::bigint))`)
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** A page of one table by its index, with the tasks and clocks of its rows. */
export async function readPageRaw(pool: pg.Pool, limit: number): Promise<void> {
  await pool.query(
    `with page as (select * from application where status = 'open' order by next_due_on, id limit $1)
     select page.*, t.tasks, c.clocks from page
     cross join lateral (select jsonb_agg(t) as tasks from application_task t where t.application_id = page.id) t
     cross join lateral (select jsonb_agg(c) as clocks from application_clock c where c.application_id = page.id) c`,
    [limit],
  )
}

/** Seconds for reading all running clocks once, and for copying what was told at an instant into empty tables. */
export async function copyNotices(pool: pg.Pool, toldAt: Date): Promise<number> {
  for (const table of ['application_notice', 'application_event']) {
    await pool.query(`drop table if exists copied_${table}`)
    await pool.query(`create table copied_${table} (like ${table} including all)`)
  }
  return measureSeconds(async () => {
    await pool.query(
      `select count(*), max(c.due_on) from application_clock c join application p on p.id = c.application_id
       where p.status = 'open' and c.stopped_at is null`,
    )
    await pool.query(
      'insert into copied_application_notice overriding system value select * from application_notice where told_at = $1',
      [toldAt],
    )
    await pool.query(
      'insert into copied_application_event overriding system value select * from application_event where at = $1',
      [toldAt],
    )
  })
}

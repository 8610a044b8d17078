import type { Ctx } from '../../../db/context.ts'
import type { Subscriber } from '../../../db/events.ts'
import type { Standby } from '../rules/states.ts'

type Read = Pick<Ctx, 'db'>

export async function readServer(ctx: Read) {
  const row = await ctx.db.first<{
    bytes: number
    version: string
    used: number
    most: number
    now: Date
  }>(
    `select pg_database_size(current_database()) as bytes, current_setting('server_version') as version,
       (select count(*) from pg_stat_activity where backend_type = 'client backend') as used,
       current_setting('max_connections')::int as most,
       clock_timestamp() as now`,
  )
  if (!row) throw new Error('the server says nothing of itself')
  return row
}

/** Where the user may not look into a standby, all of it is null. */
export function listStandbys(ctx: Read): Promise<Standby[]> {
  return ctx.db.rows(
    `select extract(epoch from replay_lag)::float8 as "lagSeconds", replay_lsn < pg_current_wal_lsn() as "isBehind"
     from pg_stat_replication`,
  )
}

export async function listMigrationNumbers(ctx: Read): Promise<number[]> {
  return (await ctx.db.rows<{ number: number }>('select number from migration')).map(({ number }) => number)
}

export type Jobs = {
  done: number
  failed: number
  latest: Date | null
  seenAt: Date | null
  seenAgoSeconds: number | null
}

/** Of the last day, and when a worker last gave a sign of life; null where none has ever run here. */
export async function readJobs(ctx: Read): Promise<Jobs | null> {
  const laid = await ctx.db.first(`select 1 from pg_class where oid = to_regclass('job.job')`)
  if (!laid) return null
  const row = await ctx.db.first<Jobs>(
    `select count(*) filter (where state = 'completed') as done, count(*) filter (where state = 'failed') as failed,
       max(completed_on) as latest, (select max(cron_on) from job.version) as "seenAt",
       (select extract(epoch from clock_timestamp() - max(cron_on)) from job.version)::float8 as "seenAgoSeconds"
     from job.job where created_on > now() - interval '1 day'`,
  )
  return row ?? null
}

/** Events that wait for a person, and how old the oldest is that some subscriber has not yet seen. */
export async function readEventLag(
  ctx: Read,
  subscribers: Subscriber[],
): Promise<{ parked: number; lagSeconds: number }> {
  const heard = subscribers.flatMap(({ name, kinds }) => kinds.map((kind) => ({ name, kind })))
  const row = await ctx.db.first<{ parked: number; lagSeconds: number }>(
    `select (select count(*) from event_failure where parked_at is not null) as parked,
       coalesce(extract(epoch from clock_timestamp() - min(oldest.at)), 0)::float8 as "lagSeconds"
     from unnest($1::text[], $2::text[]) as s(name, kind)
     join event_cursor c on c.subscriber = s.name
     cross join lateral (select e.at from event e
       where (e.xid, e.id) > (c.xid, c.event_id) and e.kind = s.kind order by e.xid, e.id limit 1) oldest`,
    [heard.map(({ name }) => name), heard.map(({ kind }) => kind)],
  )
  return row ?? { parked: 0, lagSeconds: 0 }
}

export async function readTerminals(ctx: Read): Promise<{ all: number; online: number; heardAt: Date | null }> {
  const row = await ctx.db.first<{ all: number; online: number; heardAt: Date | null }>(
    `select count(*) as all, count(*) filter (where online) as online, max(last_seen_at) as "heardAt" from terminal_status`,
  )
  return row ?? { all: 0, online: 0, heardAt: null }
}

export async function findLatestBackup(ctx: Read): Promise<Date | null> {
  const row = await ctx.db.first<{ at: Date }>(
    `select at from audit_entry where action = 'backup.taken' order by id desc limit 1`,
  )
  return row?.at ?? null
}

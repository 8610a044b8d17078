import type pg from 'pg'
import { systemCtx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { addDays } from '../../../db/time.ts'
import { addWorkingDays, findWorkCalendar, flows, openSteps } from '../../../intake/index.ts'
import { layAccounts } from '../bill-run-accounts.ts'

export const APPLICATIONS = 100_000
export const TODAY = '2026-11-27'
export const STATIONS = 20
/** No open application is older, in days; most kinds are done earlier. */
const AGE_DAYS = 60
const homes = 50_000
const shops = 8_000
const plants = 2_000

/** Of a hundred open applications, how many are of which kind; changes are each of another account. */
const shares: [kind: string, share: number, oldestDays: number, accounts?: 'home' | 'shop' | 'plant'][] = [
  ['low-voltage-residential', 30, 9],
  ['charging-pile', 12, 9],
  ['low-voltage-other', 10, 14],
  ['high-voltage-single', 6, 40],
  ['high-voltage-dual', 2, AGE_DAYS],
  ['temporary-metered', 4, 14],
  ['rename', 10, 9, 'home'],
  ['transfer', 16, 9, 'home'],
  ['closing', 5, 9, 'home'],
  ['class-change', 4, 9, 'shop'],
  ['pause', 1, 9, 'plant'],
]

const forms: Record<string, object> = {
  'temporary-metered': { until: '2027-06-30' },
  rename: { newName: '改名客户' },
  closing: { lastDay: '2026-12-31' },
  'class-change': { toClass: 'commercial', priceCode: 'DEMO-COM-SINGLE', use: '商铺' },
}

type Stage = { kind: string; no: number; version: number; done: string[]; open: string[]; clocks: object[] }

/** Where an application of a flow can stand whose form asks for nothing more, and which clocks ran until there. */
function stagesOf({ kind, version, steps, clocks }: (typeof flows)[number]): Stage[] {
  const done: (typeof steps)[number]['step'][] = []
  const stages: Stage[] = []
  for (let open = openStepsOf(); open[0] && open[0] !== 'archive'; open = openStepsOf()) {
    const begun = clocks.filter(({ from }) => from === 'submit' || done.includes(from))
    const ran = begun.map(({ code, until }) => ({ code, stopped: done.includes(until) }))
    stages.push({ kind, no: stages.length, version, done: [...done], open, clocks: ran })
    done.push(open[0])
  }
  return stages

  function openStepsOf() {
    return openSteps({ kind, version, steps, clocks, suspensions: [], boundBy: 'archive' }, new Set(done), () => false)
  }
}

/** Open applications of every age at every step of their flows, with events, steps, tasks, clocks and claims. */
export async function layApplications(pool: pg.Pool): Promise<void> {
  await layAccounts(pool, { homes, shops, plants })
  const calendar = await findWorkCalendar(systemCtx(poolDb(pool), new Date(), 'bench'))
  const isLatest = ({ kind, version }: (typeof flows)[number]) =>
    flows.every((other) => other.kind !== kind || other.version <= version)
  const stages = flows.filter(isLatest).flatMap(stagesOf)
  const picked = shares.flatMap(([kind, share, oldest, accounts]) => {
    const ofKind = stages.filter((stage) => stage.kind === kind)
    return Array.from({ length: share }, (_, turn) => ({ kind, oldest, accounts, turn, stages: ofKind.length }))
  })
  const days = Array.from({ length: AGE_DAYS + 1 }, (_, age) => addDays(TODAY, -age))
  const limits = [1, 3, 5, 6, 7, 8, 20, 22, 32, 45]
  const dues = days.flatMap((day) => limits.map((limit) => ({ day, limit, due: addWorkingDays(day, limit, calendar) })))
  const client = await pool.connect()
  try {
    await client.query('set session_replication_role = replica')
    await client.query(
      'create temp table stage (kind text, no int, version int, done text[], open text[], clocks jsonb)',
    )
    await client.query(
      `insert into stage select * from jsonb_to_recordset($1)
       as s(kind text, no int, version int, done text[], open text[], clocks jsonb)`,
      [JSON.stringify(stages)],
    )
    await client.query('create temp table pick (no int, kind text, oldest int, accounts text, turn int, stages int)')
    await client.query(
      `insert into pick select * from jsonb_to_recordset($1) as p(no int, kind text, oldest int, accounts text, turn int, stages int)`,
      [JSON.stringify(picked.map((each, no) => ({ no, ...each })))],
    )
    await client.query(
      'create temp table due as select * from jsonb_to_recordset($1) as d(day date, "limit" int, due date)',
      [JSON.stringify(dues)],
    )
    await client.query('analyze stage, pick, due, application_limit')
    for (const statement of statements) await client.query(statement)
    await client.query('set session_replication_role = origin')
    await client.query('analyze')
  } finally {
    client.release()
  }
}

const at = (days: string) => `('${TODAY}'::date - ${days} + time '09:00')`
const form = `case p.kind when 'pause' then jsonb_build_object('transformerIds', jsonb_build_array(a.account * 2),
  'from', '2027-01-01', 'to', '2027-03-01')
  ${Object.entries(forms)
    .map(([kind, value]) => `when '${kind}' then '${JSON.stringify(value)}'::jsonb`)
    .join(' ')} else '{}' end`

const statements = [
  `insert into identity (id) overriding system value select n from generate_series(2, 1000) n`,
  `insert into organisation (kind, code, name, path)
   select 'station', 'S' || n, '测试' || n || '所', 'B.S' || n || '.' from generate_series(1, ${STATIONS}) n`,
  `create temp table laid as
   select n as id, p.kind, s.no as stage, s.version, s.done, s.open, s.clocks,
     '${TODAY}'::date - (n / 100 * 7 + p.turn) % p.oldest as day,
     case p.accounts when 'home' then n / 100 * 31 + p.no - 64 + 1
       when 'shop' then ${homes} + n / 100 * 4 + p.turn + 1 when 'plant' then ${homes + shops} + n / 100 + 1 end as account
   from generate_series(1, ${APPLICATIONS}) n
   join pick p on p.no = n % 100
   join stage s on s.kind = p.kind and s.no = (n / 100 + p.turn) % p.stages`,
  'analyze laid',
  `insert into application (id, application_no, kind, flow_version, organisation_id, submitted_by, applicant_name, identity_id,
     identity_tail, phone_cipher, phone_tail, address, requested_capacity_kw, form, account_ids, papers, submitted_at, version)
   overriding system value
   select p.id, 'YK20261101' || lpad(p.id::text, 6, '0'), p.kind, p.version,
     (select min(id) from organisation where kind = 'station') + p.id / 100 % ${STATIONS}, 'bench', '客户' || p.id,
     p.id % 999 + 2, '0000', '\\x00', '0000', '测试路' || p.id || '号', case when p.account is null then 8 end, ${form},
     case when a.account is null then '{}' else array [a.account] end,
     '[{"kind": "identity", "seenBy": "bench"}, {"kind": "property", "seenBy": "bench"},
       {"kind": "name-change", "seenBy": "bench"}, {"kind": "load-list", "seenBy": "bench"}]',
     p.day + time '09:00', 1 + cardinality(p.done)
   from laid p cross join lateral (select p.account) a`,
  `select setval(pg_get_serial_sequence('application', 'id'), ${APPLICATIONS})`,
  `insert into application_event (application_id, at, kind, actor, actor_name, step)
   select id, day + time '09:00' + i * interval '1 hour', case i when 0 then 'submitted' else 'completed' end, 'bench', '测试',
     case i when 0 then null else done[i] end
   from laid cross join lateral generate_series(0, cardinality(done)) i order by id, i`,
  `insert into application_step (application_id, step, state, started_at, completed_at, actor, actor_name, data)
   select id, done[i], 'done', day + time '09:00' + (i - 1) * interval '1 hour', day + time '09:00' + i * interval '1 hour',
     'bench', '测试', '{}'
   from laid cross join lateral generate_series(1, cardinality(done)) i order by id, i`,
  `insert into application_task (application_id, step, opened_at)
   select id, step, day + time '09:00' + cardinality(done) * interval '1 hour' from laid, unnest(open) as step`,
  `insert into application_clock (application_id, code, limit_working_days, legal_basis, started_at, due_on, due_at, stopped_at)
   select l.id, c.code, m.working_days, '测试', l.day + time '09:00', d.due, d.due + time '17:30',
     case when c.stopped then l.day + time '18:00' end
   from laid l cross join lateral jsonb_to_recordset(l.clocks) as c(code text, stopped boolean)
   join application_limit m on m.kind = l.kind and m.clock = c.code and m.valid_from <= l.day and m.valid_to is null
   join due d on d.day = l.day and d."limit" = m.working_days`,
  'analyze application, application_clock',
  `update application p set next_due_on = (
     select min(due_on) from application_clock c where c.application_id = p.id and c.stopped_at is null)`,
  `insert into application_claim (application_id, account_id, fact, claimed_at)
   select id, account, 'all', ${at('1')} from laid where account is not null and 'accept' = any(done)`,
]

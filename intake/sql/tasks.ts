import type { Ctx } from '../../db/context.ts'
import type { ApplicationKind, Step } from '../contract.ts'

export type Task = { step: Step; openedAt: Date; holder: string | null }

export function listTasks(ctx: Ctx, applicationIds: number[]): Promise<(Task & { applicationId: number })[]> {
  return ctx.db.rows(
    `select application_id as "applicationId", step, opened_at as "openedAt", holder
     from application_task where application_id = any($1) order by application_id, opened_at, step`,
    [applicationIds],
  )
}

/** Leaves exactly these steps open; those that are open already keep since when and with whom. */
export async function setTasks(ctx: Ctx, applicationId: number, steps: Step[]): Promise<void> {
  await ctx.db.run(
    `with over as (delete from application_task where application_id = $1 and step <> all($2))
     insert into application_task (application_id, step, opened_at) select $1, step, $3 from unnest($2::text[]) as s(step)
     on conflict (application_id, step) do nothing`,
    [applicationId, steps, ctx.now],
  )
}

/** Gives an open step to somebody, or back to all who have its role. */
export async function assignTask(ctx: Ctx, applicationId: number, step: Step, holder: string | null): Promise<void> {
  await ctx.db.run('update application_task set holder = $3 where application_id = $1 and step = $2', [
    applicationId,
    step,
    holder,
  ])
}

export type Claim = { accountId: number; fact: string }

/** The open application that holds one of these facts, or one that excludes it; accounts are locked first. */
export async function findRivalClaim(
  ctx: Ctx,
  applicationId: number,
  claims: Claim[],
): Promise<{ applicationNo: string; kind: ApplicationKind; accountNo: string } | undefined> {
  const accountIds = claims.map(({ accountId }) => accountId)
  await ctx.db.rows('select id from account where id = any($1) order by id for update', [accountIds])
  return ctx.db.first(
    `select p.application_no as "applicationNo", p.kind, a.account_no as "accountNo"
     from unnest($2::bigint[], $3::text[]) as mine(account_id, fact)
     join application_claim c on c.account_id = mine.account_id and c.released_at is null and c.application_id <> $1
       and (c.fact = mine.fact or (mine.fact = 'all' and c.fact not in ('network', 'contact'))
         or (c.fact = 'all' and mine.fact not in ('network', 'contact')))
     join application p on p.id = c.application_id join account a on a.id = c.account_id
     order by c.claimed_at limit 1`,
    [applicationId, accountIds, claims.map(({ fact }) => fact)],
  )
}

/**
 * Holds facts for an application, and keeps billing of these accounts waiting (在途) until they are released; who supplies,
 * reads, reaches or pays for them holds no bill, nor does where a meter hangs.
 */
export async function insertClaims(
  ctx: Ctx,
  application: { id: number; applicationNo: string; kind: string },
  claims: Claim[],
): Promise<void> {
  await ctx.db.run(
    `insert into application_claim (application_id, account_id, fact, claimed_at)
     select $1, account_id, fact, $4 from unnest($2::bigint[], $3::text[]) as c(account_id, fact)
     on conflict (application_id, account_id, fact) do update set released_at = null, claimed_at = excluded.claimed_at`,
    [application.id, claims.map(({ accountId }) => accountId), claims.map(({ fact }) => fact), ctx.now],
  )
  await ctx.db.run(
    `insert into account_case (account_id, case_ref, kind, opened_at)
     select distinct account_id, $2, $3, $4::timestamptz from unnest($1::bigint[], $5::text[]) as c(account_id, fact)
     where fact not in ('network', 'section', 'contact', 'payment', 'place')
     on conflict (account_id, case_ref) do update set closed_at = null`,
    [
      claims.map(({ accountId }) => accountId),
      `application:${application.applicationNo}`,
      application.kind,
      ctx.now,
      claims.map(({ fact }) => fact),
    ],
  )
  const whole = claims.filter(({ fact }) => fact === 'all').map(({ accountId }) => accountId)
  await ctx.db.run(
    `insert into meter_case (account_id, case_ref, opened_at)
     select distinct account_id, $2, $3::timestamptz from unnest($1::bigint[]) as c(account_id)
     on conflict (account_id, case_ref) do update set closed_at = null`,
    [whole, `application:${application.applicationNo}`, ctx.now],
  )
}

export async function releaseClaims(ctx: Ctx, application: { id: number; applicationNo: string }): Promise<void> {
  await ctx.db.run('update application_claim set released_at = $2 where application_id = $1 and released_at is null', [
    application.id,
    ctx.now,
  ])
  const ended = [`application:${application.applicationNo}`, ctx.now]
  await ctx.db.run('update account_case set closed_at = $2 where case_ref = $1 and closed_at is null', ended)
  await ctx.db.run('update meter_case set closed_at = $2 where case_ref = $1 and closed_at is null', ended)
}

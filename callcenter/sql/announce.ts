import type { Ctx } from '../../db/context.ts'
import { type LanguageSkill, type Skill, skills } from '../rules/routing.ts'

export type ToAnnounce = {
  contactId: number
  skill: Skill
  alsoSkill: LanguageSkill | null
  ahead: number
  /** Not withheld: he could be called back. */
  hasNumber: boolean
}

/** Who waits on a line and was not told for a while, the first of each queue first; `ahead` of him in his queue. */
export function listToAnnounce(
  ctx: Ctx,
  { announcedBefore, queuedBefore, most }: { announcedBefore: Date; queuedBefore: Date; most: number },
): Promise<ToAnnounce[]> {
  return ctx.db.rows(
    `select c.id as "contactId", c.skill, c.also_skill as "alsoSkill", c.phone_hash is not null as "hasNumber", (
         select count(*)::int from contact b where b.state = 'queued' and b.skill = c.skill
           and (b.ranked_at, b.id) < (c.ranked_at, c.id) and (b.call_back_after is null or b.call_back_after <= $4)) as ahead
     from contact c where c.state = 'queued' and c.engine is not null and c.line_ended_at is null and c.call_back is null
       and c.queued_at <= $2 and (c.announced_at is null or c.announced_at <= $1)
     order by c.ranked_at limit $3`,
    [announcedBefore, queuedBefore, most, ctx.now],
  )
}

/** Agents at work who can do a skill; who has none of his own takes all. */
export async function countAtWork(ctx: Ctx): Promise<Map<Skill, number>> {
  const rows = await ctx.db.rows<{ skill: Skill; agents: number }>(
    `select k.skill, count(s.user_id)::int as agents from unnest($1::text[]) k(skill)
     left join agent_state s on s.state <> 'away'
       and (not exists (select from agent_skill a where a.user_id = s.user_id)
         or exists (select from agent_skill a where a.user_id = s.user_id and a.skill = k.skill))
     group by k.skill`,
    [skills],
  )
  return new Map(rows.map(({ skill, agents }) => [skill, agents]))
}

/** From the answer to the end of the line, of the latest calls of the day; null where none has ended yet. */
export async function meanHandleSeconds(ctx: Ctx, since: Date): Promise<number | null> {
  const row = await ctx.db.first<{ seconds: number | null }>(
    `select extract(epoch from avg(line_ended_at - answered_at))::float as seconds from (
       select line_ended_at, answered_at from contact where queued_at >= $1 and direction = 'in' and answered_at is not null and line_ended_at is not null
       order by queued_at desc limit 200) latest`,
    [since],
  )
  return row?.seconds ?? null
}

/** False where he was told meanwhile, or waits no more. */
export async function claimAnnouncement(ctx: Ctx, contactId: number, announcedBefore: Date): Promise<boolean> {
  const claimed = await ctx.db.run(
    `update contact set announced_at = $2
     where id = $1 and state = 'queued' and call_back is null and (announced_at is null or announced_at <= $3)`,
    [contactId, ctx.now, announcedBefore],
  )
  return claimed > 0
}

export async function logAnnounced(
  ctx: Ctx,
  contactId: number,
  told: { commandId: number | null; ahead: number; waitSeconds: number | null },
): Promise<void> {
  await ctx.db.run(
    `with told as (update contact set awaits = $3 where id = $1)
     insert into contact_event (contact_id, at, kind, detail) values ($1, $2, 'announced', $4)`,
    [
      contactId,
      ctx.now,
      told.commandId,
      JSON.stringify({ ahead: told.ahead, waitSeconds: told.waitSeconds, offersCallBack: told.commandId !== null }),
    ],
  )
}

/** Null where he waits no more: an agent has been rung for him meanwhile. */
export async function askCallBack(
  ctx: Ctx,
  contactId: number,
  at: Date,
): Promise<{ alsoSkill: LanguageSkill | null } | null> {
  const row = await ctx.db.first<{ alsoSkill: LanguageSkill | null }>(
    `with asked as (
       update contact set call_back = 'asked', awaits = null, version = version + 1
       where id = $1 and state = 'queued' and call_back is null returning id, also_skill),
     logged as (insert into contact_event (contact_id, at, kind) select id, $2, 'call-back-asked' from asked)
     select also_skill as "alsoSkill" from asked`,
    [contactId, at],
  )
  return row ?? null
}

export async function setAwaits(ctx: Ctx, contactId: number, commandId: number | null): Promise<void> {
  await ctx.db.run('update contact set awaits = $2 where id = $1', [contactId, commandId])
}

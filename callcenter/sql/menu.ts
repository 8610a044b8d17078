import type { Ctx } from '../../db/context.ts'
import type { contactCategories } from '../contract.ts'
import type { Flow, MenuState } from '../rules/menu.ts'
import type { LanguageSkill, Skill } from '../rules/routing.ts'
import { putStormBefore } from '../rules/storm.ts'
import type { Place } from './contacts.ts'
import type { StormHeard } from './storms.ts'

export type FlowInForce = { version: number; flow: Flow }

/** Undefined where the company has no menu: then calls join the queue at once. */
export function findFlowInForce(ctx: Ctx, at: Date): Promise<FlowInForce | undefined> {
  return ctx.db.first(
    `select version, flow from menu_flow where state = 'released' and valid_from <= $1
     order by valid_from desc, version desc limit 1`,
    [at],
  )
}

export async function insertMenuCall(
  ctx: Ctx,
  call: { contactId: number; version: number; state: MenuState; beganAt: Date; storm: StormHeard | null },
): Promise<void> {
  await ctx.db.run(
    `insert into menu_call (contact_id, flow_version, state, began_at, storm_id, in_storm_area) values ($1, $2, $3, $4, $5, $6)`,
    [
      call.contactId,
      call.version,
      JSON.stringify(call.state),
      call.beganAt,
      call.storm?.id ?? null,
      call.storm?.isInArea ?? false,
    ],
  )
}

export type MenuCall = {
  contactId: number
  flow: Flow
  state: MenuState
  accountId: number | null
  /** Null: the number is withheld. */
  phoneHash: Buffer | null
  stormId: number | null
  /** Its present question was not given to the engine yet. */
  isToBeAsked: boolean
}

type CallRow = MenuCall & { stormZh: string | null; stormEn: string | null; isInArea: boolean }

const SELECT = `select c.id as "contactId", f.flow, m.state, m.storm_id as "stormId", s.text_zh as "stormZh", s.text_en as "stormEn",
    m.in_storm_area as "isInArea", c.account_id as "accountId", c.phone_hash as "phoneHash",
    exists (select from telephony_command t where t.id = m.awaits and t.state = 'waiting') as "isToBeAsked"
  from contact c join menu_call m on m.contact_id = c.id join menu_flow f on f.version = m.flow_version
  left join storm s on s.id = m.storm_id`

/** It goes on in what it began with, a large outage before it or none. */
function toCall(row: CallRow | undefined): MenuCall | undefined {
  if (!row) return undefined
  const { stormZh, stormEn, isInArea, ...call } = row
  if (stormZh === null || stormEn === null) return call
  return { ...call, flow: putStormBefore(call.flow, isInArea ? { zh: stormZh, en: stormEn } : null) }
}

/** The call in the menu that waits for what became of a command; undefined where none does, or no more. */
export async function findAwaiting(ctx: Ctx, callId: string, commandId: string): Promise<MenuCall | undefined> {
  return toCall(
    await ctx.db.first(
      `${SELECT} where c.call_id = $1 and m.awaits = $2::bigint and c.state = 'in-menu' for update of c, m`,
      [callId, commandId],
    ),
  )
}

/** A call that is in the menu, by the engine's number or the desk's. */
export async function findInMenu(
  ctx: Ctx,
  of: { callId: string } | { contactId: number },
): Promise<MenuCall | undefined> {
  return toCall(
    await ctx.db.first(
      `${SELECT} where (c.call_id = $1 or c.id = $2) and c.state = 'in-menu' for update of c, m`,
      'callId' in of ? [of.callId, null] : [null, of.contactId],
    ),
  )
}

export type Served = { category: (typeof contactCategories)[number]; summary: string }

export async function keepMenuCall(
  ctx: Ctx,
  contactId: number,
  { state, awaits, served }: { state: MenuState; awaits: number | null; served: Served | null },
): Promise<void> {
  await ctx.db.run('update menu_call set state = $2, awaits = $3, category = $4, summary = $5 where contact_id = $1', [
    contactId,
    JSON.stringify(state),
    awaits,
    served?.category ?? null,
    served?.summary ?? null,
  ])
}

/** Of what the caller did in the menu, on the record of the contact. */
export async function logMenu(ctx: Ctx, contactId: number, at: Date, detail: Record<string, unknown>): Promise<void> {
  await ctx.db.run(`insert into contact_event (contact_id, at, kind, detail) values ($1, $2, 'menu', $3)`, [
    contactId,
    at,
    JSON.stringify(detail),
  ])
}

/** The number that he entered, and the account where it is his by the number that he rings from. */
export async function setEntered(
  ctx: Ctx,
  contactId: number,
  { enteredId, isMatched }: { enteredId: number | null; isMatched: boolean },
): Promise<void> {
  await ctx.db.run(
    `with entered as (update menu_call set entered_account_id = $2 where contact_id = $1)
     update contact set account_id = $2, version = version + 1 where id = $1 and $3`,
    [contactId, enteredId, isMatched],
  )
}

export async function findEntered(ctx: Ctx, accountNo: string): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>('select id from account where account_no = $1', [accountNo])
  return row?.id ?? null
}

/** Leaves the menu for the queue. What it waits from then on counts as waiting for a person. */
export async function queueFromMenu(
  ctx: Ctx,
  contactId: number,
  to: {
    at: Date
    skill: Skill
    alsoSkill: LanguageSkill | null
    place: Place
    awaits: number | null
    isCallBack: boolean
  },
): Promise<void> {
  const { headStartSeconds, priorityReasons, keptPlace } = to.place
  await ctx.db.run(
    `with left_menu as (
       update menu_call set left_at = $2, outcome = case when $10 then 'call-back' else 'queued' end, awaits = null
       where contact_id = $1),
     queued as (
       update contact set state = 'queued', queued_at = $2, skill = $3, also_skill = $4, head_start_seconds = $5::int,
         priority_reasons = $6, keeps_place_of = $8, awaits = $9, version = version + 1,
         call_back = case when $10 then 'asked' end,
         ranked_at = least($2::timestamptz - make_interval(secs => $5::int), $7::timestamptz)
       where id = $1 and state = 'in-menu' returning id)
     insert into contact_event (contact_id, at, kind, detail)
     select id, $2, 'queued', jsonb_build_object('skill', $3::text, 'reasons', $6::text[]) from queued
     union all select id, $2, 'call-back-asked', '{}' from queued where $10`,
    [
      contactId,
      to.at,
      to.skill,
      to.alsoSkill,
      headStartSeconds,
      priorityReasons,
      keptPlace?.rankedAt ?? null,
      keptPlace?.contactId ?? null,
      to.awaits,
      to.isCallBack,
    ],
  )
}

/** The line of a call in the menu is gone: whoever was served there is done, else he has given up. */
export async function endMenuCall(ctx: Ctx, callId: string): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `with gone as (
       update contact c set state = case when m.summary is null then 'abandoned' else 'closed' end, category = m.category,
         summary = m.summary, line_ended_at = $2, closed_at = $2, version = c.version + 1
       from menu_call m where m.contact_id = c.id and c.call_id = $1 and c.state = 'in-menu' returning c.id, c.state),
     left_menu as (
       update menu_call m set left_at = $2, awaits = null, outcome = case when g.state = 'closed' then 'served' else 'gave-up' end
       from gone g where m.contact_id = g.id),
     logged as (
       insert into contact_event (contact_id, at, kind, detail) select id, $2, state, '{"in": "menu"}' from gone)
     select id from gone`,
    [callId, ctx.now],
  )
  return row?.id ?? null
}

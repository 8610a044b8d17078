import type { Ctx } from '../../db/context.ts'
import type { LeadShift } from '../rules/shifts.ts'
import type { handOverStates } from '../shifts/contract.ts'
import { isItemFor, readerOfItems } from './hand-over-items.ts'

export type HandOverRow = {
  id: number
  unit: string
  shift: LeadShift
  shiftOn: string
  state: (typeof handOverStates)[number]
  drawnBy: string
  signedBy: string | null
  signedAt: Date | null
  takenBy: string | null
  takenAt: Date | null
  lines: number
  undecided: number
  refused: number
  version: number
}

const nameOf = (username: string) =>
  `coalesce((select p.name from app_user p where p.username = ${username}), ${username})`
const SELECT = `select h.id, o.name as unit, h.shift, h.shift_on as "shiftOn", h.state, ${nameOf('h.drawn_by')} as "drawnBy",
    ${nameOf('h.signed_by')} as "signedBy", h.signed_at as "signedAt", ${nameOf('h.taken_by')} as "takenBy", h.taken_at as "takenAt",
    h.version, count(l.item_id)::int as lines, (count(*) filter (where l.state = 'offered'))::int as undecided,
    (count(*) filter (where l.state = 'refused'))::int as refused
  from hand_over h join organisation o on o.id = h.organisation_id 
  left join (hand_over_line l join hand_over_item i on i.id = l.item_id) on l.hand_over_id = h.id and ${isItemFor(3)}`

export function findHandOverRow(ctx: Ctx, id: number): Promise<HandOverRow | undefined> {
  return ctx.db.first(`${SELECT} where h.id = $1 and starts_with(o.path, $2) group by h.id, o.name`, [
    id,
    ctx.scope,
    ...readerOfItems(ctx),
  ])
}

export function listHandOverRows(ctx: Ctx, most: number): Promise<HandOverRow[]> {
  return ctx.db.rows(
    `${SELECT} where starts_with(o.path, $1) group by h.id, o.name order by h.shift_on desc, h.drawn_at desc, h.id desc limit $2`,
    [ctx.scope, most, ...readerOfItems(ctx)],
  )
}

/** Who stands in it, by user name: what is decided by one may not be decided by the same. */
export function findParties(
  ctx: Ctx,
  id: number,
): Promise<{ state: HandOverRow['state']; signedBy: string | null; takenBy: string | null } | undefined> {
  return ctx.db.first(
    `select h.state, h.signed_by as "signedBy", h.taken_by as "takenBy" from hand_over h join organisation o on o.id = h.organisation_id
     where h.id = $1 and starts_with(o.path, $2)`,
    [id, ctx.scope],
  )
}

/** One a shift and unit: whoever is second finds the first one's. Undefined where the actor's scope is no unit. */
export async function drawRow(
  ctx: Ctx,
  { shift, shiftOn }: { shift: LeadShift; shiftOn: string },
): Promise<number | undefined> {
  await ctx.db.run(
    `with drawn as (
       insert into hand_over (organisation_id, shift_on, shift, state, drawn_by, drawn_at)
       select id, $2, $3, 'draft', $4, $5 from organisation where path = $1
       on conflict (organisation_id, shift_on, shift) do nothing returning id, organisation_id)
     insert into hand_over_event (organisation_id, hand_over_id, at, actor, act)
     select organisation_id, id, $5, $4, 'drawn' from drawn`,
    [ctx.scope, shiftOn, shift, ctx.actor.username, ctx.now],
  )
  // Read by itself: the row of who drew at the same moment is not in the snapshot of the insert that waited for it.
  const row = await ctx.db.first<{ id: number }>(
    `select h.id from hand_over h join organisation o on o.id = h.organisation_id
     where o.path = $1 and h.shift_on = $2 and h.shift = $3`,
    [ctx.scope, shiftOn, shift],
  )
  return row?.id
}

/** Nobody else changes the draft until the transaction is over. */
export async function holdDraft(ctx: Ctx, id: number): Promise<boolean> {
  const held = await ctx.db.first(
    `select 1 from hand_over h join organisation o on o.id = h.organisation_id
     where h.id = $1 and h.state = 'draft' and starts_with(o.path, $2) for update of h`,
    [id, ctx.scope],
  )
  return held !== undefined
}

/** False where it is signed, or was changed meanwhile. */
export async function signRow(ctx: Ctx, id: number, version: number): Promise<boolean> {
  const signed = await ctx.db.run(
    `with signed as (
       update hand_over set state = 'signed', signed_by = $3, signed_at = $4, version = version + 1
       where id = $1 and state = 'draft' and version = $2 returning id, organisation_id)
     insert into hand_over_event (organisation_id, hand_over_id, at, actor, act) select organisation_id, id, $4, $3, 'signed' from signed`,
    [id, version, ctx.actor.username, ctx.now],
  )
  return signed > 0
}

/** SQL: it is the actor's to take, who becomes the one that takes it with the first item that he decides. */
const claim = (when: string, change = '') => `claimed as (
  update hand_over h set taken_by = $3${change} from organisation o
  where ${when} and h.id = $1 and o.id = h.organisation_id and starts_with(o.path, $2) and h.state = 'signed'
    and h.signed_by <> all($4) and (h.taken_by is null or h.taken_by = $3) returning h.id, h.organisation_id)`
const claimant = (ctx: Ctx, id: number): unknown[] => [
  id,
  ctx.scope,
  ctx.actor.username,
  [ctx.actor.username, ...(ctx.actor.alsoAs ?? [])],
]

/** One conditional write: of two who decide an item at once one does. */
export async function decideLine(
  ctx: Ctx,
  id: number,
  { itemId, state, reason }: { itemId: number; state: 'accepted' | 'refused'; reason: string | null },
): Promise<boolean> {
  const decided = await ctx.db.run(
    `with open as (select from hand_over_line l join hand_over_item i on i.id = l.item_id
       where l.hand_over_id = $1 and l.item_id = $5 and l.state = 'offered' and ${isItemFor(9)} for update of l),
     ${claim('exists (select from open)')},
     decided as (
       update hand_over_line l set state = $6, decided_by = $3, decided_at = $7, decided_reason = $8 from claimed c
       where l.hand_over_id = c.id and l.item_id = $5 and l.state = 'offered' returning l.item_id, c.id, c.organisation_id),
     held as (update hand_over_item i set held_by = $3 from decided d where i.id = d.item_id and $6 = 'accepted')
     insert into hand_over_event (organisation_id, hand_over_id, item_id, at, actor, act, note)
     select organisation_id, id, item_id, $7, $3, $6, $8 from decided`,
    [...claimant(ctx, id), itemId, state, ctx.now, reason, ...readerOfItems(ctx)],
  )
  return decided > 0
}

/** SQL: of what he may read. What is hidden from him stays open, and is gathered again for who comes after. */
const allDecided = `not exists (select from hand_over_line l join hand_over_item i on i.id = l.item_id
  where l.hand_over_id = h.id and l.state = 'offered' and ${isItemFor(6)})`

/** False where an item is undecided, or the shift is another's to take. */
export async function takeRow(ctx: Ctx, id: number): Promise<boolean> {
  const taken = await ctx.db.run(
    `with ${claim(allDecided, ", state = 'taken', taken_at = $5, version = h.version + 1")}
     insert into hand_over_event (organisation_id, hand_over_id, at, actor, act) select organisation_id, id, $5, $3, 'taken' from claimed`,
    [...claimant(ctx, id), ctx.now, ...readerOfItems(ctx)],
  )
  return taken > 0
}

/** Of what was refused: it stays the next lead's, or goes back to who signed. False where nobody refused it, or it was answered. */
export async function answerRefusal(
  ctx: Ctx,
  id: number,
  { itemId, verdict, reason }: { itemId: number; verdict: 'upheld' | 'withdrawn'; reason: string },
): Promise<boolean> {
  const answered = await ctx.db.run(
    `with answered as (
       update hand_over_line l set state = $4 from hand_over h join organisation o on o.id = h.organisation_id
       where l.hand_over_id = $1 and l.item_id = $3 and l.state = 'refused' and h.id = l.hand_over_id and starts_with(o.path, $2)
         and l.decided_by <> all($8)
       returning l.item_id, h.id, h.organisation_id, case when $4 = 'upheld' then l.decided_by else h.signed_by end as holder),
     held as (update hand_over_item i set held_by = a.holder from answered a where i.id = a.item_id)
     insert into hand_over_event (organisation_id, hand_over_id, item_id, at, actor, act, note)
     select organisation_id, id, item_id, $6, $5, $4, $7 from answered`,
    [
      id,
      ctx.scope,
      itemId,
      verdict,
      ctx.actor.username,
      ctx.now,
      reason,
      [ctx.actor.username, ...(ctx.actor.alsoAs ?? [])],
    ],
  )
  return answered > 0
}

/** Whether the shift was taken; undefined where no unit of the reader has ever handed over. */
export async function isTaken(
  ctx: Ctx,
  { shift, shiftOn }: { shift: LeadShift; shiftOn: string },
): Promise<boolean | undefined> {
  const row = await ctx.db.first<{ taken: boolean | null }>(
    `select bool_or(h.state = 'taken' and h.shift = $2 and h.shift_on = $3) as taken from hand_over h
     join organisation o on o.id = h.organisation_id where starts_with(o.path, $1)`,
    [ctx.scope, shift, shiftOn],
  )
  return row?.taken ?? undefined
}

import type { Ctx } from '../../db/context.ts'
import type { PriceDocument, PublicationInput } from '../price-book/contract.ts'

export type Draft = {
  version: string
  priceCode: string
  document: PriceDocument
  revision: number
  state: 'draft' | 'reviewed' | 'published' | 'withdrawn'
  drafters: string[]
  changedAt: Date
  reviewedBy: string | null
  reviewedAt: Date | null
  reviewNote: string | null
  publishedBy: string | null
  publishedAt: Date | null
  pastChange: string | null
  pastChangeReason: string | null
  withdrawnBy: string | null
  withdrawnAt: Date | null
  withdrawalReason: string | null
}

const selectDrafts = `
  select version, price_code as "priceCode", document, revision, state, drafters, changed_at as "changedAt",
    reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", review_note as "reviewNote",
    published_by as "publishedBy", published_at as "publishedAt", past_change as "pastChange",
    past_change_reason as "pastChangeReason", withdrawn_by as "withdrawnBy", withdrawn_at as "withdrawnAt",
    withdrawal_reason as "withdrawalReason"
  from price_draft`

export function listDrafts(ctx: Ctx): Promise<Draft[]> {
  return ctx.db.rows(`${selectDrafts} order by price_code, version`)
}

export function findDraft(ctx: Ctx, version: string): Promise<Draft | undefined> {
  return ctx.db.first(`${selectDrafts} where version = $1`, [version])
}

export function lockDraft(ctx: Ctx, version: string): Promise<Draft | undefined> {
  return ctx.db.first(`${selectDrafts} where version = $1 for update`, [version])
}

/** How many were drafted: none where a draft or a version has the name already. */
export function insertDraft(ctx: Ctx, document: PriceDocument): Promise<number> {
  return ctx.db.run(
    `insert into price_draft (version, price_code, document, state, drafters, changed_at)
     select $1, $2, $3, 'draft', array [$4], $5
     where not exists (select 1 from price_version where version = $1)
     on conflict (version) do nothing`,
    [document.version, document.priceCode, JSON.stringify(document), ctx.actor.username, ctx.now],
  )
}

/** An edited draft has to be reviewed again; whoever edits it is one of its drafters. */
export function updateDraft(ctx: Ctx, document: PriceDocument): Promise<number> {
  return ctx.db.run(
    `update price_draft set document = $2, price_code = $3, state = 'draft', revision = revision + 1, changed_at = $5,
       drafters = case when $4 = any (drafters) then drafters else drafters || $4 end,
       reviewed_by = null, reviewed_at = null, review_note = null
     where version = $1`,
    [document.version, JSON.stringify(document), document.priceCode, ctx.actor.username, ctx.now],
  )
}

export function markReviewed(ctx: Ctx, version: string, note: string | null): Promise<number> {
  return ctx.db.run(
    `update price_draft set state = 'reviewed', reviewed_by = $2, reviewed_at = $3, review_note = $4 where version = $1`,
    [version, ctx.actor.username, ctx.now, note],
  )
}

export function markPublished(
  ctx: Ctx,
  version: string,
  { pastChange, reason, replayId }: PublicationInput & { replayId: number | null },
): Promise<number> {
  return ctx.db.run(
    `update price_draft set state = 'published', published_by = $2, published_at = $3, past_change = $4,
       past_change_reason = $5, replay_id = $6 where version = $1`,
    [version, ctx.actor.username, ctx.now, pastChange ?? null, pastChange ? (reason ?? null) : null, replayId],
  )
}

export function markWithdrawn(ctx: Ctx, version: string, reason: string): Promise<number> {
  return ctx.db.run(
    `update price_draft set state = 'withdrawn', withdrawn_by = $2, withdrawn_at = $3, withdrawal_reason = $4
     where version = $1`,
    [version, ctx.actor.username, ctx.now, reason],
  )
}

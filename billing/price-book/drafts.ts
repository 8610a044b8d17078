import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { type Issue, notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { checkPriceDocument, type PriceKind } from '../rules/price-document.ts'
import { countTouchedBills, type Touched } from '../sql/price-days.ts'
import {
  type Draft,
  insertDraft,
  lockDraft,
  markPublished,
  markReviewed,
  markWithdrawn,
  updateDraft,
} from '../sql/price-drafts.ts'
import { insertPriceCode, listPriceCodes } from '../sql/prices.ts'
import type { PriceDocument, PublicationInput } from './contract.ts'
import { endVersion, putIntoForce } from './force.ts'
import { requireReplay } from './replay.ts'

/** Refuses with `PRICE_FIGURES_UNFIT`, naming the fields, or `PRICE_VERSION_EXISTS`. */
export function draftVersion(ctx: Ctx, document: PriceDocument): Promise<void> {
  return transact(ctx, async (inner) => {
    await requireFitting(inner, document, '')
    if ((await insertDraft(inner, document)) === 0) {
      const issues = [{ path: 'version', message: '该版本号已用过' }]
      throw new Refusal('PRICE_VERSION_EXISTS', `电价版本 ${document.version} 已存在,请换一个版本号`, { issues })
    }
    await recordAudit(inner, { action: 'price.drafted', subject: `price:${document.version}` })
  })
}

/**
 * Replaces a draft as a whole; one that was reviewed has to be reviewed again. Refuses with `NOT_FOUND`,
 * `PRICE_VERSION_FIXED`, `VERSION_CONFLICT` where another edited it meanwhile, `PRICE_FIGURES_UNFIT`.
 */
export function editDraft(
  ctx: Ctx,
  version: string,
  { revision, document }: { revision: number; document: PriceDocument },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const draft = await requireOpen(inner, version)
    if (draft.revision !== revision) {
      throw new Refusal('VERSION_CONFLICT', '草稿已被他人改过,请刷新后再改')
    }
    if (document.version !== version) {
      const issues = [{ path: 'document.version', message: `版本号须为 ${version}` }]
      throw new Refusal('PRICE_FIGURES_UNFIT', '版本号不能改', { status: 400, issues })
    }
    await requireFitting(inner, document, 'document.')
    await updateDraft(inner, document)
    await recordAudit(inner, {
      action: 'price.edited',
      subject: `price:${version}`,
      detail: { revision: revision + 1 },
    })
  })
}

/** Refuses with `NOT_FOUND`, `PRICE_VERSION_FIXED`, `PRICE_NOT_DRAFT` or `FOUR_EYES`. */
export function reviewVersion(ctx: Ctx, version: string, note: string | null): Promise<void> {
  return transact(ctx, async (inner) => {
    const draft = await requireOpen(inner, version)
    if (draft.state !== 'draft')
      throw new Refusal('PRICE_NOT_DRAFT', `电价版本 ${version} 已由 ${draft.reviewedBy} 复核`)
    requireOtherEyes(inner, draft, '复核')
    await markReviewed(inner, version, note)
    await recordAudit(inner, { action: 'price.reviewed', subject: `price:${version}` })
  })
}

export type Publication = { versionId: number; superseded: string[]; touched: Touched[] }

/**
 * Puts a reviewed version into force. Refuses with `NOT_FOUND`, `PRICE_VERSION_FIXED`, `PRICE_NOT_REVIEWED`, `FOUR_EYES`,
 * `PRICE_FIGURES_UNFIT`, `REPLAY_MISSING`, or `PAST_CHANGE_UNDECIDED` where it begins before today and nobody said what becomes of the
 * bills already issued.
 */
export function publishVersion(ctx: Ctx, version: string, input: PublicationInput): Promise<Publication> {
  return transact(ctx, async (inner) => {
    const draft = await requireOpen(inner, version)
    if (draft.state !== 'reviewed')
      throw new Refusal('PRICE_NOT_REVIEWED', `电价版本 ${version} 尚未复核,复核后才能发布`)
    requireOtherEyes(inner, draft, '发布')
    const { document } = draft
    const kind = await requireFitting(inner, document, '')
    const { priceCode, validFrom, validTo } = document
    const touched = await countTouchedBills(inner, { priceCode, days: { from: validFrom, to: validTo } })
    requirePastDecision(inner, document, input, touched)
    const replayId = await requireReplay(inner, draft)
    const name = document.price?.name ?? { zh: priceCode, en: priceCode }
    await insertPriceCode(inner, { ...kind, code: priceCode, nameZh: name.zh, nameEn: name.en })
    const force = await putIntoForce(inner, document, input.pastChange ?? null)
    await markPublished(inner, version, { ...input, replayId })
    return { ...force, touched }
  })
}

/** A draft is given up; a published version no longer counts, as known from now. Refuses with `NOT_FOUND`, `PRICE_NOT_IN_FORCE`. */
export function withdrawVersion(ctx: Ctx, version: string, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const draft = await lockDraft(inner, version)
    if (draft && (draft.state === 'draft' || draft.state === 'reviewed')) await markWithdrawn(inner, version, reason)
    else if (!(await endVersion(inner, version, reason))) {
      if (!draft) throw notFound('电价版本')
      throw new Refusal('PRICE_NOT_IN_FORCE', `电价版本 ${version} 已不在执行,无需撤回`)
    }
    await recordAudit(inner, { action: 'price.withdrawn', subject: `price:${version}`, detail: { reason } })
  })
}

async function requireOpen(ctx: Ctx, version: string): Promise<Draft> {
  const draft = await lockDraft(ctx, version)
  if (!draft) throw notFound('电价草稿')
  if (draft.state === 'draft' || draft.state === 'reviewed') return draft
  const state = draft.state === 'published' ? '已发布' : '已撤回'
  throw new Refusal('PRICE_VERSION_FIXED', `电价版本 ${version} ${state},不能再改;请另起一个版本`)
}

function requireOtherEyes(ctx: Ctx, { drafters, version }: Draft, act: string): void {
  if (!drafters.some((drafter) => isSamePerson(ctx.actor, drafter))) return
  const message = `电价版本 ${version} 由 ${drafters.join('、')} 起草,须由其他人${act}`
  throw new Refusal('FOUR_EYES', message, { status: 403 })
}

function requirePastDecision(
  ctx: Ctx,
  { validFrom }: PriceDocument,
  input: PublicationInput,
  touched: Touched[],
): void {
  const isPast = validFrom < civilDay(ctx.now)
  if (!isPast && input.pastChange) {
    const issues = [{ path: 'pastChange', message: '起日不早于今天,不涉及已发行账单' }]
    throw new Refusal('INVALID_INPUT', '该版本不追溯,无需选择处理方式', { status: 400, issues })
  }
  if (!isPast || (input.pastChange && input.reason)) return
  const bills = touched.reduce((sum, month) => sum + month.bills, 0)
  const months = touched.map(({ billMonth, accounts, bills: count }) => `${billMonth} ${accounts} 户 ${count} 张`)
  const issues: Issue[] = []
  if (!input.pastChange)
    issues.push({ path: 'pastChange', message: 're-rate 重算退补,或 from-next-bill 自下次账单执行' })
  if (!input.reason) issues.push({ path: 'reason', message: '须写明理由' })
  const message = `自 ${validFrom} 起执行,早于今天,涉及已发行账单 ${bills} 张${months.length > 0 ? `(${months.join(',')})` : ''},请选择处理方式并写明理由`
  throw new Refusal('PAST_CHANGE_UNDECIDED', message, { issues })
}

/** The kind of price that a document is for; refuses with every field that does not fit it. */
async function requireFitting(ctx: Ctx, document: PriceDocument, within: string): Promise<PriceKind> {
  const known = (await listPriceCodes(ctx)).find(({ code }) => code === document.priceCode)
  const kind = known ?? document.price
  const issues = kind ? [...checkKind(document, known), ...checkPriceDocument(document, kind)] : [missingKind]
  if (kind && issues.length === 0) return kind
  throw new Refusal('PRICE_FIGURES_UNFIT', '电价数据不完整或与类型不符,请检查标出的字段', {
    status: 400,
    issues: issues.map((issue) => ({ ...issue, path: `${within}${issue.path}` })),
  })
}

const missingKind: Issue = { path: 'price', message: '新的电价代码须写明名称、用电类别、电价制与是否分时' }

function checkKind({ price }: PriceDocument, known: PriceKind | undefined): Issue[] {
  if (!price || !known) return []
  return (['accountClass', 'tariffSystem', 'timeOfUse'] as const)
    .filter((field) => price[field] !== known[field])
    .map((field) => ({ path: `price.${field}`, message: '与已有电价代码不符' }))
}

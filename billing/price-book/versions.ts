import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'
import { neededFacts } from '../rules/applicability.ts'
import { compareDocuments } from '../rules/price-compare.ts'
import { type Days, stateOfPublished } from '../rules/price-days.ts'
import type { PriceKind } from '../rules/price-document.ts'
import { listAgencyPrices } from '../sql/agency-prices.ts'
import { countTouchedBills, listVersionEnds, type VersionEnd } from '../sql/price-days.ts'
import { type Draft, findDraft, listDrafts } from '../sql/price-drafts.ts'
import { listPriceCodes, listVersionRows, type PriceCode, type PriceVersion } from '../sql/prices.ts'
import type { PriceDocument, VersionDetail, VersionRow, versionList } from './contract.ts'
import { findLanded } from './landed.ts'

const LATEST_MONTHS = 24

/** Every version of the book in whatever state, the latest days first within a code. */
export async function listVersions(
  ctx: Ctx,
  query: { priceCode?: string | undefined },
): Promise<z.infer<typeof versionList>> {
  const [drafts, rows, ends] = await Promise.all([listDrafts(ctx), listVersionRows(ctx), listVersionEnds(ctx)])
  const published = Map.groupBy(rows, ({ version }) => version)
  const items = [
    ...drafts.filter(({ version }) => !published.has(version)).map(draftToRow),
    ...[...published].map(([version, known]) =>
      publishedToRow(
        ctx,
        known,
        ends.filter((end) => end.version === version),
      ),
    ),
  ]
  return {
    items: items
      .filter(({ priceCode }) => !query.priceCode || priceCode === query.priceCode)
      .sort((one, other) => one.priceCode.localeCompare(other.priceCode) || startOf(other).localeCompare(startOf(one))),
  }
}

/** One version with its figures, its history, what it changes and whom; refuses with `NOT_FOUND`. */
export async function findVersion(ctx: Ctx, version: string): Promise<VersionDetail> {
  const [draft, rows, ends, codes] = await Promise.all([
    findDraft(ctx, version),
    listVersionRows(ctx, version),
    listVersionEnds(ctx),
    listPriceCodes(ctx),
  ])
  const own = ends.filter((end) => end.version === version)
  const row = rows.length > 0 ? publishedToRow(ctx, rows, own) : draft && draftToRow(draft)
  const document = rows[0] ? versionToDocument(rows[0], codes) : draft?.document
  if (!row || !document) throw notFound('电价版本')
  const code = kindOf(document, codes)
  const isOpen = row.state === 'draft' || row.state === 'reviewed'
  const days = { from: document.validFrom, to: document.validTo }
  return {
    ...row,
    ...code,
    document,
    revision: isOpen ? (draft?.revision ?? null) : null,
    history: historyOf(draft, rows, own),
    comparison: await compare(ctx, document, isOpen, ends, codes),
    touched: isOpen ? await countTouchedBills(ctx, { priceCode: row.priceCode, days }) : [],
    neededFacts: neededFacts({ ...code, ...document }),
    missingAgencyMonths: await findMissingMonths(ctx, document),
    landed: await findLanded(ctx, document, code),
  }
}

/** The document of a version, to be kept as a file and brought in again. */
export async function exportVersion(ctx: Ctx, version: string): Promise<PriceDocument> {
  return (await findVersion(ctx, version)).document
}

function startOf({ days }: VersionRow): string {
  return days[0]?.from ?? ''
}

function draftToRow({ version, priceCode, state, document, drafters, ...draft }: Draft): VersionRow {
  return {
    ...{ version, priceCode, state },
    days: [{ from: document.validFrom, to: document.validTo }],
    official: document.official,
    changedAt: (draft.withdrawnAt ?? draft.reviewedAt ?? draft.changedAt).toISOString(),
    changedBy: draft.withdrawnBy ?? draft.reviewedBy ?? drafters.join('、'),
  }
}

function publishedToRow(ctx: Ctx, rows: PriceVersion[], ends: VersionEnd[]): VersionRow {
  const [latest] = rows as [PriceVersion]
  const { version, priceCode, official, changedBy } = latest
  const end = ends.at(-1)
  const current = rows.filter(({ knownTo }) => knownTo === null).map(toDays)
  return {
    ...{ version, priceCode, official },
    state: stateOfPublished({ days: current, ends: ends.map(({ kind }) => kind), today: civilDay(ctx.now) }),
    days:
      current.length > 0
        ? current
        : rows.filter(({ knownTo }) => knownTo?.getTime() === latest.knownTo?.getTime()).map(toDays),
    changedAt: (end?.at ?? latest.knownFrom).toISOString(),
    changedBy: end?.by ?? changedBy,
  }
}

function toDays({ validFrom, validTo }: { validFrom: string; validTo: string | null }): Days {
  return { from: validFrom, to: validTo }
}

function kindOf(document: PriceDocument, codes: PriceCode[]): PriceKind & { name: { zh: string; en: string } } {
  const known = codes.find(({ code }) => code === document.priceCode)
  if (known) {
    const { nameZh, nameEn, code: _, ...kind } = known
    return { ...kind, name: { zh: nameZh, en: nameEn } }
  }
  if (!document.price) throw new Error(`nobody said what kind of price ${document.priceCode} is`)
  return document.price
}

function versionToDocument(row: PriceVersion, codes: PriceCode[]): PriceDocument {
  const { priceCode, version, validFrom, validTo, official, legalBasis, sourceUrl, accumulation, household } = row
  const { components, surcharges, capacityYuanPerKvaMonth, demandYuanPerKwMonth, highLoad, minimum, region, agency } =
    row
  const document = {
    ...{ version, priceCode, validFrom, validTo, official, legalBasis, sourceUrl, accumulation, household },
    tiers: row.tiers.map(({ upToKwh, priceYuanPerKwh, touPricesYuanPerKwh }) => ({
      upToKwh,
      pricesYuanPerKwh: touPricesYuanPerKwh ?? (priceYuanPerKwh ? { total: priceYuanPerKwh } : {}),
    })),
    ...{ components, surcharges, capacityYuanPerKvaMonth, demandYuanPerKwMonth, highLoad, minimum, region, agency },
    applicability: row.applicability,
  }
  return { ...document, price: kindOf(document, codes) }
}

function historyOf(draft: Draft | undefined, rows: PriceVersion[], ends: VersionEnd[]): VersionDetail['history'] {
  const history: VersionDetail['history'] = []
  const add = (
    act: VersionDetail['history'][number]['act'],
    at: Date | null,
    by: string | null,
    note: string | null,
  ) => {
    if (at && by) history.push({ act, at: at.toISOString(), by, note })
  }
  if (draft) {
    add('drafted', draft.changedAt, draft.drafters.join('、'), null)
    add('reviewed', draft.reviewedAt, draft.reviewedBy, draft.reviewNote)
    add('published', draft.publishedAt, draft.publishedBy, draft.pastChangeReason)
    add('withdrawn', draft.withdrawnAt, draft.withdrawnBy, draft.withdrawalReason)
  } else {
    const [first] = rows.toSorted((one, other) => one.knownFrom.getTime() - other.knownFrom.getTime())
    add('published', first?.knownFrom ?? null, first?.changedBy ?? null, null)
  }
  for (const { kind, at, by, reason, byVersion } of ends) add(kind, at, by, byVersion ?? reason)
  return history
}

/** Against what counts on its first day; for a version in force, against the one that it took the days from. */
async function compare(ctx: Ctx, document: PriceDocument, isOpen: boolean, ends: VersionEnd[], codes: PriceCode[]) {
  const others = (await listVersionRows(ctx)).filter(
    ({ priceCode, version }) => priceCode === document.priceCode && version !== document.version,
  )
  const superseded = ends.filter(({ byVersion }) => byVersion === document.version).map(({ version }) => version)
  const old = isOpen
    ? others.find(
        ({ knownTo, validFrom, validTo }) =>
          knownTo === null && validFrom <= document.validFrom && (validTo === null || document.validFrom < validTo),
      )
    : others.find(({ version }) => superseded.includes(version))
  return old ? { with: old.version, differences: compareDocuments(versionToDocument(old, codes), document) } : null
}

async function findMissingMonths(ctx: Ctx, { agency, validFrom, validTo }: PriceDocument): Promise<string[]> {
  if (!agency) return []
  const known = new Set(
    (await listAgencyPrices(ctx)).filter(({ region }) => region === agency.region).map(({ month }) => month),
  )
  const today = civilDay(ctx.now)
  const months = Array.from({ length: LATEST_MONTHS }, (_, back) => addMonths(startOfMonth(today), -back).slice(0, 7))
  return months
    .filter(
      (month) => month >= validFrom.slice(0, 7) && (validTo === null || `${month}-01` < validTo) && !known.has(month),
    )
    .toSorted()
}

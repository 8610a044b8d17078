import { priceDocument } from '../../../billing/price-book/contract.ts'
import { draftVersion, publishVersion, reviewVersion } from '../../../billing/price-book/drafts.ts'
import { replayDraft } from '../../../billing/price-book/replay.ts'
import { listUsages } from '../../../metering/index.ts'
import { accountClasses } from './build.ts'
import { priceOf, type Stage } from './stage.ts'
import { need, oneOf, type Row, said } from './tables.ts'

const systems = { 单一: 'single', 两部: 'two-part', 阶梯: 'residential-tier' } as const

/** Codes and versions of the scenario's own prices are led by its number, so that no other scenario has them. */
export function nameOwnPrices(stage: Stage, rows: Row[]): void {
  for (const row of rows) {
    const code = need(row, '电价')
    stage.ownPrices.set(code, `${stage.path.replace('.', '')}-${code}`)
  }
}

/** Drafted, reviewed and published by three people at an instant. */
export async function publishPrice(
  stage: Stage,
  row: Row,
  at: Date,
  past?: { pastChange: 're-rate' | 'from-next-bill'; reason: string },
): Promise<void> {
  const version = `${stage.path.replace('.', '')}-${need(row, '版本')}`
  await draftVersion(stage.at(at, 'drafter'), priceDocument.parse({ ...documentOf(stage, row), version }))
  // What was billed already is replayed first (测算).
  const months = { months: 12, thresholdPercent: 10 }
  if (past) await replayDraft(stage.at(at, 'drafter'), version, months, listUsages)
  await reviewVersion(stage.at(at, 'reviewer'), version, null)
  await publishVersion(stage.at(at, 'publisher'), version, past ?? {})
}

function documentOf(stage: Stage, row: Row) {
  const code = need(row, '电价')
  const tariffSystem = oneOf(row, '制式', systems)
  const isByPeriod = said(row, '峰价') !== undefined
  const fund = said(row, '基金')
  return {
    priceCode: priceOf(stage, code),
    price: {
      name: { zh: code, en: code },
      accountClass: oneOf(row, '类别', accountClasses),
      tariffSystem,
      timeOfUse: isByPeriod,
    },
    validFrom: need(row, '起'),
    validTo: said(row, '止') ?? null,
    official: false,
    legalBasis: '情景用价',
    accumulation: said(row, '累计') ? oneOf(row, '累计', { 年: 'annual', 月: 'monthly' }) : null,
    tiers: tariffSystem === 'residential-tier' ? tiersOf(row) : [],
    components:
      tariffSystem === 'residential-tier'
        ? []
        : [{ component: 'energy', pricesYuanPerKwh: isByPeriod ? periodsOf(row) : { total: need(row, '单价') } }],
    minimum: minimumOf(row),
    surcharges: fund ? [{ code: 'fund', name: '基金', priceYuanPerKwh: fund }] : [],
    capacityYuanPerKvaMonth: said(row, '容量电价') ?? null,
    demandYuanPerKwMonth: said(row, '需量电价') ?? null,
  }
}

function minimumOf(row: Row) {
  const [yuan, kwh, price] = [said(row, '保底金额'), said(row, '保底电量'), said(row, '保底单价')]
  if (!yuan && !kwh) return null
  return { yuanPerMonth: yuan ?? null, kwhPerMonth: kwh ? Number(kwh) : null, priceYuanPerKwh: price ?? null }
}

function periodsOf(row: Row): Record<string, string> {
  const periods = { 峰价: 'peak', 平价: 'flat', 谷价: 'valley' }
  return Object.fromEntries(
    Object.entries(periods).flatMap(([column, period]) => {
      const price = said(row, column)
      return price ? [[period, price]] : []
    }),
  )
}

function tiersOf(row: Row) {
  return ['一', '二', '三'].flatMap((numeral) => {
    const price = said(row, `${numeral}档价`)
    const limit = said(row, `${numeral}档至`)
    return price ? [{ upToKwh: limit ? Number(limit) : null, pricesYuanPerKwh: { total: price } }] : []
  })
}

import type { Ctx } from '../../db/context.ts'
import type { PricePeriod } from '../rules/price-period.ts'
import type { Tier } from '../rules/tiers.ts'

export type PriceCode = {
  code: string
  nameZh: string
  nameEn: string
  accountClass: 'residential' | 'agricultural' | 'commercial'
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  timeOfUse: boolean
}

type PriceFigures = {
  accumulation: 'annual' | 'monthly' | null
  household: { thresholdPersons: number; bumpKwhPerMonth: number } | null
  /** Empty unless the price has tiers. */
  tiers: Tier[]
  priceYuanPerKwh: string | null
  touPricesYuanPerKwh: Partial<Record<PricePeriod, string>> | null
}

export type PriceVersion = PriceFigures & {
  id: number
  tariffSystem: PriceCode['tariffSystem']
  timeOfUse: boolean
  priceCode: string
  version: string
  validFrom: string
  validTo: string | null
  knownFrom: Date
  published: boolean
  legalBasis: string
  sourceUrl: string | null
}

export type NewPriceVersion = Omit<PriceVersion, 'id' | 'knownFrom' | 'tariffSystem' | 'timeOfUse'>

type PeriodPrices = Partial<Record<PricePeriod | 'total', string>>
type VersionRow = Omit<PriceVersion, keyof PriceFigures> & {
  accumulation: PriceFigures['accumulation']
  thresholdPersons: number | null
  bumpKwhPerMonth: number | null
  tiers: { upToKwh: number | null; prices: PeriodPrices }[]
  prices: PeriodPrices | null
}

export function listPriceCodes(ctx: Ctx): Promise<PriceCode[]> {
  return ctx.db.rows(
    `select code, name_zh as "nameZh", name_en as "nameEn", account_class as "accountClass",
       tariff_system as "tariffSystem", time_of_use as "timeOfUse"
     from price order by code`,
  )
}

/** Versions as they are known now, oldest first. */
export async function listPriceVersions(ctx: Ctx): Promise<PriceVersion[]> {
  const rows = await ctx.db.rows<VersionRow>(
    `select v.id, v.price_code as "priceCode", v.version, v.valid_from as "validFrom", v.valid_to as "validTo",
       v.known_from as "knownFrom", v.published, v.legal_basis as "legalBasis", v.source_url as "sourceUrl",
       p.tariff_system as "tariffSystem", p.time_of_use as "timeOfUse", v.accumulation,
       v.household_threshold_persons as "thresholdPersons",
       v.household_bump_kwh_per_month::float8 as "bumpKwhPerMonth",
       coalesce((
         select jsonb_agg(jsonb_build_object('upToKwh', t.up_to_kwh, 'prices', (
           select jsonb_object_agg(c.period, trim_scale(c.yuan_per_kwh)::text)
           from price_component c where c.version_id = v.id and c.tier_index = t.tier_index)) order by t.tier_index)
         from price_tier t where t.version_id = v.id), '[]') as tiers,
       (select jsonb_object_agg(c.period, trim_scale(c.yuan_per_kwh)::text)
        from price_component c where c.version_id = v.id and c.tier_index = 0) as prices
     from price_version v join price p on p.code = v.price_code
     where v.known_to is null order by v.price_code, v.valid_from`,
  )
  return rows.map(rowToVersion)
}

export function closePriceVersion(ctx: Ctx, version: string): Promise<number> {
  return ctx.db.run('update price_version set known_to = $2 where version = $1 and known_to is null', [
    version,
    ctx.now,
  ])
}

function rowToVersion({ thresholdPersons, bumpKwhPerMonth, tiers, prices, ...row }: VersionRow): PriceVersion {
  return {
    ...row,
    household: thresholdPersons === null || bumpKwhPerMonth === null ? null : { thresholdPersons, bumpKwhPerMonth },
    tiers: tiers.map((tier) => ({ upToKwh: tier.upToKwh, ...splitPrices(tier.prices) })),
    ...splitPrices(prices ?? {}),
  }
}

function splitPrices({ total, ...periods }: PeriodPrices) {
  return {
    priceYuanPerKwh: total ?? null,
    touPricesYuanPerKwh: Object.keys(periods).length > 0 ? periods : null,
  }
}

export async function insertPriceVersion(ctx: Ctx, price: NewPriceVersion): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into price_version (price_code, version, valid_from, valid_to, known_from, published, legal_basis, source_url,
       accumulation, household_threshold_persons, household_bump_kwh_per_month, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
    [
      price.priceCode,
      price.version,
      price.validFrom,
      price.validTo,
      ctx.now,
      price.published,
      price.legalBasis,
      price.sourceUrl,
      price.accumulation,
      price.household?.thresholdPersons ?? null,
      price.household?.bumpKwhPerMonth ?? null,
      ctx.actor.username,
    ],
  )
  const versionId = row?.id ?? 0
  await ctx.db.run(
    `insert into price_tier (version_id, tier_index, up_to_kwh)
     select $1, ordinality, limit_kwh from unnest($2::numeric[]) with ordinality as t(limit_kwh, ordinality)`,
    [versionId, price.tiers.map((tier) => tier.upToKwh)],
  )
  const components = [
    ...componentsOf(0, price),
    ...price.tiers.flatMap((tier, position) => componentsOf(position + 1, tier)),
  ]
  await ctx.db.run(
    `insert into price_component (version_id, tier_index, component, period, yuan_per_kwh)
     select $1, tier_index, 'energy', period, price
     from unnest($2::int[], $3::text[], $4::numeric[]) as c(tier_index, period, price)`,
    [
      versionId,
      components.map((component) => component.tierIndex),
      components.map((component) => component.period),
      components.map((component) => component.price),
    ],
  )
  return versionId
}

function componentsOf(tierIndex: number, prices: Pick<Tier, 'priceYuanPerKwh' | 'touPricesYuanPerKwh'>) {
  const byPeriod: [string, string][] = Object.entries(prices.touPricesYuanPerKwh ?? {})
  if (prices.priceYuanPerKwh) byPeriod.push(['total', prices.priceYuanPerKwh])
  return byPeriod.map(([period, price]) => ({ tierIndex, period, price }))
}

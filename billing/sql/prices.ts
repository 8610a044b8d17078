import type { Ctx } from '../../db/context.ts'
import type { Applicability, PriceComponent, PriceDocument } from '../price-book/contract.ts'
import type { PeriodPrices, PricedVersion } from '../rules/price.ts'
import type { PriceKind } from '../rules/price-document.ts'
import type { PricePeriod } from '../rules/price-period.ts'

export type PriceCode = PriceKind & { code: string; nameZh: string; nameEn: string }

/** A version on days on which it counts as known at an instant; one row for each stretch of days. */
export type PriceVersion = PricedVersion & {
  knownFrom: Date
  knownTo: Date | null
  changedBy: string
  applicability: Applicability
  /** The one price of a code that has neither tiers nor parts: null for any other. */
  priceYuanPerKwh: string | null
  touPricesYuanPerKwh: Partial<Record<PricePeriod, string>> | null
}

type VersionRow = Omit<PriceVersion, 'tiers' | 'priceYuanPerKwh' | 'touPricesYuanPerKwh'> & {
  tiers: { upToKwh: number | null; prices: PeriodPrices }[]
}

export function listPriceCodes(ctx: Ctx): Promise<PriceCode[]> {
  return ctx.db.rows(
    `select code, name_zh as "nameZh", name_en as "nameEn", account_class as "accountClass",
       tariff_system as "tariffSystem", time_of_use as "timeOfUse"
     from price order by code`,
  )
}

const selectVersions = `
  select v.id, v.price_code as "priceCode", v.version, d.valid_from as "validFrom", d.valid_to as "validTo",
    d.known_from as "knownFrom", d.known_to as "knownTo", d.changed_by as "changedBy", v.official, v.legal_basis as "legalBasis",
    v.source_url as "sourceUrl", p.tariff_system as "tariffSystem", p.time_of_use as "timeOfUse", v.accumulation,
    case when v.household_threshold_persons is not null then jsonb_build_object(
      'thresholdPersons', v.household_threshold_persons, 'bumpKwhPerMonth', v.household_bump_kwh_per_month) end
      as household,
    trim_scale(v.capacity_yuan_per_kva_month)::text as "capacityYuanPerKvaMonth",
    trim_scale(v.demand_yuan_per_kw_month)::text as "demandYuanPerKwMonth",
    case when v.high_load_kwh_per_kva is not null then jsonb_build_object('kwhPerKva', v.high_load_kwh_per_kva,
      'demandFactor', trim_scale(v.high_load_demand_factor)::text) end as "highLoad",
    case when v.minimum_yuan_per_month is not null or v.minimum_kwh_per_month is not null then jsonb_build_object(
      'yuanPerMonth', v.minimum_yuan_per_month::text, 'kwhPerMonth', trim_scale(v.minimum_kwh_per_month),
      'priceYuanPerKwh', trim_scale(v.minimum_yuan_per_kwh)::text) end as minimum,
    v.region,
    case when v.agency_region is not null then jsonb_build_object('region', v.agency_region,
      'multiplier', trim_scale(v.agency_multiplier)::text) end as agency,
    jsonb_build_object('voltageKvFrom', v.voltage_kv_from, 'voltageKvBelow', v.voltage_kv_below,
      'capacityKvaFrom', v.capacity_kva_from, 'capacityKvaBelow', v.capacity_kva_below,
      'industries', to_jsonb(v.industries)) as applicability,
    coalesce((
      select jsonb_agg(jsonb_build_object('upToKwh', t.up_to_kwh, 'prices', (
        select jsonb_object_agg(c.period, trim_scale(c.yuan_per_kwh)::text)
        from price_component c where c.version_id = v.id and c.tier_index = t.tier_index)) order by t.tier_index)
      from price_tier t where t.version_id = v.id), '[]') as tiers,
    coalesce((
      select jsonb_agg(part order by array_position(array ['energy', 'line-loss', 'transmission', 'system-operation'],
        part ->> 'component'))
      from (
        select jsonb_build_object('component', c.component, 'floated', bool_or(c.floated),
          'inPowerFactorBase', bool_and(c.in_power_factor_base),
          'pricesYuanPerKwh', jsonb_object_agg(c.period, trim_scale(c.yuan_per_kwh)::text)) as part
        from price_component c where c.version_id = v.id and c.tier_index = 0 group by c.component
      ) parts), '[]') as components,
    coalesce((
      select jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name,
        'priceYuanPerKwh', trim_scale(s.yuan_per_kwh)::text) order by s.position)
      from price_surcharge s where s.version_id = v.id), '[]') as surcharges
  from price_version v join price p on p.code = v.price_code join price_validity d on d.version_id = v.id`

/** Versions with their days as they are known now, or were at an instant; oldest first. */
export async function listPriceVersions(ctx: Ctx, knownAt: Date | null = null): Promise<PriceVersion[]> {
  const rows = await ctx.db.rows<VersionRow>(
    `${selectVersions}
     where case when $1::timestamptz is null then d.known_to is null
       else d.known_from <= $1 and (d.known_to is null or $1 < d.known_to) end
     order by v.price_code, d.valid_from`,
    [knownAt],
  )
  return rows.map(rowToVersion)
}

/** A version by its id, with the days last known of it: a bill is explained by its price, whatever became of that. */
export async function findPriceVersionById(ctx: Ctx, id: number): Promise<PriceVersion | undefined> {
  const row = await ctx.db.first<VersionRow>(
    `${selectVersions} where v.id = $1 order by d.known_to desc nulls first, d.valid_from limit 1`,
    [id],
  )
  return row && rowToVersion(row)
}

/** All stretches of days that versions, or one of them, ever had; newest knowledge first. */
export async function listVersionRows(ctx: Ctx, version: string | null = null): Promise<PriceVersion[]> {
  const rows = await ctx.db.rows<VersionRow>(
    `${selectVersions} where $1::text is null or v.version = $1
     order by v.price_code, d.known_to desc nulls first, d.valid_from`,
    [version],
  )
  return rows.map(rowToVersion)
}

function rowToVersion({ tiers, ...row }: VersionRow): PriceVersion {
  return {
    ...row,
    tiers: tiers.map((tier) => ({ upToKwh: tier.upToKwh, ...splitPrices(tier.prices) })),
    ...splitPrices(onePriceOf(row)),
  }
}

/** A price of several parts has no one price: nobody may bill a part of it for the whole. */
function onePriceOf({ components, surcharges, agency }: Omit<VersionRow, 'tiers'>): PeriodPrices {
  const [energy, ...others] = components
  const isWhole = energy?.component === 'energy' && !energy.floated && others.length === 0
  return isWhole && surcharges.length === 0 && agency === null ? energy.pricesYuanPerKwh : {}
}

function splitPrices({ total, ...periods }: PeriodPrices) {
  return {
    priceYuanPerKwh: total ?? null,
    touPricesYuanPerKwh: Object.keys(periods).length > 0 ? periods : null,
  }
}

export function insertPriceCode(ctx: Ctx, code: PriceCode): Promise<number> {
  return ctx.db.run(
    `insert into price (code, name_zh, name_en, account_class, tariff_system, time_of_use)
     values ($1, $2, $3, $4, $5, $6) on conflict (code) do nothing`,
    [code.code, code.nameZh, code.nameEn, code.accountClass, code.tariffSystem, code.timeOfUse],
  )
}

/** The figures of a version, for good; on which days they count is told by `insertValidity`. */
export async function insertPriceFigures(ctx: Ctx, document: PriceDocument): Promise<number> {
  const { applicability, household, highLoad, minimum, agency } = document
  const row = await ctx.db.first<{ id: number }>(
    `insert into price_version (price_code, version, official, legal_basis, source_url, accumulation,
       household_threshold_persons, household_bump_kwh_per_month, capacity_yuan_per_kva_month, demand_yuan_per_kw_month,
       high_load_kwh_per_kva, high_load_demand_factor, region, agency_region, agency_multiplier,
       voltage_kv_from, voltage_kv_below, capacity_kva_from, capacity_kva_below, industries,
       minimum_yuan_per_month, minimum_kwh_per_month, minimum_yuan_per_kwh, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
     returning id`,
    [
      ...[document.priceCode, document.version, document.official, document.legalBasis, document.sourceUrl],
      ...[document.accumulation, household?.thresholdPersons ?? null, household?.bumpKwhPerMonth ?? null],
      ...[document.capacityYuanPerKvaMonth, document.demandYuanPerKwMonth],
      ...[highLoad?.kwhPerKva ?? null, highLoad?.demandFactor ?? null],
      ...[document.region, agency?.region ?? null, agency?.multiplier ?? null],
      ...[applicability.voltageKvFrom, applicability.voltageKvBelow],
      ...[applicability.capacityKvaFrom, applicability.capacityKvaBelow, applicability.industries],
      ...[minimum?.yuanPerMonth ?? null, minimum?.kwhPerMonth ?? null, minimum?.priceYuanPerKwh ?? null],
      ctx.actor.username,
    ],
  )
  const versionId = row?.id ?? 0
  await insertTiers(ctx, versionId, document)
  await insertComponents(ctx, versionId, document)
  await ctx.db.run(
    `insert into price_surcharge (version_id, position, code, name, yuan_per_kwh)
     select $1, ordinality, code, name, price
     from unnest($2::text[], $3::text[], $4::numeric[]) with ordinality as s(code, name, price, ordinality)`,
    [
      versionId,
      document.surcharges.map(({ code }) => code),
      document.surcharges.map(({ name }) => name),
      document.surcharges.map(({ priceYuanPerKwh }) => priceYuanPerKwh),
    ],
  )
  return versionId
}

function insertTiers(ctx: Ctx, versionId: number, { tiers }: PriceDocument): Promise<number> {
  return ctx.db.run(
    `insert into price_tier (version_id, tier_index, up_to_kwh)
     select $1, ordinality, limit_kwh from unnest($2::numeric[]) with ordinality as t(limit_kwh, ordinality)`,
    [versionId, tiers.map(({ upToKwh }) => upToKwh)],
  )
}

function insertComponents(ctx: Ctx, versionId: number, { tiers, components }: PriceDocument): Promise<number> {
  const ofTiers = tiers.map(({ pricesYuanPerKwh }, position) => ({
    ...{ tierIndex: position + 1, component: 'energy' as const, pricesYuanPerKwh },
    ...{ floated: false, inPowerFactorBase: true },
  }))
  const rows = [...ofTiers, ...components.map((part) => ({ tierIndex: 0, ...part }))].flatMap(partToRows)
  return ctx.db.run(
    `insert into price_component (version_id, tier_index, component, period, yuan_per_kwh, floated, in_power_factor_base)
     select $1, c.* from unnest($2::int[], $3::text[], $4::text[], $5::numeric[], $6::boolean[], $7::boolean[]) as c`,
    [
      versionId,
      rows.map(({ tierIndex }) => tierIndex),
      rows.map(({ component }) => component),
      rows.map(({ period }) => period),
      rows.map(({ price }) => price),
      rows.map(({ floated }) => floated),
      rows.map(({ inPowerFactorBase }) => inPowerFactorBase),
    ],
  )
}

function partToRows({ pricesYuanPerKwh, ...part }: PriceComponent & { tierIndex: number }) {
  return Object.entries(pricesYuanPerKwh)
    .filter(([, price]) => price !== undefined)
    .map(([period, price]) => ({ ...part, period, price }))
}

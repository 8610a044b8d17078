import type { Ctx } from '../../db/context.ts'
import {
  type KnownAccount,
  type KnownMeter,
  listKnownAccounts,
  listKnownMeters,
} from '../../db/customers/bulk/known.ts'
import { civilDay } from '../../db/time.ts'
import type { Ports } from './ports.ts'
import type { Among, CheckedRow, Facts, Shape, Values } from './rules/shape.ts'
import { listNamed, listOrganisations, namedThings } from './sql.ts'

export type Known = Facts & {
  pathOf: ReadonlyMap<number, string>
  /** Of the accounts that a sheet of meters names. */
  accounts: ReadonlyMap<string, KnownAccount>
  /** Of the meters that a sheet of readings names. */
  meters: ReadonlyMap<string, KnownMeter>
}

/** All that a sheet may name, of the scope of who brings it: read once for the whole file. */
export async function gatherFacts(
  ctx: Ctx,
  shape: Shape,
  said: (title: string) => string[],
  ports: Ports,
): Promise<Known> {
  const asked = new Set(shape.columns.flatMap(({ among }) => among ?? []))
  const names: Facts['names'] = {}
  const organisations = await listOrganisations(ctx)
  names.organisation = toNames(
    organisations.flatMap(({ id, name, path }) => [
      { name, id },
      { name: path, id },
    ]),
  )
  for (const what of Object.keys(namedThings) as (keyof typeof namedThings)[]) {
    if (asked.has(what)) names[what] = toNames(await listNamed(ctx, what))
  }
  const codes = asked.has('price') ? await ports.listPriceCodes(ctx) : []
  names.price = new Map(codes.map(({ code }) => [code, code]))
  if (asked.has('profile')) names.profile = new Map(ports.listProfiles().map((name) => [name, name]))
  const accounts = asked.has('account') ? await listKnownAccounts(ctx, said('户号')) : []
  const ours = accounts.filter(({ isOurs }) => isOurs)
  names.account = new Map(ours.map(({ accountNo }) => [accountNo, accountNo]))
  const meters = asked.has('meter') ? await listKnownMeters(ctx, [...new Set(said('资产编号'))]) : []
  const installed = meters.filter(({ values }) => values !== null)
  names.meter = new Map(installed.map(({ assetNo }) => [assetNo, assetNo]))
  const today = civilDay(ctx.now)
  const duties = asked.has('price') ? await ports.listPowerFactorDuties(ctx) : []
  const twoPart = new Set(codes.filter(({ tariffSystem }) => tariffSystem === 'two-part').map(({ code }) => code))
  return {
    today,
    scope: ctx.scope,
    isIdentityNumber: ports.isIdentityNumber,
    isCreditCode: ports.isCreditCode,
    isTwoPart: (code) => twoPart.has(code),
    powerFactorDuties: duties.filter(({ from, to }) => from <= today && (to === null || today < to)),
    tellDemand: (demand) => tellDemand(demand, ports),
    names,
    pathOf: new Map(organisations.map(({ id, path }) => [id, path])),
    accounts: new Map(ours.map((account) => [account.accountNo, account])),
    meters: new Map(installed.map((meter) => [meter.assetNo, meter])),
  }
}

function tellDemand(
  { demandKw, contractKva, transformersKva }: Parameters<Facts['tellDemand']>[0],
  { isDemandWithin, leastDemandKw }: Ports,
): string | null {
  if (!isDemandWithin(demandKw, contractKva)) return `合同最大需量不能大于合同容量 ${contractKva} 千伏安`
  const leastKw = leastDemandKw(transformersKva)
  return demandKw < leastKw ? `合同最大需量不能低于受电变压器容量的规定比例 ${leastKw} 千瓦` : null
}

function toNames(list: { name: string; id: number }[]): Map<string, number | null> {
  const names = new Map<string, number | null>()
  for (const { name, id } of list) names.set(name, names.has(name) && names.get(name) !== id ? null : id)
  return names
}

/** The row with what its cells name in the place of the names. */
export function resolve(shape: Shape, { values }: CheckedRow, { names }: Facts): Values {
  return Object.fromEntries(
    shape.columns.map(({ key, among }) => {
      const value = values[key] ?? null
      return [key, value === null || !among ? value : (lookUp(names, among, String(value)) ?? null)]
    }),
  )
}

function lookUp(names: Facts['names'], among: Among, text: string): number | string | null | undefined {
  return names[among]?.get(text)
}

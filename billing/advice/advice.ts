import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { addMonths, civilDay, daysBetween, startOfMonth } from '../../db/time.ts'
import { listDemands } from '../../metering/index.ts'
import { readPriceBook } from '../prices.ts'
import { type AdviceMonth, adviseOnBasis, adviseOnCapacitors } from '../rules/advice.ts'
import { exact, sumYuan, yuanToText } from '../rules/money.ts'
import { chargeableKva } from '../rules/run/base-charge.ts'
import type { AccountFacts } from '../rules/run/facts.ts'
import { landPrices } from '../rules/run/land.ts'
import { rerateBills } from '../run/rerate.ts'
import { readShared } from '../run/shared.ts'
import { listStandingBills, type StandingBill, startsOf } from '../sql/corrections.ts'
import { findAccountFacts } from '../sql/file-facts.ts'
import { listPriceCodes, type PriceCode } from '../sql/prices.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { UsagePort } from '../usage.ts'
import type { advice } from './contract.ts'

const MONTHS = 12
const notice = {
  zh: '基本电费计费方式可按季变更,须提前15个工作日申请(发改办价格〔2016〕1583号)',
  en: 'The basis may be changed by the quarter, 15 working days ahead',
}

/** What an account could pay less by, from its own latest twelve months; refuses with `NOT_FOUND`. */
export async function adviseAccount(
  ctx: Ctx,
  { accountNo, yuanPerKvar }: { accountNo: string; yuanPerKvar: string },
  findUsages: UsagePort,
): Promise<z.infer<typeof advice>> {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  const from = addMonths(startOfMonth(civilDay(ctx.now)), -MONTHS)
  const bills = await listStandingBills(ctx, account.id, from.slice(0, 7))
  const [first] = bills
  const last = bills.at(-1)
  if (!first || !last)
    return { fromMonth: null, toMonth: null, bills: 0, basis: null, timeOfUse: null, capacitors: null }
  const period = { accountId: account.id, from: first.periodFrom, to: last.periodTo }
  const facts = (await findAccountFacts(ctx, [period])).get(account.id)
  const term = facts?.terms.at(-1)
  const months = facts ? await readMonths(ctx, bills, facts) : []
  const installedKva = facts ? chargeableKva(facts.units, last.periodFrom) : 0
  const basis = term?.parts === 'two' ? adviseOnBasis(months, installedKva) : null
  return {
    fromMonth: first.billMonth,
    toMonth: last.billMonth,
    bills: bills.length,
    basis: basis && { ...basis, notice },
    timeOfUse: facts ? await adviseOnTimeOfUse(ctx, bills, facts, findUsages) : null,
    capacitors: term?.powerFactorStandard ? adviseOnCapacitors(months, term.powerFactorStandard, yuanPerKvar) : null,
  }
}

async function readMonths(ctx: Ctx, bills: StandingBill[], facts: AccountFacts): Promise<AdviceMonth[]> {
  const book = await readPriceBook(ctx)
  const points = facts.points.map(({ pointId }) => pointId)
  const requests = bills.flatMap(({ periodFrom: from, periodTo: to }) =>
    points.map((pointId) => ({ pointId, from, to })),
  )
  const demands = (await listDemands(ctx, requests)).map((told) => told?.demandW ?? null)
  return bills.map((bill, n) => {
    const known = demands.slice(n * points.length, (n + 1) * points.length).filter((watts) => watts !== null)
    const adjusted = bill.lines.filter(({ item }) => item === 'power-factor-adjustment')
    const base = bill.lines.filter(({ item }) => item === 'capacity-charge' || item.startsWith('demand-'))
    const capacity = base.filter(({ item }) => item === 'capacity-charge')
    const code = facts.points[0]?.terms.at(-1)?.priceCode ?? ''
    const [price] = landPrices(book, code, bill.periodFrom, bill.periodTo)
    return {
      billMonth: bill.billMonth,
      days: daysBetween(bill.periodFrom, bill.periodTo),
      activeKwh: bill.energyWh / 1000,
      reactiveKvarh: bill.reactiveVarh / 1000,
      demandKw: known.length > 0 ? known.reduce((sum, watts) => sum + watts, 0) / 1000 : null,
      chargedKva: capacity.length > 0 ? capacity.reduce((sum, { quantity }) => sum + quantity, 0) : null,
      baseYuan: sumYuan(base.map(({ amountYuan }) => amountYuan)),
      // The line's quantity is the amount that it is taken of, which is in whole fen.
      adjustmentBaseYuan: sumYuan(adjusted.map(({ quantity }) => exact(quantity).toFixed(2))),
      adjustmentYuan: sumYuan(adjusted.map(({ amountYuan }) => amountYuan)),
      capacityYuanPerKva: price?.capacityYuanPerKvaMonth ?? null,
      demandYuanPerKw: price?.demandYuanPerKwMonth ?? null,
    }
  })
}

/** Rates the very months again at the price that differs in time of use alone. */
async function adviseOnTimeOfUse(ctx: Ctx, bills: StandingBill[], facts: AccountFacts, findUsages: UsagePort) {
  const code = facts.points[0]?.terms.at(-1)?.priceCode
  const other = code === undefined || code === null ? undefined : otherOf(await listPriceCodes(ctx), code)
  if (!other) return null
  const told: { currentYuan: string; otherYuan: string }[] = []
  let untold = 0
  const shared = await readShared(ctx, bills[0]?.billMonth ?? '', findUsages)
  for (const bill of bills) {
    const pricesOf: typeof shared.pricesOf = (asked, from, to, exit) =>
      shared.pricesOf(asked === code ? other.code : asked, from, to, exit)
    const carry = {
      billedEnds: startsOf(bill.stored.registers),
      tierYear: bill.tierYear,
      tierEnergyWh: bill.accumulatedBeforeWh,
    }
    const [verdict] = await rerateBills(ctx, [{ bill, carry }], { ...shared, billMonth: bill.billMonth, pricesOf })
    if (verdict?.ok) told.push({ currentYuan: bill.totalYuan, otherYuan: verdict.value.totalYuan })
    else untold += 1
  }
  const currentYuan = sumYuan(told.map((each) => each.currentYuan))
  const otherYuan = sumYuan(told.map((each) => each.otherYuan))
  return {
    priceCode: other.code,
    name: { zh: other.nameZh, en: other.nameEn },
    isTimeOfUse: other.timeOfUse,
    months: told.length,
    currentYuan,
    otherYuan,
    savingYuan: yuanToText(exact(currentYuan).minus(otherYuan)),
    untold,
  }
}

const TIME_OF_USE = '-TOU'

/** Codes that differ in time of use alone are called alike. */
function otherOf(codes: PriceCode[], code: string): PriceCode | undefined {
  const named = code.endsWith(TIME_OF_USE) ? code.slice(0, -TIME_OF_USE.length) : `${code}${TIME_OF_USE}`
  const own = codes.find((each) => each.code === code)
  const other = codes.find((each) => each.code === named)
  return own && other && own.accountClass === other.accountClass && own.tariffSystem === other.tariffSystem
    ? other
    : undefined
}

import type { Ctx } from '../../db/context.ts'
import { count, differing, figureOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange, Said } from '../../db/parameters/set.ts'
import { addMonths, civilDay, startOfMonth } from '../../db/time.ts'
import { listUsages } from '../../metering/index.ts'
import { asBilled } from '../price-book/replay.ts'
import { sumYuan } from '../rules/money.ts'
import { factOn } from '../rules/run/facts.ts'
import { addChargedKwh, compareSheets, type Tolerance } from '../rules/run/market.ts'
import { rerateBills } from '../run/rerate.ts'
import type { Shared } from '../run/shapes.ts'
import { readShared } from '../run/shared.ts'
import { listMarketMonth, listMarketTolerances } from '../sql/market.ts'
import { countWithoutStandard, listAllowedAccounts } from '../sql/parameter-effects.ts'
import { listBillsOfAccounts } from '../sql/replays.ts'

const MOST_BILLS = 300
const MARKET_MONTHS = 3
const ALWAYS = { from: '1990-01-01', to: null }
const yuan: Said = { zh: '元', en: 'yuan' }

/** Bills of the latest month of those who have the allowance, rated twice: as the rule stands, and as it would. */
export async function allowanceEffect(ctx: Ctx, { key, value }: ParameterChange): Promise<Effect> {
  const month = latestMonth(ctx)
  const kind = key.kind as Shared['allowanceRules'][number]['kind']
  const accounts = (await listAllowedAccounts(ctx, kind, month)).map(({ accountId }) => accountId)
  const bills = await listBillsOfAccounts(ctx, month, accounts.slice(0, MOST_BILLS))
  const shared = await readShared(ctx, month, listUsages)
  const others = shared.allowanceRules.filter((rule) => rule.kind !== kind)
  const freeKwhPerMonth = figureOf(value, 'free_kwh_per_month') ?? 0
  const changed = { ...shared, allowanceRules: [...others, { kind, freeKwhPerMonth, clause: '', ...ALWAYS }] }
  const before = await rerateBills(ctx, bills.map(asBilled), shared)
  const after = await rerateBills(ctx, bills.map(asBilled), changed)
  const rated = bills.flatMap(({ accountNo, path }, n) => {
    const [was, is] = [before[n], after[n]]
    return was?.ok && is?.ok ? [{ ref: accountNo, path, was: was.value.totalYuan, is: is.value.totalYuan }] : []
  })
  const sum = (amounts: string[]) => sumYuan(amounts)
  return {
    ...daysOf(month),
    about: {
      zh: `${month} 享受这一免费电量的 ${accounts.length} 户，重算其中已出账的 ${rated.length} 张账单`,
      en: `${rated.length} bills of ${month}, of ${accounts.length} accounts with the allowance, rated again`,
    },
    figures: [
      count({ zh: '电费有变', en: 'Other totals' }, 0, rated.filter(({ was, is }) => was !== is).length, {
        zh: '张',
        en: 'bills',
      }),
      {
        title: { zh: '电费合计', en: 'Total' },
        before: sum(rated.map(({ was }) => was)),
        after: sum(rated.map(({ is }) => is)),
        unit: yuan,
      },
    ],
    ...differing(rated.map(({ ref, path, was, is }) => ({ ref, path, before: inYuan(was), after: inYuan(is) }))),
  }
}

/** Accounts of which a standard would be asked before they are billed. */
export async function powerFactorEffect(ctx: Ctx, { key, former, value }: ParameterChange): Promise<Effect> {
  const today = civilDay(ctx.now)
  const of = async (fromKva: number | null) =>
    fromKva === null ? 0 : countWithoutStandard(ctx, key.account_class ?? '', fromKva, today)
  const [before, after] = [await of(figureOf(former?.value, 'from_kva')), await of(figureOf(value, 'from_kva'))]
  return {
    ...{ from: today, to: today },
    about: { zh: '这一类在用的全部客户，按今天的档案', en: 'All accounts of the class, by the file of today' },
    figures: [
      count({ zh: '未登记考核标准，出账前须补录', en: 'Asked for a standard before a bill' }, before, after, {
        zh: '户',
        en: 'accounts',
      }),
    ],
    cases: [],
  }
}

/** Sheets of the latest months held against what was charged, with either tolerance. */
export async function marketEffect(ctx: Ctx, { value }: ParameterChange): Promise<Effect> {
  const latest = latestMonth(ctx)
  const first = addMonths(`${latest}-01`, 1 - MARKET_MONTHS).slice(0, 7)
  const tolerances = await listMarketTolerances(ctx)
  const wanted: Tolerance = { leastKwh: value?.least_kwh ?? '0', percent: value?.percent ?? '0', ...ALWAYS }
  const judged: { ref: string; path: string; before: Said; after: Said }[] = []
  for (let n = 0; n < MARKET_MONTHS; n += 1) {
    const month = addMonths(`${first}-01`, n).slice(0, 7)
    for (const { accountNo, path, sheet, bill } of await listMarketMonth({ ...ctx, scope: '' }, month)) {
      if (!sheet || !bill || bill.segments.length === 0) continue
      const charged = addChargedKwh(bill.segments)
      const agrees = (tolerance: Tolerance | undefined) => compareSheets([sheet], charged, tolerance).agrees
      const said = (does: boolean): Said =>
        does ? { zh: '一致', en: 'agrees' } : { zh: '不符，须审核', en: 'differs' }
      const [was, is] = [agrees(factOn(tolerances, `${month}-01`)), agrees(wanted)]
      judged.push({ ref: `${accountNo} ${month}`, path, before: said(was), after: said(is) })
    }
  }
  const differs = (when: 'before' | 'after') => judged.filter((each) => each[when].en === 'differs').length
  return {
    ...{ from: daysOf(first).from, to: daysOf(latest).to },
    about: {
      zh: `${first} 至 ${latest} 的 ${judged.length} 份结算单，逐份与账单电量比对`,
      en: `${judged.length} sheets of ${first} to ${latest}, each held against its bill`,
    },
    figures: [
      count({ zh: '不符，须人工审核', en: 'Differ' }, differs('before'), differs('after'), { zh: '份', en: 'sheets' }),
    ],
    ...differing(judged),
  }
}

function inYuan(amount: string): Said {
  return { zh: `${amount} 元`, en: `${amount} yuan` }
}

function latestMonth({ now }: Ctx): string {
  return addMonths(startOfMonth(civilDay(now)), -1).slice(0, 7)
}

function daysOf(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: addMonths(`${month}-01`, 1) }
}

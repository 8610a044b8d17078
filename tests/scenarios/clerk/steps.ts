import { correctBills } from '../../../billing/corrections/corrections.ts'
import { runTasks } from '../../../billing/corrections/task-runs.ts'
import { correctedReadings, repricedBills } from '../../../billing/corrections/tasks.ts'
import { correctedFeedIns, correctStatements } from '../../../billing/feed-in/corrections.ts'
import { recordPayouts } from '../../../billing/feed-in/payouts.ts'
import { changedFiles } from '../../../billing/file-changes.ts'
import { decideHeld, listHeld } from '../../../billing/held/held.ts'
import { recordPayment, runBills, settleAccount } from '../../../billing/index.ts'
import { importSheets } from '../../../billing/market/sheets.ts'
import { enterMarket, leaveMarket, listTerms } from '../../../billing/market/terms.ts'
import { listParked, rerunParked } from '../../../billing/parked.ts'
import { recordTimetableLag } from '../../../billing/price-book/lags.ts'
import type { Ctx } from '../../../db/context.ts'
import { applyChanges } from '../../../db/customers/changes/apply.ts'
import { Refusal } from '../../../db/refusal.ts'
import { deliverEvents } from '../../../db/subscriptions.ts'
import { listUsages } from '../../../metering/index.ts'
import { baseCharges, transformerStates } from './build.ts'
import { postCharge, reverseLatest } from './charges.ts'
import {
  addTransformer,
  changeTerm,
  editRegister,
  findTransformer,
  grantAllowance,
  handOver,
  keepCase,
} from './file-changes.ts'
import { publishPrice } from './prices.ts'
import { payoutFileOf, sheetFileOf } from './sheets.ts'
import { accountOf, pointOf, priceOf, type Stage } from './stage.ts'
import {
  ClerkError,
  instantOf,
  need,
  oneOf,
  type Row,
  roleOfRegister,
  type Scenario,
  said,
  thousandthsOf,
} from './tables.ts'

type Act = (stage: Stage, ctx: Ctx, row: Row, scenario: Scenario) => Promise<unknown>

const acts: Record<string, Act> = {
  核算: (stage, ctx, row) => {
    const accountIds = said(row, '户') ? { accountIds: [accountOf(stage, row).accountId] } : {}
    return runBills(ctx, { billMonth: need(row, '月'), ...accountIds }, listUsages)
  },
  终止结算: (stage, ctx, row) =>
    settleAccount(ctx, { accountId: accountOf(stage, row).accountId, at: ctx.now }, listUsages),
  重算: async (stage, ctx, row) => {
    const { accountNo } = accountOf(stage, row)
    const { items } = await listParked(ctx, { billMonth: need(row, '月'), limit: 100 })
    const parked = items.find((item) => item.accountNo === accountNo)
    if (!parked) throw new ClerkError(`${row.where}:该户该月没有待处理账单`)
    return rerunParked(ctx, parked.id, listUsages)
  },
  审核: async (stage, ctx, row) => {
    const { accountNo } = accountOf(stage, row)
    const { items } = await listHeld(ctx, { billMonth: need(row, '月'), limit: 100 })
    const hitIds = items.filter((item) => item.accountNo === accountNo).map(({ hitId }) => hitId)
    const decision = oneOf(row, '值', { 放行: 'false-alarm', 退回: 'confirmed' } as const)
    return decideHeld(ctx, { which: { hitIds }, decision, note: said(row, '说明') ?? '情景' }, listUsages)
  },
  退补: (stage, ctx, row) => {
    const { accountId } = accountOf(stage, row)
    const input = { accountId, fromMonth: need(row, '月'), throughMonth: said(row, '止') }
    return correctBills(ctx, { ...input, reason: said(row, '说明') ?? '情景退补' }, listUsages)
  },
  办理退补任务: async (_stage, ctx, row) => {
    await settleEvents(ctx)
    const cause = oneOf(row, '值', { 示数: 'reading', 电价: 'price', 结算单: 'market-sheet', 档案: 'file' } as const)
    return runTasks(ctx, { cause }, listUsages)
  },
  缴费: (stage, ctx, row) =>
    recordPayment(ctx, {
      accountNo: accountOf(stage, row).accountNo,
      amountYuan: need(row, '值'),
      channel: 'online',
      idempotencyKey: row.where,
    }),
  追补: postCharge,
  冲减: reverseLatest,
  发布电价: (stage, ctx, row, { tables }) => {
    const version = tables['prices.csv']?.find((each) => need(each, '版本') === need(row, '项目'))
    if (!version) throw new ClerkError(`${row.where}:prices.csv 中没有这个版本`)
    const pastChange = oneOf(row, '值', { 重算: 're-rate', 下次执行: 'from-next-bill' } as const)
    return publishPrice(stage, version, ctx.now, { pastChange, reason: said(row, '说明') ?? '情景用价' })
  },
  改示数: (stage, ctx, row) => {
    const { pointId } = pointOf(stage, row, '户')
    const role = oneOf(row, '项目', roleOfRegister)
    return editRegister(ctx, { pointId, role, at: instantOf(row, '起'), wh: thousandthsOf(row, '值') ?? 0 })
  },
  入市: (stage, ctx, row) =>
    enterMarket(ctx, {
      ...{ accountNo: accountOf(stage, row).accountNo, retailer: need(row, '值'), from: need(row, '起') },
      ...{ reason: '情景入市', caseRef: row.where },
    }),
  退市: async (stage, ctx, row) => {
    const { accountNo } = accountOf(stage, row)
    const { items } = await listTerms(ctx, accountNo)
    const how = oneOf(row, '值', { 自愿: 'own-will', 非自愿: 'otherwise' } as const)
    const leaving = { accountNo, on: need(row, '起'), how, reason: '情景退市', caseRef: row.where }
    return leaveMarket(ctx, items.at(-1)?.id ?? 0, leaving)
  },
  导入结算单: (stage, ctx, row, scenario) =>
    importSheets(ctx, { format: 'csv', content: sheetFileOf(stage, scenario, need(row, '值')) }, listUsages),
  更正上网: async (stage, ctx, row) => {
    await settleEvents(ctx)
    const input = { accountNo: accountOf(stage, row).accountNo, fromMonth: need(row, '月') }
    return correctStatements(ctx, { ...input, reason: said(row, '说明') ?? '情景更正' }, listUsages)
  },
  登记付款: async (stage, ctx, row, scenario) =>
    recordPayouts(ctx, { content: await payoutFileOf(stage, ctx, scenario, need(row, '值')) }),
  变更: changeFile,
}

/** Changes of the customer file, from `起` on. */
export async function changeFile(stage: Stage, ctx: Ctx, row: Row): Promise<unknown> {
  const item = need(row, '项目')
  const [from, to] = [need(row, '起'), said(row, '止') ?? null]
  if (item === '电价') {
    const { pointId } = pointOf(stage, row, '户')
    const set = { price_code: priceOf(stage, need(row, '值')) }
    return changeTerm(ctx, { table: 'point_term', id: pointId, set, from, to })
  }
  if (item === '倍率') {
    const { pointId } = pointOf(stage, row, '户')
    const change = { change: 'ratio-corrected' as const, pointId, from, ct: Number(need(row, '值')), pt: 1 }
    return applyChanges(ctx, [change], { caseRef: row.where, reason: '计费倍率更正' })
  }
  if (item === '时段未调整') {
    const { meter } = pointOf(stage, row, '户')
    return recordTimetableLag(ctx, { assetNos: [meter ?? ''], from, to, reason: '情景' })
  }
  if (item === '合同需量') {
    const { pointId } = pointOf(stage, row, '户')
    return changeTerm(ctx, {
      table: 'demand_term',
      id: pointId,
      set: { contract_demand_kw: need(row, '值') },
      from,
      to,
    })
  }
  const { accountId } = accountOf(stage, row)
  const ofAccount = (set: Record<string, unknown>) =>
    changeTerm(ctx, { table: 'account_term', id: accountId, set, from, to })
  if (item === '人口') return ofAccount({ household_persons: Number(need(row, '值')) })
  if (item === '合同容量') return ofAccount({ contract_capacity_kva: need(row, '值') })
  if (item === '力调标准') return ofAccount({ power_factor_standard: need(row, '值') })
  if (item === '基本电费') return ofAccount({ base_charge: oneOf(row, '值', baseCharges) })
  if (item === '户主') return handOver(ctx, accountId, need(row, '值'), from)
  if (item === '低保' || item === '五保') {
    const kind = item === '低保' ? 'low-income' : 'destitute'
    return grantAllowance(ctx, { accountId, kind, from, to })
  }
  if (item === '在途')
    return keepCase(ctx, accountId, need(row, '值').replace(/完$/, ''), need(row, '值').endsWith('完'))
  if (item === '增容') {
    const [name = '', capacityKva = ''] = need(row, '值').split(':')
    return addTransformer(ctx, { accountId, name, capacityKva, from })
  }
  if (!item.includes('变')) throw new ClerkError(`${row.where}:不能变更「${item}」`)
  const state = oneOf(row, '值', transformerStates)
  const id = await findTransformer(ctx, accountId, item)
  return changeTerm(ctx, { table: 'customer_transformer_term', id, set: { state }, from, to })
}

/** Transactions of other tests on the same server hold events back for a moment. */
async function settleEvents(ctx: Ctx): Promise<void> {
  const late = 'select count(*)::int as late from event where xid >= pg_snapshot_xmin(pg_current_snapshot())'
  for (let waited = 0; waited < 500; waited += 1) {
    if ((await ctx.db.first<{ late: number }>(late))?.late === 0) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const wide = { ...ctx, scope: '' }
  for (const subscriber of [correctedReadings, repricedBills, correctedFeedIns, changedFiles(listUsages)])
    await deliverEvents(wide, subscriber)
}

/** Does one step; a refusal that the clerk did not expect, and one expected that did not come, is an error. */
export async function takeStep(stage: Stage, row: Row, scenario: Scenario): Promise<void> {
  const act = acts[need(row, '动作')]
  if (!act) throw new ClerkError(`${row.where}:「动作」只能是 ${Object.keys(acts).join('、')}`)
  const expected = said(row, '应拒')
  try {
    await act(stage, stage.at(instantOf(row, '日期', '08:00')), row, scenario)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    if (fault.code === expected) return
    throw new ClerkError(`${row.where}:被拒绝 ${fault.code} ${fault.message}`)
  }
  if (expected) throw new ClerkError(`${row.where}:应被拒绝 ${expected},却办成了`)
}

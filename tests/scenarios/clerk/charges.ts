import { draftCharge, issueCharge, reverseCharge } from '../../../billing/charges/charges.ts'
import { listCharges } from '../../../billing/charges/read.ts'
import type { Ctx } from '../../../db/context.ts'
import { accountOf, type Stage } from './stage.ts'
import { ClerkError, need, oneOf, type Row, said } from './tables.ts'

const kinds = { 窃电: 'theft-back-charge', 变比: 'metering-correction' } as const
const reversible = { ...kinds, 违约金: 'late-fee' } as const

/** Drafts a charge as the clerk and issues it as somebody else. */
export async function postCharge(stage: Stage, ctx: Ctx, row: Row): Promise<void> {
  const kind = oneOf(row, '项目', kinds)
  const { id } = await draftCharge(ctx, {
    ...{ accountNo: accountOf(stage, row).accountNo, kind, reason: said(row, '说明') ?? '现场检查' },
    ...{ aboutFrom: need(row, '起'), aboutTo: need(row, '止'), idempotencyKey: row.where },
    input: kind === 'theft-back-charge' ? theftOf(row) : ratioOf(row),
  })
  await issueCharge(stage.at(ctx.now, 'checker'), id, null)
}

function theftOf(row: Row) {
  const [kwh, price] = need(row, '值').split('×')
  return { customerClass: 'residential', basis: 'energy', stolenKwh: Number(kwh), priceYuanPerKwh: price }
}

function ratioOf(row: Row) {
  const [ratios = '', energy = ''] = need(row, '值').split(' ')
  const [billed, actual] = ratios.split('→').map(Number)
  const [kwh, price] = energy.split('×')
  return {
    ...{ mode: 'wrong-multiplier', billedMultiplier: billed, actualMultiplier: actual },
    recorded: [{ period: 'total', energyKwh: Number(kwh), priceYuanPerKwh: price }],
  }
}

export async function reverseLatest(stage: Stage, ctx: Ctx, row: Row): Promise<void> {
  const kind = oneOf(row, '项目', reversible)
  const { accountNo } = accountOf(stage, row)
  const { items } = await listCharges(ctx, { which: 'issued', kind, accountNo, limit: 1 })
  const [latest] = items
  if (!latest) throw new ClerkError(`${row.where}:该户没有现行的这种追补单`)
  await reverseCharge(stage.at(ctx.now, 'reverser'), latest.id, said(row, '说明') ?? '复核有误')
}

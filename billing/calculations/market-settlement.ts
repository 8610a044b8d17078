import { z } from 'zod'
import { settleSheet } from '../rules/market-settlement.ts'
import { marketSettlementBasis } from '../rules/policies.ts'
import { energyPeriods } from '../rules/price-period.ts'
import { answer, calculation } from './calculation.ts'
import { also, energyMap, isObject } from './constraints.ts'
import { amount, ruleEdition, signedMoney, signedPrice, text } from './shapes.ts'

const sheetLine = also(
  z.strictObject({
    code: text,
    name: text.optional(),
    period: z.enum(energyPeriods).default('total'),
    energyKwh: amount.optional(),
    countsAsEnergy: z.boolean().default(true),
    priceYuanPerKwh: signedPrice.optional(),
    amountYuan: signedMoney.optional(),
  }),
  ({ priceYuanPerKwh, amountYuan, energyKwh }, tell) => {
    if (priceYuanPerKwh === undefined && amountYuan === undefined)
      tell(['priceYuanPerKwh'], 'give a price or an amount')
    if (priceYuanPerKwh !== undefined && energyKwh === undefined) tell(['energyKwh'], 'a price needs energy')
  },
)

export const marketSettlement = calculation({
  title: { zh: '零售市场结算单', en: 'Settlement sheet of a market customer' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      sheetNo: text.optional(),
      sheet: z.array(sheetLine).min(1),
      metered: energyMap,
      toleranceKwh: amount.default(0),
    }),
    ({ sheet, metered }, tell) => {
      if (!Array.isArray(sheet) || !isObject(metered) || metered.total !== undefined) return
      sheet.forEach((line, n) => {
        if (!isObject(line) || line.countsAsEnergy === false || !line.energyKwh) return
        const period = typeof line.period === 'string' ? line.period : 'total'
        if (!Object.hasOwn(metered, period)) tell(['sheet', n, 'period'], 'this period was not metered')
      })
    },
  ),
  calculate(input) {
    const { fields, lines, wrongAmounts, wrongPeriods } = settleSheet({
      ...input,
      sheet: input.sheet.map((line) => ({ ...line, energyKwh: line.energyKwh ?? 0 })),
      clause: marketSettlementBasis,
    })
    const notices = [
      ...wrongPeriods.map((period) => ({
        code: 'ENERGY_DIFFERS',
        path: `metered.${period}`,
        message: '结算单电量与计量电量不符 the sheet differs from the meter',
      })),
      ...wrongAmounts.map((position) => ({
        code: 'AMOUNT_DIFFERS',
        path: `sheet.${position}.amountYuan`,
        message: '结算单金额与电量乘电价不符 the amount is not energy × price',
      })),
    ]
    const sheetNo = input.sheetNo ?? null
    return answer({ kind: 'market-settlement', ruleEdition: input.ruleEdition }, { sheetNo, ...fields }, lines, notices)
  },
})

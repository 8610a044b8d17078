import { z } from 'zod'
import { bilingual, billMonth, moneyYuan } from '../contract.ts'

const optionalYuan = moneyYuan.nullable()

/** GET /api/billing/accounts/{accountNo}/advice — from the account's own bills of the latest twelve months. */
export const adviceQuery = z.object({
  /** What a kvar of capacitors costs ready built in, in yuan; nobody publishes it. */
  yuanPerKvar: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,2})?$/)
    .default('120'),
})
export const advice = z.object({
  fromMonth: billMonth.nullable(),
  toMonth: billMonth.nullable(),
  bills: z.number(),
  /** Capacity or demand; null for a single-part account, or where no month's demand is known. */
  basis: z
    .object({
      months: z.number(),
      currentYuan: moneyYuan,
      byCapacityYuan: optionalYuan,
      byActualDemandYuan: optionalYuan,
      byContractDemand: z.object({ contractKw: z.number(), yuan: moneyYuan }).nullable(),
      best: z.enum(['current', 'capacity', 'actual-demand', 'contract-demand']),
      savingYuan: moneyYuan,
      notice: bilingual,
    })
    .nullable(),
  /** The same months at the other price of its class, with or without time of use; null where there is none. */
  timeOfUse: z
    .object({
      priceCode: z.string(),
      name: bilingual,
      isTimeOfUse: z.boolean(),
      months: z.number(),
      currentYuan: moneyYuan,
      otherYuan: moneyYuan,
      savingYuan: moneyYuan,
      /** Months that cannot be told, such as those of a meter without period registers. */
      untold: z.number(),
    })
    .nullable(),
  /** Null where the account is not adjusted for power factor. */
  capacitors: z
    .object({
      months: z.number(),
      adjustmentYuan: moneyYuan,
      kvar: z.number(),
      targetPowerFactor: z.number(),
      adjustmentAfterYuan: moneyYuan,
      /** A year. */
      savingYuan: moneyYuan,
      costYuan: moneyYuan,
      paybackMonths: z.number().nullable(),
    })
    .nullable(),
})

// Decides who must act on a bill that could not be issued and what the screen says (operator's own rule).

export const parkReasons = [
  'NO_POINT',
  'NO_METER',
  'CASE_IN_PROGRESS',
  'EARLIER_BILL_HELD',
  'FACT_MISSING',
  'NO_PRICE',
  'CHANGE_INSIDE_PERIOD',
  'MARKET_SHEET_MISSING',
  'READING_NOT_REVIEWED',
  'USAGE_MISSING',
  'USAGE_SUSPECT',
  'PERIOD_REGISTERS_MISSING',
  'CURVE_INCOMPLETE',
  'REACTIVE_MISSING',
  'DEMAND_MISSING',
  'SENT_BACK',
  'NOT_COMPUTABLE',
  'FAULT',
] as const
export type ParkReason = (typeof parkReasons)[number]
/** Stages of a run in which a bill may be parked, in their order. */
export const parkStages = ['plan', 'collect', 'rate', 'check'] as const
export type ParkStage = (typeof parkStages)[number]

type Parking = { owner: string; zh: string; en: string }

const parkings: Record<ParkReason, Parking> = {
  NO_POINT: { owner: 'intake', zh: '户下没有结算计量点', en: 'The account has no settlement point' },
  NO_METER: { owner: 'intake', zh: '计量点上没有电能表', en: 'No meter on the point' },
  CASE_IN_PROGRESS: {
    owner: 'intake',
    zh: '户有在途业务,办结归档后自动核算',
    en: 'A case is in progress: billed by itself once it is archived',
  },
  EARLIER_BILL_HELD: {
    owner: 'billing',
    zh: '上期账单待审核,发行后自动核算',
    en: 'An earlier bill is held: billed by itself once that is issued',
  },
  FACT_MISSING: {
    owner: 'intake',
    zh: '计费档案不全,请补录所缺项',
    en: 'A fact that the price needs is missing from the customer file',
  },
  NO_PRICE: {
    owner: 'billing',
    zh: '没有执行电价,或该期间没有有效的电价版本',
    en: 'No price, or no version in force in the period',
  },
  CHANGE_INSIDE_PERIOD: {
    owner: 'billing',
    zh: '期间内电价变更或跨阶梯年度,需分段核算',
    en: 'A price or tier year changes inside the period: to be billed in parts',
  },
  MARKET_SHEET_MISSING: {
    owner: 'billing',
    zh: '零售市场结算单未到,导入后自动核算',
    en: 'The settlement sheet of the retail market is missing: billed by itself once it is imported',
  },
  READING_NOT_REVIEWED: {
    owner: 'district-manager',
    zh: '抄表示数尚未复核,复核通过后自动核算',
    en: 'The reading has not been reviewed: billed by itself once it is',
  },
  USAGE_MISSING: {
    owner: 'acquisition',
    zh: '期初或期末示数缺失,请补召',
    en: 'A register at one end is missing: read it again',
  },
  USAGE_SUSPECT: { owner: 'acquisition', zh: '示数可疑,请核实', en: 'A register is suspect: check it' },
  PERIOD_REGISTERS_MISSING: { owner: 'acquisition', zh: '分时示数缺失', en: 'Time-of-use registers are missing' },
  CURVE_INCOMPLETE: {
    owner: 'acquisition',
    zh: '须按负荷曲线拆分时段,但曲线不完整,请补召或估算',
    en: 'Periods must be split by the load curve, which has gaps: read or estimate them',
  },
  REACTIVE_MISSING: {
    owner: 'acquisition',
    zh: '执行力调电费,但无功示数缺失',
    en: 'Reactive registers are missing, which the power-factor adjustment needs',
  },
  DEMAND_MISSING: {
    owner: 'acquisition',
    zh: '最大需量缺失,请补召;抄不到的由核算录入',
    en: 'The maximum demand is missing: read it again, or enter it',
  },
  SENT_BACK: { owner: 'billing', zh: '审核退回,处理后请重算', en: 'Sent back by the check: mend and run again' },
  NOT_COMPUTABLE: { owner: 'billing', zh: '示数与电价不相符,无法核算', en: 'Registers and price do not fit together' },
  FAULT: { owner: 'admin', zh: '程序异常,请联系管理员', en: 'A fault in the program' },
}

export function describeParking(reason: ParkReason): Parking {
  return parkings[reason]
}

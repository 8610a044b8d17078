// Decides who must act on a bill that could not be issued and what the screen says (operator's own rule).

export const parkReasons = [
  'NO_POINT',
  'NO_METER',
  'SEVERAL_POINTS',
  'NO_PRICE',
  'CHANGE_INSIDE_PERIOD',
  'READING_NOT_REVIEWED',
  'USAGE_MISSING',
  'USAGE_SUSPECT',
  'PERIOD_REGISTERS_MISSING',
  'NOT_COMPUTABLE',
  'FAULT',
] as const
export type ParkReason = (typeof parkReasons)[number]

type Parking = { owner: string; zh: string; en: string }

const parkings: Record<ParkReason, Parking> = {
  NO_POINT: { owner: 'intake', zh: '户下没有结算计量点', en: 'The account has no settlement point' },
  NO_METER: { owner: 'intake', zh: '计量点上没有电能表', en: 'No meter on the point' },
  SEVERAL_POINTS: {
    owner: 'billing',
    zh: '户下有多个结算计量点,尚不支持',
    en: 'Several settlement points: not supported yet',
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
  NOT_COMPUTABLE: { owner: 'billing', zh: '示数与电价不相符,无法核算', en: 'Registers and price do not fit together' },
  FAULT: { owner: 'admin', zh: '程序异常,请联系管理员', en: 'A fault in the program' },
}

export function describeParking(reason: ParkReason): Parking {
  return parkings[reason]
}

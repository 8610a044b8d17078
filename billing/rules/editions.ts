// Decides what differs between the editions of 供电营业规则 (CONTRACT §1.3): figures, and the clauses that bills name.
export type RuleEdition = '1996' | '2016' | '2024'

export type EditionFigures = {
  title: string
  inForceFrom: string
  /** Days into which a month is divided for a part of it; null: the calendar days of the cycle. */
  daysOfMonth: 30 | null
  /** Share of the charge that is due for a pause in the first years of a unit. */
  youngPauseShare: '0.5' | '0'
  /** Whether a customer may choose to pay by demand with the 105 % and 40 % rules. */
  offersDemand: boolean
  clauses: { capacity: string; pause: string; demand: string; transformerLoss: string }
}

const capacity1996 = '供电营业规则(1996) 第八十四条、第八十五条'
const demand2016 = '发改办价格〔2016〕1583号'
const transformerLoss = '高供低计变压器损耗:供电企业损耗表'

export const editionFigures: Record<RuleEdition, EditionFigures> = {
  '1996': {
    title: '供电营业规则(电力工业部令第8号)',
    inForceFrom: '1996-10-08',
    daysOfMonth: 30,
    youngPauseShare: '0.5',
    offersDemand: false,
    clauses: {
      capacity: capacity1996,
      pause: '供电营业规则(1996) 第二十二至二十四条',
      demand: demand2016,
      transformerLoss: `供电营业规则(1996);${transformerLoss}`,
    },
  },
  '2016': {
    title: '供电营业规则(1996),经发改办价格〔2016〕1583号修改',
    inForceFrom: '2016-07-01',
    daysOfMonth: 30,
    youngPauseShare: '0',
    offersDemand: true,
    clauses: {
      capacity: `${capacity1996};${demand2016}`,
      pause: `供电营业规则(1996) 第二十四条;${demand2016}`,
      demand: demand2016,
      transformerLoss: `供电营业规则(1996);${transformerLoss}`,
    },
  },
  '2024': {
    title: '供电营业规则(国家发展改革委令第14号)',
    inForceFrom: '2024-06-01',
    daysOfMonth: null,
    youngPauseShare: '0',
    offersDemand: true,
    clauses: {
      capacity: '供电营业规则(2024) 容(需)量电费条款',
      pause: '供电营业规则(2024) 暂停条款',
      demand: `供电营业规则(2024) 容(需)量电费条款;${demand2016}`,
      transformerLoss: `供电营业规则(2024);${transformerLoss}`,
    },
  },
}

/** 供电营业规则(1996) 第二十四条: a pause is remitted from this length on; young units are those of less than these years. */
export const pauseFigures = { leastDays: 15, youngYears: 2 } as const

/** 发改办价格〔2016〕1583号: overrun begins at 105 % and counts twice; a contract is worth 40 % of the capacity at least. */
export const demandFigures = { tolerated: '1.05', overrunMultiple: 2, leastShareOfCapacity: '0.4' } as const

/** Copper loss of a transformer in percent of the metered energy where the loss table does not say (local practice). */
export const copperLossFigures = { smallUpToKva: 315, smallPercent: '1.5', largePercent: '1' } as const

export const powerFactorClause = '(83)水电财字第215号 功率因数调整电费办法'
export const residentialTierClause = '居民阶梯电价(发改价格〔2011〕2617号及各省价格文件)'
export const catalogueClause = '现行电价文件'

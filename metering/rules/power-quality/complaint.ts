/** Whether a complaint about voltage is borne out by what was measured: GB/T 12325-2008 and the rate that the company promises. */
import { DAY_MINUTES, qualifiedPercent, type VoltageTime } from './voltage.ts'

export type ComplaintFacts = VoltageTime & {
  days: number
  /** Null where the point's voltage is not judged at all. */
  nominalV: number | null
  upperV: number | null
  lowerV: number | null
  mostV: number | null
  leastV: number | null
  promisedPercent: number
  /** Of the time that should have been monitored, below which nothing is disproved. */
  neededPercent: number
}

export type ComplaintVerdict = 'proved' | 'partly' | 'disproved' | 'insufficient' | 'unjudged'

export type JudgedComplaint = {
  verdict: ComplaintVerdict
  percent: number | null
  monitoredPercent: number
  expectedMin: number
  words: { zh: string; en: string }
}

/** What is measured proves; only what was watched for long enough disproves. */
export function judgeComplaint(facts: ComplaintFacts): JudgedComplaint {
  const expectedMin = facts.days * DAY_MINUTES
  // While the supply was dead its voltage was known, and was none.
  const watchedMin = facts.monitoredMin + facts.deadMin
  const monitoredPercent = expectedMin === 0 ? 0 : (100 * watchedMin) / expectedMin
  const percent = qualifiedPercent(facts)
  const isOut = facts.overMin + facts.underMin > 0
  const verdict = decide({ ...facts, percent, monitoredPercent, isOut })
  return { verdict, percent, monitoredPercent, expectedMin, words: tell(facts, { verdict, percent, monitoredPercent }) }
}

function decide(facts: ComplaintFacts & { percent: number | null; monitoredPercent: number; isOut: boolean }) {
  if (facts.nominalV === null) return 'unjudged'
  if (facts.percent !== null && facts.isOut && facts.percent < facts.promisedPercent) return 'proved'
  if (facts.isOut) return 'partly'
  return facts.monitoredPercent < facts.neededPercent ? 'insufficient' : 'disproved'
}

type Told = Pick<JudgedComplaint, 'verdict' | 'percent' | 'monitoredPercent'>

function tell(facts: ComplaintFacts, { verdict, percent, monitoredPercent }: Told): { zh: string; en: string } {
  if (verdict === 'unjudged') {
    return {
      zh: '该计量点没有可判定的电压数据，请安排现场测量。',
      en: 'This point has no voltage that can be judged; have it measured on site.',
    }
  }
  const show = (value: number | null, digits = 1) => (value === null ? '—' : value.toFixed(digits))
  const zh = [
    `监测覆盖率 ${show(monitoredPercent)}%，电压合格率 ${show(percent, 2)}%（承诺 ${facts.promisedPercent}%）。`,
    `限值 ${show(facts.lowerV)}～${show(facts.upperV)} V，实测最低 ${show(facts.leastV)} V、最高 ${show(facts.mostV)} V；`,
    `越下限 ${facts.underMin} 分钟，越上限 ${facts.overMin} 分钟，停电 ${facts.deadMin} 分钟（不计入）。`,
  ].join('')
  const en = [
    `Monitored ${show(monitoredPercent)}% of the time, within limits ${show(percent, 2)}% of it (${facts.promisedPercent}% promised). `,
    `Limits ${show(facts.lowerV)}–${show(facts.upperV)} V, lowest ${show(facts.leastV)} V, highest ${show(facts.mostV)} V; `,
    `${facts.underMin} min below, ${facts.overMin} min above, ${facts.deadMin} min without supply (not counted).`,
  ].join('')
  const [headZh, headEn] = heads[verdict]
  return { zh: `${headZh}${zh}`, en: `${headEn} ${en}` }
}

const heads: Record<Exclude<ComplaintVerdict, 'unjudged'>, [string, string]> = {
  proved: ['投诉属实：电压合格率低于承诺。', 'Proved: the voltage kept its limits for less than is promised.'],
  partly: [
    '部分属实：有越限，但合格率达到承诺。',
    'Partly: out of limits now and then, but for no more than is promised.',
  ],
  disproved: ['未发现越限：监测期内电压均在限值以内。', 'Not borne out: the voltage kept its limits all the time.'],
  insufficient: ['数据不足：监测时间不够，不能据此认定不属实。', 'Too little was monitored to disprove it.'],
}

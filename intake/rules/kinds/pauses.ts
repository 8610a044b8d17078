// Decides how often, and how long in all, capacity may be paused in a calendar year.
import { addDays, addMonths, daysBetween } from '../../../db/time.ts'
import { object, onlyAccount } from './common.ts'
import { type CheckFacts, findRule, type Objection, type SnapshotTransformer } from './facts.ts'

type Asked = { transformerIds: number[]; from: string; to: string | null }

/** 1996: twice a calendar year; since then as long as it is six months in all. What each edition says is its rules. */
export function objectToYear({ form, accounts, rules }: CheckFacts<Asked>): Objection[] {
  const chosen = onlyAccount({ accounts }).transformers.filter(({ id }) => form.transformerIds.includes(id))
  const year = form.from.slice(0, 4)
  const begun = chosen.flatMap((each) => pausesOf(each).filter(({ from }) => from.startsWith(year)))
  const times = findRule(rules, 'times-per-year')
  const objections: Objection[] = []
  if (times && new Set(begun.map(({ from }) => from)).size >= times.value) {
    const message = `${year} 年已暂停 ${times.value} 次`
    objections.push(object('TOO_OFTEN', 'form.from', message, '本年度不能再办理暂停,可申请减容', times))
  }
  return [...objections, ...objectToSum({ form, rules }, chosen)]
}

/** So many months are as many days as they have when counted from the day asked for. */
function objectToSum(
  { form: { from, to }, rules }: Pick<CheckFacts<Asked>, 'form' | 'rules'>,
  chosen: SnapshotTransformer[],
): Objection[] {
  const rule = findRule(rules, 'greatest-months-per-year')
  if (!rule || to === null || to <= from) return []
  const mostDays = daysBetween(from, addMonths(from, rule.value))
  for (const transformer of chosen) {
    for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
      const within = (span: Span) => daysWithin(span, `${year}-01-01`, `${year + 1}-01-01`)
      const before = pausesOf(transformer).reduce((sum, { from: since, to: until }) => {
        return sum + within({ from: since, to: until !== null && until < from ? until : from })
      }, 0)
      const asked = within({ from, to })
      if (asked === 0 || before + asked <= mostDays) continue
      const message = `${transformer.name} 在 ${year} 年已暂停 ${before} 天,本次再停 ${asked} 天,累计超过 ${rule.value} 个月`
      const start = from > `${year}-01-01` ? from : `${year}-01-01`
      const remedy =
        before < mostDays
          ? `请将结束日期改为 ${addDays(start, mostDays - before)} 或以前,更久可申请减容`
          : '本年度不能再办理暂停,可申请减容'
      return [object('YEAR_EXCEEDED', 'form.to', message, remedy, rule)]
    }
  }
  return []
}

type Span = { from: string; to: string }

function pausesOf({ states }: SnapshotTransformer) {
  return states.filter(({ state }) => state === 'paused')
}

function daysWithin({ from, to }: Span, first: string, end: string): number {
  return Math.max(0, daysBetween(from > first ? from : first, to < end ? to : end))
}

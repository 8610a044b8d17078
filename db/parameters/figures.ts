import type { Role } from '../context.ts'
import { toClock } from './clock.ts'
import type { Key, ParameterSet, Rows, Said } from './set.ts'

/** One figure of a table that names its rules: what it is called, in which unit it counts, and what it may be. */
export type FigureRule = Said & { unit: Said; least: number; most: number; isClock?: boolean }

type Figures = Pick<ParameterSet, 'name' | 'department' | 'kind' | 'title' | 'about'> & {
  table: string
  rules: Record<string, FigureRule>
  change: { drafts: Role[]; releases: Role[] }
} & Pick<Rows, 'checkBeside'>

/** The set of a table with `rule`, `figure`, `basis` and `confirmed`, each rule's figure within its own bounds. */
export function figureSet({ table, rules, change, checkBeside, ...set }: Figures): ParameterSet {
  const ruleOf = ({ rule }: Key) => rules[rule ?? '']
  return {
    ...set,
    tables: [table],
    change: { how: 'two', ...change },
    rows: {
      table,
      keys: [{ name: 'rule', title: { zh: '规则', en: 'Rule' }, type: 'code', words: rules }],
      values: [
        {
          ...{ name: 'figure', title: { zh: '数值', en: 'Figure' }, type: 'integer' },
          unit: (key) => ruleOf(key)?.unit,
          isClock: (key) => ruleOf(key)?.isClock ?? false,
        },
      ],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
      check: (key, { figure = null }) => {
        const { least = 0, most = 0, unit, isClock } = ruleOf(key) ?? {}
        const isWithin = figure !== null && Number(figure) >= least && Number(figure) <= most
        const bounds = isClock ? `${toClock(least)} 至 ${toClock(most)} ` : `${least} 至 ${most} ${unit?.zh ?? ''}`
        return isWithin ? undefined : { column: 'figure', message: `应在 ${bounds}之间` }
      },
      ...(checkBeside ? { checkBeside } : {}),
    },
  }
}

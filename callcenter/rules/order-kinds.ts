/** Decides which limits a work order has, and whether what was asked of its caller is answered (`deadline_rule`, `order_field`). */
import type { FieldShape } from '../orders/kinds/contract.ts'

type Narrow = { clock: string; subkind: string | null; area: string | null; customerClass: 'important' | null }
export type Of = { subkind: string; area: string; isImportant: boolean }

/**
 * Of the rules of a kind those that hold for one sub-kind in one area: its own goes before the whole kind's, then that of important users
 * before everybody's, then an area's before everywhere's.
 */
export function chooseRules<Rule extends Narrow>(rules: Rule[], of: Of): Rule[] {
  const fitting = rules.filter(
    ({ subkind, area, customerClass }) =>
      (subkind === null || subkind === of.subkind) &&
      (area === null || area === of.area) &&
      (customerClass === null || of.isImportant),
  )
  const weightOf = ({ subkind, area, customerClass }: Narrow) =>
    (subkind === null ? 0 : 4) + (customerClass === null ? 0 : 2) + (area === null ? 0 : 1)
  const byClock = Map.groupBy(fitting, ({ clock }) => clock)
  return [...byClock.values()].flatMap((own) => own.toSorted((a, b) => weightOf(b) - weightOf(a)).slice(0, 1))
}

export type Asked = { field: string; isNeeded: boolean; shape: FieldShape }
export type Answers = Record<string, string | number | boolean>
type FormIssue = { path: string; message: string }

/** What is wrong with the answers, each named by its field; empty where nothing is. */
export function checkForm(asked: Asked[], answers: Answers): FormIssue[] {
  const known = new Map(asked.map((each) => [each.field, each]))
  const strange = Object.keys(answers).filter((field) => !known.has(field))
  return [
    ...strange.map((field) => ({ path: `form.${field}`, message: '这类工单不填此项' })),
    ...asked.flatMap(({ field, isNeeded, shape }) => {
      const answer = answers[field]
      const path = `form.${field}`
      if (answer === undefined || answer === '') return isNeeded ? [{ path, message: '必填' }] : []
      return shapes[shape](answer) ? [] : [{ path, message: '格式不对' }]
    }),
  ]
}

const isText = (answer: Answers[string], pattern: RegExp) => typeof answer === 'string' && pattern.test(answer)
const shapes: Record<FieldShape, (answer: Answers[string]) => boolean> = {
  text: (answer) => isText(answer, /\S/),
  number: (answer) => typeof answer === 'number' && answer >= 0,
  flag: (answer) => typeof answer === 'boolean',
  date: (answer) => isText(answer, /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  month: (answer) => isText(answer, /^\d{4}-(0[1-9]|1[0-2])$/),
  instant: (answer) => isText(answer, /^\d{4}-\d\d-\d\dT\d\d:\d\d/) && !Number.isNaN(Date.parse(String(answer))),
}

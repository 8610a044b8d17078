import type { ParameterRow, Rows, Said } from './set.ts'

/** A dated figure that the program holds itself. */
export type ProgramFigure = {
  code: string
  title: Said
  value: string | number
  unit?: Said
  from: string
  basis: string
}

/** Such figures as a set of one column, which nobody changes but by another release. */
export function programRows(figures: ProgramFigure[]): Rows {
  const words = Object.fromEntries(figures.map(({ code, title }) => [code, title]))
  const unitOf = (code: string | null | undefined) => figures.find((each) => each.code === code)?.unit
  return {
    table: null,
    keys: [{ name: 'rule', title: { zh: '规则', en: 'Rule' }, type: 'code', words }],
    values: [{ name: 'value', title: { zh: '数值', en: 'Figure' }, type: 'decimal', unit: ({ rule }) => unitOf(rule) }],
    basis: 'basis',
    confirmed: null,
    hasEnd: true,
    shipped: () =>
      figures.map(({ code, value, from, basis }): ParameterRow => {
        const unsaid = { to: null, confirmed: null, changedBy: null, changedAt: null }
        return { key: { rule: code }, value: { value: String(value) }, from, basis, ...unsaid }
      }),
  }
}

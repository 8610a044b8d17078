// Decides the text of a supply contract (供用电合同) from a template's clauses and what was agreed.

export type Clause = { title: string; text: string }

/** Every `{name}` is filled in; one that nothing fills is a fault of the template. */
export function fillClauses(clauses: Clause[], values: Record<string, string>): Clause[] {
  return clauses.map(({ title, text }) => ({
    title,
    text: text.replaceAll(/\{([A-Za-z]+)\}/g, (_, name: string) => {
      const value = values[name]
      if (value === undefined) throw new Error(`the contract's template asks for ${name}`)
      return value
    }),
  }))
}

const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** As clauses are numbered on paper, up to 99. */
export function toNumeral(count: number): string {
  const [tens, ones] = [Math.floor(count / 10), count % 10]
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : numerals[tens]}十`
  return `${ten}${numerals[ones]}`
}

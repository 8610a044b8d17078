// Decides what may be said to whoever is on the line (个人信息保护法; house rule `identity_rule`), and whether what he says of the
// account is true.

/** From who is unknown to who is sure: by his number, by facts, by a code sent to the number on file, by papers that were seen. */
export const identityLevels = ['none', 'number', 'facts', 'code', 'papers'] as const
export type IdentityLevel = (typeof identityLevels)[number]

export const guardedFields = ['name', 'address', 'phone', 'money', 'history', 'contract'] as const
export type GuardedField = (typeof guardedFields)[number]
export type Needs = Readonly<Record<GuardedField, IdentityLevel>>

/** Papers say no less than a code. */
const ranks: Record<IdentityLevel, number> = { none: 0, number: 1, facts: 2, code: 3, papers: 3 }

export function isEnough(level: IdentityLevel, needed: IdentityLevel): boolean {
  return ranks[level] >= ranks[needed]
}

/** Of several at once the one of whom least is known. */
export function leastOf(levels: IdentityLevel[]): IdentityLevel {
  return levels.reduce((least, level) => (isEnough(level, least) ? least : level))
}

export function withheldOf(level: IdentityLevel, needs: Needs): { field: GuardedField; needs: IdentityLevel }[] {
  return guardedFields
    .filter((field) => !isEnough(level, needs[field]))
    .map((field) => ({ field, needs: needs[field] }))
}

export const factKinds = ['accountNo', 'name', 'idTail', 'meterNo', 'payment'] as const
export type FactKind = (typeof factKinds)[number]
/** What the file says; more than one where there are several meters. */
export type Facts = Readonly<Record<FactKind, string[]>>

/** True where every one of them is: which one is not is nobody's business. */
export function areTrue(said: { kind: FactKind; value: string }[], facts: Facts): boolean {
  // All are looked at, whichever is wrong.
  return (
    said.filter(({ kind, value }) => !facts[kind].some((fact) => plain(kind, fact) === plain(kind, value))).length === 0
  )
}

function plain(kind: FactKind, text: string): string {
  const bare = text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  if (kind !== 'payment') return bare
  const [, yuan = '', cents = ''] = /^[¥￥]?(\d+)(?:\.(\d{1,2}))?元?$/.exec(bare) ?? []
  return yuan === '' ? `?${bare}` : `${yuan.replace(/^0+(?=\d)/, '')}.${cents.padEnd(2, '0')}`
}

import type { Ctx, Role } from '../context.ts'

export type Said = { zh: string; en: string }

/** What a key is: columns of the table that say of what the rule is, in order; null is every other. */
export type Key = Record<string, string | null>
/** As text, whatever the column's type: decimals exact, flags `true` and `false`, roles with commas between them. */
export type Value = Record<string, string | null>

export type Column = {
  /** In the table. */
  name: string
  title: Said
  /** `serial` counts on by itself, `clauses` are titles with texts. */
  type: 'integer' | 'decimal' | 'text' | 'code' | 'flag' | 'roles' | 'serial' | 'clauses'
  unit?: Said | ((key: Key) => Said | undefined)
  /** It is a share, which reads as so many per cent. */
  isShare?: boolean
  /** Keys of which it is a time of day, kept as minutes after midnight and read as 21:00. */
  isClock?: (key: Key) => boolean
  least?: number
  most?: number
  /** What codes are called. */
  words?: Record<string, Said>
  /** Where null is a value, what it says. */
  none?: Said
  /** A change takes it over as it was. */
  isFixed?: boolean
  /** Keys of which it has no meaning. */
  isLeftOut?: (key: Key) => boolean
}

/** One dated row as it stands. `to` is null: until further notice. */
export type ParameterRow = {
  key: Key
  value: Value
  from: string
  to: string | null
  basis: string
  /** Whether its text was at hand; null where nobody says. */
  confirmed: boolean | null
  changedBy: string | null
  changedAt: Date | null
}

export type Rows = {
  /** Null: the program holds them itself. */
  table: string | null
  keys: Column[]
  values: Column[]
  basis: 'basis' | 'legal_basis' | 'clause'
  confirmed: 'confirmed' | 'official' | null
  /** False: each row ends where the next begins. */
  hasEnd: boolean
  /** Rows of `changed_by` and `changed_at`, or of what was known when (`known_from`, `known_to`). */
  keeps?: 'changer' | 'known'
  /** Whether a rule may be ended without another, and whether one may be added for a key that has none. */
  mayEnd?: boolean
  mayAdd?: boolean
  /** What holds where the table has no row yet. */
  shipped?: () => ParameterRow[]
  /** The columns of the key stand in their order, whichever was named first. */
  isUnordered?: boolean
  /** What is wrong with a value as a whole; undefined where nothing is. */
  check?: (key: Key, value: Value) => { column: string; message: string } | undefined
  /** What is wrong with it beside what other rules of the set say from its day on. */
  checkBeside?: (
    row: Pick<ParameterRow, 'key' | 'value' | 'from'>,
    others: ParameterRow[],
  ) => { column: string; message: string } | undefined
}

/** A value that is to hold, put in the place of the one that holds; `value` null: none from then on. */
export type ParameterChange = { key: Key; former: ParameterRow | null; value: Value | null }

/** What a change would have made of days that are over. `cases` name things of an organisation's path. */
export type Effect = {
  from: string
  to: string
  /** What was looked at, and how much of it. */
  about: Said
  figures: { title: Said; before: string; after: string; unit: Said | null }[]
  cases: { ref: string; path: string; before: Said; after: Said }[]
  /** Of how many cases `cases` are the first that changed; what was worked out earlier does not say. */
  counts?: { all: number; changed: number }
}

/** Dated rules of one kind, as a department declares them at its door. */
export type ParameterSet = {
  name: string
  department: 'app' | 'intake' | 'metering' | 'billing' | 'callcenter'
  kind: 'deadline' | 'limit' | 'money' | 'threshold' | 'access' | 'text' | 'calendar'
  title: Said
  /** What it decides, in one sentence. */
  about: Said
  tables: string[]
  change:
    | { how: 'two' | 'one'; drafts: Role[]; releases: Role[] }
    /** It has an editor of its own, where its rows are shown too. */
    | { how: 'elsewhere'; path: string }
    /** It is part of the program: another figure is another release of it. */
    | { how: 'release' }
  rows?: Rows
  effect?: (ctx: Ctx, change: ParameterChange) => Promise<Effect>
  /** Where a change is tried out; the key as one text is put behind it. */
  tryAt?: string
}

/** A key as one text, as an address names it. */
export function keyToText(columns: Column[], key: Key): string {
  return columns.map(({ name }) => key[name] ?? '*').join('~')
}

export function textToKey(columns: Column[], text: string): Key {
  const parts = text.split('~')
  return Object.fromEntries(columns.map(({ name }, n) => [name, parts[n] === '*' ? null : (parts[n] ?? null)]))
}

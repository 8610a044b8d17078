// Decides what a sheet that a company brings is made of: its columns, and what each may say, as data.

export const kindNames = [
  'organisations',
  'substations',
  'feeders',
  'districts',
  'terminals',
  'sections',
  'customers',
  'meters',
  'readings',
  'balances',
] as const
export type Kind = (typeof kindNames)[number]

/** What a cell may name: something that is there already, within the scope of who brings it. */
export type Among =
  | 'organisation'
  | 'substation'
  | 'feeder'
  | 'district'
  | 'terminal'
  | 'section'
  | 'price'
  | 'profile'
  | 'account'
  | 'meter'

export type Column = {
  key: string
  title: string
  hint: string
  isNeeded?: boolean
  /** `code` is text that may not be a number to a spreadsheet: its leading zeros count. */
  is: 'text' | 'code' | 'number' | 'day' | 'month' | 'minute' | 'word'
  /** A day that may lie ahead, by a year at most. */
  mayLieAhead?: boolean
  /** Length of a text, or the bounds of a number. */
  least?: number
  most?: number
  decimals?: number
  pattern?: RegExp
  /** What a text that does not fit the pattern should be. */
  should?: string
  words?: Record<string, string>
  /** What an empty cell says. */
  otherwise?: string
  among?: Among
  /** A row that differs from what is there may change it; all else of it goes by an application. */
  mayChange?: boolean
  /** Told of nobody: neither in a difference nor on the record. */
  isPersonal?: boolean
  /** Summed in the report, exactly to three places. */
  isSummed?: string
}

export type Values = Record<string, string | number | null>
export type CheckedRow = { row: number; values: Values }
export type Fault = { row: number; column: string; message: string; advice: string }

/** A figure of the report: of each row its share in thousandths, undefined where it has none. */
export type Total = { what: string; decimals: 0 | 2 | 3; of: (values: Values) => number | undefined }

export type Facts = {
  today: string
  /** Path below which he may bring something; empty for the whole company. */
  scope: string
  isIdentityNumber: (text: string) => boolean
  isCreditCode: (text: string) => boolean
  isTwoPart: (priceCode: string) => boolean
  /** From how much capacity on a class is adjusted for power factor today, and by which standard usually. */
  powerFactorDuties: { accountClass: string; fromKva: number; usualStandard: string }[]
  /** What is wrong with a contract demand, as intake and billing have it; null: nothing. */
  tellDemand: (demand: { demandKw: number; contractKva: number; transformersKva: number }) => string | null
  /** Null where several have the name. */
  names: Partial<Record<Among, ReadonlyMap<string, number | string | null>>>
}

export type Shape = {
  kind: Kind
  title: string
  /** Which cell says what the row is about, or the last of several. */
  key: string
  /** What the row is about, where several cells say it. */
  keyOf?: (values: Values) => string
  /** Beside the number of rows; left out: the column that is summed. */
  totals?: Total[]
  /** What to do where something is there and the row says otherwise: that is a fault, but in a column that may change. Left out: it is a difference. */
  whereUnlike?: string
  columns: Column[]
  /** Cells that no two rows have alike. */
  unique: string[][]
  /** What several cells of a row say together. */
  also?: (values: Values, facts: Facts) => { key: string; message: string; advice: string }[]
}

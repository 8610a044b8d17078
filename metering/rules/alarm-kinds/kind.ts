// What the catalogue of alarms says of one kind, in the words of whoever sits in front of the board.

export type Severity = 'info' | 'warning' | 'critical'
type Said = { zh: string; en: string }

export const alarmFamilies = [
  ...(['supply', 'voltage', 'current', 'quality', 'measurement'] as const),
  ...(['tampering', 'control', 'communication', 'terminal'] as const),
] as const

export type AlarmKind = {
  severity: Severity
  /** What it is about, by which a board is filtered. */
  family: (typeof alarmFamilies)[number]
  title: Said
  /** What happened, in plain words. */
  meaning: Said
  /** What it mostly comes of. */
  cause: Said
  /** What to do next. */
  act: Said
  /** `by-itself`: a reading, a recovery record or the line coming back ends it; else a person who takes note of it. */
  clears: 'by-itself' | 'by-acknowledgement'
  /** Numbers of the event records of Q/GDW 1376.1 that tell of it. */
  erc?: readonly number[]
}

type Words = readonly [title: string, meaning: string, cause: string, act: string]

/** A kind of its Chinese and its English words, each: title, meaning, cause, act. */
export function kindOf({
  zh,
  en,
  clears = 'by-itself',
  ...rest
}: Pick<AlarmKind, 'severity' | 'family' | 'erc'> & {
  clears?: AlarmKind['clears']
  zh: Words
  en: Words
}): AlarmKind {
  const said = (place: 0 | 1 | 2 | 3): Said => ({ zh: zh[place], en: en[place] })
  return { ...rest, clears, title: said(0), meaning: said(1), cause: said(2), act: said(3) }
}

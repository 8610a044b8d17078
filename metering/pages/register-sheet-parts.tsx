import { civilDay, instant, quantity } from '../../app/web/kit/format.ts'
import { type Fact, Pill } from '../../app/web/kit/parts.tsx'
import { type Say, useWords } from '../../app/web/kit/words.ts'
import type { StandIn } from '../vee/shapes.ts'
import { validationWords } from './validation-words.ts'

export function StatusPill({ status }: { status: StandIn['status'] }) {
  const say = useWords(validationWords)
  const tone = { proposed: 'warn', approved: 'good', refused: 'bad', withdrawn: 'calm' } as const
  return <Pill tone={tone[status]}>{say(`status.${status}`)}</Pill>
}

type Words = Say<keyof (typeof validationWords)['pairs'] & string>
type Known = { at: string; registers: StandIn['registers'] }

/** What a sheet says, for the screen and for paper. */
export function sheetFacts(say: Words, standIn: StandIn): Fact[] {
  const { basis } = standIn
  const kwh = (wh: number | undefined) => (wh === undefined ? '—' : `${quantity(wh / 1000, 2)} kWh`)
  const known = (value: unknown) => {
    const reading = value as Known | null | undefined
    return reading ? `${kwh(reading.registers.importTotal)} · ${instant(reading.at)}` : '—'
  }
  return [
    { label: say('col.customer'), value: standIn.accountName ?? standIn.pointNo },
    { label: say('sheet.account'), value: standIn.accountNo ?? '—' },
    { label: say('sheet.address'), value: standIn.address ?? '—', wide: true },
    { label: say('col.asset'), value: standIn.assetNo },
    { label: say('sheet.multiplier'), value: quantity(standIn.multiplier, 2) },
    { label: say('col.readingDay'), value: civilDay(standIn.standsFor) },
    { label: say('sheet.register'), value: <b>{kwh(standIn.registers.importTotal)}</b> },
    ...(standIn.kind !== 'estimated'
      ? [{ label: say('sheet.measured'), value: instant(standIn.measuredAt) }]
      : [
          { label: say('sheet.before'), value: known(basis.before) },
          { label: say('sheet.after'), value: known(basis.after) },
          { label: say('sheet.method'), value: say.code('method', String(basis.method ?? '')) },
          {
            label: say('sheet.usual'),
            value: kwh(typeof basis.usualDayWh === 'number' ? basis.usualDayWh : undefined),
          },
        ]),
    { label: say('sheet.reason'), value: standIn.reason, wide: true },
    { label: say('sheet.by'), value: `${standIn.proposedByName} ${instant(standIn.proposedAt)}` },
    {
      label: say('sheet.decided'),
      value: standIn.decidedBy ? `${standIn.decidedByName} ${instant(standIn.decidedAt)}` : '—',
    },
    ...(standIn.decisionNote ? [{ label: say('sheet.note'), value: standIn.decisionNote, wide: true }] : []),
  ]
}

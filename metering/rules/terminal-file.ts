/** The terminal's own file against the master's (参数比对): what one has and the other has not, and what differs. */
import type { MqttParameter } from '../mqtt-contract.ts'

export type Difference = {
  meter: string
  is: 'only-here' | 'only-there' | 'differs'
  /** Names of the fields that differ. */
  fields: string[]
  here: MqttParameter | null
  there: MqttParameter | null
}

const compared = ['measuringPointNo', 'protocol', 'address', 'unit'] as const

/** A field that the terminal leaves out is not compared; one that the master leaves out neither. */
export function compareFiles(here: readonly MqttParameter[], there: readonly MqttParameter[]): Difference[] {
  const theirs = new Map(there.map((each) => [each.meter, each]))
  const ours = new Set(here.map((each) => each.meter))
  const known = here.flatMap((own): Difference[] => {
    const other = theirs.get(own.meter)
    if (!other) return [{ meter: own.meter, is: 'only-here', fields: [], here: own, there: null }]
    const fields = compared.filter(
      (field) => own[field] !== undefined && other[field] !== undefined && own[field] !== other[field],
    )
    return fields.length > 0 ? [{ meter: own.meter, is: 'differs', fields, here: own, there: other }] : []
  })
  const strangers = there.filter(({ meter }) => !ours.has(meter))
  return [
    ...known,
    ...strangers.map(
      (other): Difference => ({ meter: other.meter, is: 'only-there', fields: [], here: null, there: other }),
    ),
  ]
}

// Which alarms share a cause, and what the one alarm is called that stands for them at a place of the network.

export const groupLevels = ['substation', 'feeder', 'district'] as const
export type GroupLevel = (typeof groupLevels)[number]

type Cause = {
  kinds: readonly string[]
  /** Kinds that prove it; the others fit it and could have another cause. */
  proofs: readonly string[]
  /** What a voltage does takes a round of readings to be seen everywhere. */
  isVoltage?: true
  kindAt: Partial<Record<GroupLevel, string>>
}

const silent = ['meter-stale', 'terminal-offline'] as const
const lost = ['power-off', 'all-voltage-loss'] as const

/** In the order in which they are looked for: what one of them explains is not explained by another. */
export const groupCauses = {
  outage: {
    kinds: [...lost, ...silent],
    proofs: lost,
    kindAt: { district: 'district-outage', feeder: 'feeder-outage', substation: 'substation-outage' },
  },
  silence: { kinds: silent, proofs: [], kindAt: { district: 'district-silent', feeder: 'feeder-silent' } },
  phase: { kinds: ['phase-loss'], proofs: [], kindAt: { district: 'district-phase-loss' } },
  high: { kinds: ['voltage-high'], proofs: [], isVoltage: true, kindAt: { district: 'district-voltage-high' } },
  low: { kinds: ['voltage-low'], proofs: [], isVoltage: true, kindAt: { district: 'district-voltage-low' } },
} as const satisfies Record<string, Cause>

export type CauseName = keyof typeof groupCauses
export const causeNames = Object.keys(groupCauses) as CauseName[]
export const causeOf = (name: CauseName): Cause => groupCauses[name]

/** Every kind that can be covered. */
export const coveredKinds = [...new Set(causeNames.flatMap((name) => [...causeOf(name).kinds]))]

/** Of which cause and at which level a group of this kind is. */
export const groupKinds = new Map(
  causeNames.flatMap((cause) =>
    Object.entries(causeOf(cause).kindAt).map(
      ([level, kind]) => [kind, { cause, level: level as GroupLevel }] as const,
    ),
  ),
)

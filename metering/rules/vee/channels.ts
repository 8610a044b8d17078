/** Energies of a point that are curves of their own: import, and beside it export and the four reactive quadrants. */
import type { RegisterRole } from '../../contract.ts'

export const channelRoles = {
  import: 'importTotal',
  export: 'exportTotal',
  q1: 'q1',
  q2: 'q2',
  q3: 'q3',
  q4: 'q4',
} as const satisfies Record<string, RegisterRole>
export type EnergyChannel = keyof typeof channelRoles
export type SiblingChannel = Exclude<EnergyChannel, 'import'>

export const siblingChannels: readonly SiblingChannel[] = ['export', 'q1', 'q2', 'q3', 'q4']

/** Channels beside import whose register a meter of these was installed with. */
export function siblingsOf(meters: readonly { registers: Partial<Record<RegisterRole, unknown>> }[]): SiblingChannel[] {
  return siblingChannels.filter((channel) => meters.some(({ registers }) => registers[channelRoles[channel]]))
}

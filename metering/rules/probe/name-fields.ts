/** The fields of a known layout with what they show, as found fields are told. */
import type { MeterValues } from '../../mqtt-contract.ts'
import type { Profile } from '../../profiles/profile.ts'
import type { FoundField } from './describe.ts'

export function nameFields(
  profile: Profile,
  values: MeterValues,
  { confidence, because }: { confidence: number; because: string },
): FoundField[] {
  return profile.fields.flatMap(({ reading, address, type, scale }) => {
    const value = shownBy(values as Record<string, unknown>, reading)
    return value === undefined ? [] : [{ reading, address, type, scale, value, confidence, because }]
  })
}

function shownBy(values: Record<string, unknown>, name: string): number | undefined {
  const [, parent = name, phase, part] = /^(\w+)(?:\[(\d)\]|\.(\w+))$/.exec(name) ?? []
  const told = values[parent] as unknown
  const value =
    phase !== undefined
      ? (told as unknown[])?.[Number(phase)]
      : part !== undefined
        ? (told as Record<string, unknown>)?.[part]
        : told
  return typeof value === 'number' ? value : undefined
}

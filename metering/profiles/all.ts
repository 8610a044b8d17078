import { acrelAdl400 } from './acrel-adl400.ts'
import { chintDtsu6662016, chintDtsu6662019 } from './chint-dtsu666.ts'
import { dlt645SinglePhase, dlt645ThreePhase } from './dlt645-2007.ts'
import type { Dlt645Profile } from './dlt645-profile.ts'
import { eastronSdm630 } from './eastron-sdm630.ts'
import type { Profile } from './profile.ts'

export const profiles: readonly Profile[] = [eastronSdm630, chintDtsu6662016, chintDtsu6662019, acrelAdl400]

/** A meter model of either kind; what speaks Modbus says so or nothing. */
export type MeterProfile = Profile | Dlt645Profile

const byName = new Map(
  [...profiles, dlt645SinglePhase, dlt645ThreePhase].map((profile): [string, MeterProfile] => [profile.name, profile]),
)

/** A Modbus meter's model. */
export function findProfile(name: string): Profile | undefined {
  const profile = byName.get(name)
  return profile?.protocol === 'dlt645' ? undefined : profile
}

export function findDlt645Profile(name: string): Dlt645Profile | undefined {
  const profile = byName.get(name)
  return profile?.protocol === 'dlt645' ? profile : undefined
}

/** Names of all meter models that can be read, those of this site among them. */
export function listProfileNames(): string[] {
  return [...byName.keys()].sort()
}

/** A meter model of this site; one of the same name takes the place of the project's. */
export function addProfile(profile: MeterProfile): void {
  byName.set(profile.name, profile)
}

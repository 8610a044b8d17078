import { acrelAdl400 } from './acrel-adl400.ts'
import { chintDtsu6662016, chintDtsu6662019 } from './chint-dtsu666.ts'
import { eastronSdm630 } from './eastron-sdm630.ts'
import type { Profile } from './profile.ts'

export const profiles: readonly Profile[] = [eastronSdm630, chintDtsu6662016, chintDtsu6662019, acrelAdl400]

const byName = new Map(profiles.map((profile) => [profile.name, profile]))

export function findProfile(name: string): Profile | undefined {
  return byName.get(name)
}

/** Names of all meter models that can be read, those of this site among them. */
export function listProfileNames(): string[] {
  return [...byName.keys()].sort()
}

/** A meter model of this site; one of the same name takes the place of the project's. */
export function addProfile(profile: Profile): void {
  byName.set(profile.name, profile)
}

import { abbA43, abbB21, abbB23 } from './abb.ts'
import { acrelAcr10r } from './acrel-acr10r.ts'
import { acrelAdl400 } from './acrel-adl400.ts'
import { acrelAdl3000, acrelAdl3000Rates, sungrowDtsu66620 } from './acrel-adl3000.ts'
import { carloGavazziEm340, carloGavazziEt112, froniusTs65a3 } from './carlo-gavazzi.ts'
import { chintDdsu666, chintDtsu6662016, chintDtsu6662019 } from './chint.ts'
import { dlt645SinglePhase, dlt645ThreePhase } from './dlt645-2007.ts'
import type { Dlt645Profile } from './dlt645-profile.ts'
import { eastronSdm72d, eastronSdm72dV2 } from './eastron-sdm72.ts'
import { eastronSdm630 } from './eastron-sdm630.ts'
import { eastronSdm120, eastronSdm230 } from './eastron-single-phase.ts'
import { hikingDds238 } from './hiking-dds238.ts'
import { ineproPro380 } from './inepro-pro380.ts'
import { ornoWe514 } from './orno-we-514.ts'
import { ornoWe516 } from './orno-we-516.ts'
import { peacefairPzem004t, peacefairPzem017 } from './peacefair-pzem.ts'
import type { Profile } from './profile.ts'
import { schneiderIem3000 } from './schneider-iem3000.ts'
import { schneiderPm5000 } from './schneider-pm5000.ts'

export const profiles: readonly Profile[] = [
  eastronSdm630,
  eastronSdm120,
  eastronSdm230,
  chintDtsu6662016,
  chintDtsu6662019,
  chintDdsu666,
  acrelAdl400,
  peacefairPzem004t,
  peacefairPzem017,
  hikingDds238,
  ornoWe516,
  carloGavazziEm340,
  schneiderIem3000,
  eastronSdm72d,
  eastronSdm72dV2,
  ornoWe514,
  abbA43,
  abbB23,
  abbB21,
  carloGavazziEt112,
  froniusTs65a3,
  schneiderPm5000,
  ineproPro380,
  acrelAcr10r,
  acrelAdl3000,
  acrelAdl3000Rates,
  sungrowDtsu66620,
]

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

/** For which supply a model is made, where it says so. */
export function findModelPhase(name: string): 'single' | 'three' | undefined {
  const profile = byName.get(name)
  if (!profile || profile.phase) return profile?.phase
  if (profile.protocol === 'dlt645') return undefined
  return profile.fields.some(({ reading }) => /\[[12]\]$/.test(reading)) ? 'three' : undefined
}

/** A meter model of this site; one of the same name takes the place of the project's. */
export function addProfile(profile: MeterProfile): void {
  byName.set(profile.name, profile)
}

/** All meter models, with whether a frame that we did not make proves the layout or a document only says it. */
export function listProfiles(): { name: string; vendor: string; model: string; proof: 'frame' | 'document' }[] {
  return listProfileNames().flatMap((name) => {
    const profile = byName.get(name)
    if (!profile) return []
    return [
      {
        name,
        vendor: profile.vendor,
        model: profile.model,
        proof: 'frame' in profile && profile.frame ? 'frame' : 'document',
      },
    ]
  })
}

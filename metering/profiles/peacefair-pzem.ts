import type { Profile } from './profile.ts'

const common = {
  vendor: 'Peacefair',
  functionCode: 4,
  order: 'CDAB',
  blockLimit: 10,
  maxHole: 4,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 4,
} as const

/** Whole numbers, the low word of 32 bits first; the same in PZEM-014 and PZEM-016. */
export const peacefairPzem004t: Profile = {
  ...common,
  name: 'peacefair-pzem-004t-v3',
  phase: 'single',
  model: 'PZEM-004T V3.0, PZEM-014, PZEM-016',
  document: 'Peacefair "PZEM-004T V3.0 User Manual", 2.3 register table',
  frame: 'esphome/feature-requests#49 (comment 538636809)',
  fields: [
    { reading: 'uV[0]', address: 0, type: 'uint16', scale: 0.1 },
    { reading: 'iA[0]', address: 1, type: 'uint32', scale: 0.001 },
    { reading: 'pW', address: 3, type: 'uint32', scale: 0.1 },
    { reading: 'importWh', address: 5, type: 'uint32', scale: 1 },
    { reading: 'fHz', address: 7, type: 'uint16', scale: 0.1 },
    { reading: 'pf', address: 8, type: 'uint16', scale: 0.01 },
  ],
}

/** Direct current, with an external shunt. */
export const peacefairPzem017: Profile = {
  ...common,
  name: 'peacefair-pzem-017',
  model: 'PZEM-003, PZEM-017',
  document: 'Peacefair "PZEM-003/017 User Manual", register table',
  frame: 'esphome/feature-requests#49, as in Tasmota xnrg_06_pzem_dc.ino',
  fields: [
    { reading: 'uV[0]', address: 0, type: 'uint16', scale: 0.01 },
    { reading: 'iA[0]', address: 1, type: 'uint16', scale: 0.01 },
    { reading: 'pW', address: 2, type: 'uint32', scale: 0.1 },
    { reading: 'importWh', address: 4, type: 'uint32', scale: 1 },
  ],
}

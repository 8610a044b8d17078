import { eachPhase, type Profile, type ProfileField } from './profile.ts'

/** Whole numbers of the secondary side: the document multiplies energy and power by PT and CT afterwards. */
const common = {
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 64,
  maxHole: 16,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
} as const

/** Reactive energy is parted by its sign only: with active import that is quadrant 1 and quadrant 4. */
const fields: ProfileField[] = [
  { reading: 'importWh', address: 0x000a, type: 'uint32', scale: 10 },
  { reading: 'exportWh', address: 0x0014, type: 'uint32', scale: 10 },
  { reading: 'q1Varh', address: 0x0028, type: 'uint32', scale: 10 },
  { reading: 'q4Varh', address: 0x0032, type: 'uint32', scale: 10 },
  ...[0, 1, 2].map((phase) => ({
    reading: `uV[${phase}]`,
    address: 0x0061 + phase,
    type: 'uint16' as const,
    scale: 0.1,
  })),
  ...[0, 1, 2].map((phase) => ({
    reading: `iA[${phase}]`,
    address: 0x0064 + phase,
    type: 'uint16' as const,
    scale: 0.01,
  })),
  { reading: 'fHz', address: 0x0077, type: 'uint16', scale: 0.01 },
  ...eachPhase('pPhaseW', [0x0164, 0x0166, 0x0168], 'int32', 1),
  { reading: 'pW', address: 0x016a, type: 'int32', scale: 1 },
  ...eachPhase('qPhaseVar', [0x016c, 0x016e, 0x0170], 'int32', 1),
  { reading: 'qVar', address: 0x0172, type: 'int32', scale: 1 },
  { reading: 'pf', address: 0x017f, type: 'int16', scale: 0.001 },
]

export const acrelAdl3000: Profile = {
  ...common,
  name: 'acrel-adl3000',
  vendor: 'Acrel',
  model: 'ADL3000-E, DTSD1352',
  document: 'Acrel "ADL3000-E installation and operation instruction" V1.1 (2023), 9.1 address list',
  fields,
}

/** With clock and rates: the registers of sharp, peak, flat and valley stand behind the total. */
export const acrelAdl3000Rates: Profile = {
  ...acrelAdl3000,
  name: 'acrel-adl3000-rates',
  model: 'ADL3000-E and DTSD1352 with rates (F)',
  fields: [
    ...fields,
    ...['sharp', 'peak', 'flat', 'valley'].map((period, at) => ({
      reading: `importByPeriodWh.${period}`,
      address: 0x000c + at * 2,
      type: 'uint32' as const,
      scale: 10,
    })),
  ],
}

/** Made by Chint for Sungrow with the layout of Acrel, and not with that of Chint's own DTSU666. Its factory unit id is 254. */
export const sungrowDtsu66620: Profile = {
  ...common,
  name: 'sungrow-dtsu666-20',
  vendor: 'Sungrow',
  model: 'DTSU666-20',
  document:
    'Sungrow "DTSU666 Meter Communication Protocol" 20210601, 2 address list (prints no factors: those of Acrel)',
  fields,
}

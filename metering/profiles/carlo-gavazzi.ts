import { eachPhase, type Profile } from './profile.ts'

/** Signed whole numbers, the low word first. */
const common = {
  vendor: 'Carlo Gavazzi',
  functionCode: 4,
  order: 'CDAB',
  blockLimit: 50,
  maxHole: 12,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 7,
} as const

export const carloGavazziEm340: Profile = {
  ...common,
  name: 'carlo-gavazzi-em340',
  model: 'EM330, EM340, ET330, ET340',
  document:
    'Carlo Gavazzi "EM330 EM340 ET330 ET340 communication protocol", as in volkszaehler/mbmd carlogavazzi-ex.go',
  fields: [
    ...eachPhase('uV', [0x0000, 0x0002, 0x0004], 'int32', 0.1),
    ...eachPhase('iA', [0x000c, 0x000e, 0x0010], 'int32', 0.001),
    ...eachPhase('pPhaseW', [0x0012, 0x0014, 0x0016], 'int32', 0.1),
    { reading: 'pW', address: 0x0028, type: 'int32', scale: 0.1 },
    { reading: 'pf', address: 0x0031, type: 'int16', scale: 0.001 },
    { reading: 'fHz', address: 0x0033, type: 'uint16', scale: 0.1 },
    { reading: 'importWh', address: 0x0034, type: 'int32', scale: 100 },
    { reading: 'exportWh', address: 0x004e, type: 'int32', scale: 100 },
  ],
}

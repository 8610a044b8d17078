import { eachPhase, type Profile, type ProfileField } from './profile.ts'

/** Whole numbers, high word first. Where a meter has no such value it shows all ones, or 7FFF where there is a sign. */
const common = {
  vendor: 'ABB',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 125,
  maxHole: 12,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 9,
  absentAs: 'greatest',
} as const

/** Reactive energy is parted by its sign only: with active import that is quadrant 1 and quadrant 4. */
const energies: ProfileField[] = [
  { reading: 'importWh', address: 0x5000, type: 'uint64', scale: 10 },
  { reading: 'exportWh', address: 0x5004, type: 'uint64', scale: 10 },
  { reading: 'q1Varh', address: 0x500c, type: 'uint64', scale: 10 },
  { reading: 'q4Varh', address: 0x5010, type: 'uint64', scale: 10 },
]

const whole: ProfileField[] = [
  { reading: 'pW', address: 0x5b14, type: 'int32', scale: 0.01 },
  { reading: 'qVar', address: 0x5b1c, type: 'int32', scale: 0.01 },
  { reading: 'fHz', address: 0x5b2c, type: 'uint16', scale: 0.01 },
  { reading: 'pf', address: 0x5b3a, type: 'int16', scale: 0.001 },
]

const threePhase: ProfileField[] = [
  ...energies,
  ...eachPhase('uV', [0x5b00, 0x5b02, 0x5b04], 'uint32', 0.1),
  ...eachPhase('iA', [0x5b0c, 0x5b0e, 0x5b10], 'uint32', 0.01),
  { reading: 'inA', address: 0x5b12, type: 'uint32', scale: 0.01 },
  ...eachPhase('pPhaseW', [0x5b16, 0x5b18, 0x5b1a], 'int32', 0.01),
  ...eachPhase('qPhaseVar', [0x5b1e, 0x5b20, 0x5b22], 'int32', 0.01),
  ...whole,
]

export const abbA43: Profile = {
  ...common,
  name: 'abb-a43',
  model: 'A43, A44',
  document: 'ABB "A43/A44 User Manual" 2CMC48001M0201 revision C, 9.4 mapping tables',
  frame: 'the document, 9.11 communication examples, pages 168–170',
  fields: threePhase,
}

export const abbB23: Profile = {
  ...common,
  name: 'abb-b23',
  model: 'B23, B24',
  document: 'ABB "B23/B24 User Manual" 2CMC485003M0201 revision A, 9.3 mapping tables, as in volkszaehler/mbmd abb.go',
  fields: threePhase,
}

export const abbB21: Profile = {
  ...common,
  name: 'abb-b21',
  phase: 'single',
  model: 'B21',
  document: 'ABB B series user manual, Modbus mapping tables, as in volkszaehler/mbmd abb.go',
  frame: 'gonium/gosdm630#122: a meter whose registers of single phases are empty',
  fields: [
    ...energies,
    { reading: 'uV[0]', address: 0x5b00, type: 'uint32', scale: 0.1 },
    { reading: 'iA[0]', address: 0x5b0c, type: 'uint32', scale: 0.01 },
    ...whole,
  ],
}

import { eachPhase, type Profile } from './profile.ts'

/** Float32; powers in kW and kvar. Leaves the works at 9600 baud with even parity. */
export const ornoWe516: Profile = {
  name: 'orno-we-516',
  vendor: 'ORNO',
  model: 'OR-WE-516, OR-WE-517',
  document: 'ORNO "OR-WE-516/OR-WE-517 register description", as in volkszaehler/mbmd orno3p.go',
  frame: 'volkszaehler/mbmd#129',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 60,
  maxHole: 8,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    ...eachPhase('uV', [0x000e, 0x0010, 0x0012], 'float32', 1),
    { reading: 'fHz', address: 0x0014, type: 'float32', scale: 1 },
    ...eachPhase('iA', [0x0016, 0x0018, 0x001a], 'float32', 1),
    { reading: 'pW', address: 0x001c, type: 'float32', scale: 1000 },
    ...eachPhase('pPhaseW', [0x001e, 0x0020, 0x0022], 'float32', 1000),
    { reading: 'qVar', address: 0x0024, type: 'float32', scale: 1000 },
    ...eachPhase('qPhaseVar', [0x0026, 0x0028, 0x002a], 'float32', 1000),
    { reading: 'pf', address: 0x0034, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x0108, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x0110, type: 'float32', scale: 1000 },
    { reading: 'q1Varh', address: 0x0120, type: 'float32', scale: 1000 },
    { reading: 'q4Varh', address: 0x0128, type: 'float32', scale: 1000 },
  ],
}

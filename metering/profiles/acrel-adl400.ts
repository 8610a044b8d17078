import { eachPhase, type Profile } from './profile.ts'

/** Floats at 0x0800, energies as 0.1 kWh integers; power from the integer block, since units differ at 0x0818. */
export const acrelAdl400: Profile = {
  name: 'acrel-adl400',
  vendor: 'Acrel',
  model: 'ADL400',
  document:
    'Acrel ADL400 communication table: int32 powers at 356–362 (W), float block from 0x0800, energies from 0x0842',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 64,
  maxHole: 16,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    ...eachPhase('pPhaseW', [356, 358, 360], 'int32', 1),
    { reading: 'pW', address: 362, type: 'int32', scale: 1 },
    ...eachPhase('uV', [0x0800, 0x0802, 0x0804], 'float32', 1),
    ...eachPhase('iA', [0x080c, 0x080e, 0x0810], 'float32', 1),
    { reading: 'pf', address: 0x0832, type: 'float32', scale: 1 },
    { reading: 'fHz', address: 0x0834, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x084c, type: 'uint32', scale: 100 },
    { reading: 'exportWh', address: 0x0856, type: 'uint32', scale: 100 },
  ],
}

import { eachPhase, type Profile } from './profile.ts'

/**
 * Holding registers, float32, kW and kWh. Currents of phases that flow back are negative. The total at 6000H depends on a
 * code that says what is added up, so import and export are read; the older edition has other addresses.
 */
export const ineproPro380: Profile = {
  name: 'inepro-pro380',
  vendor: 'Inepro',
  model: 'PRO380-Mod',
  document: 'Inepro "PRO380 user manual" V2-18, A3.2 Modbus registers, as in volkszaehler/mbmd inepro.go',
  frame: 'majorcs/inepro380-homeassistant-integration device_snapshot.json',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 75,
  maxHole: 24,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    ...eachPhase('uV', [0x5002, 0x5004, 0x5006], 'float32', 1),
    { reading: 'fHz', address: 0x5008, type: 'float32', scale: 1 },
    ...eachPhase('iA', [0x500c, 0x500e, 0x5010], 'float32', 1),
    { reading: 'pW', address: 0x5012, type: 'float32', scale: 1000 },
    ...eachPhase('pPhaseW', [0x5014, 0x5016, 0x5018], 'float32', 1000),
    { reading: 'qVar', address: 0x501a, type: 'float32', scale: 1000 },
    ...eachPhase('qPhaseVar', [0x501c, 0x501e, 0x5020], 'float32', 1000),
    { reading: 'pf', address: 0x502a, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x600c, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x6018, type: 'float32', scale: 1000 },
  ],
}

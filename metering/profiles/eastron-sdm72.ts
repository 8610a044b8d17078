import { eachPhase, type Profile } from './profile.ts'

/** Input registers, float32, 30 values at most in a request. */
const common = {
  vendor: 'Eastron',
  functionCode: 4,
  order: 'ABCD',
  blockLimit: 60,
  maxHole: 24,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
} as const

/** The first edition measures energy and power and shows no voltage. */
export const eastronSdm72d: Profile = {
  ...common,
  name: 'eastron-sdm72d-m',
  phase: 'three',
  model: 'SDM72D-M (first edition)',
  document: 'B+G e-tech "EASTRON SDM72D-M User Manual" V1.5, part 3 Modbus protocol, page 14',
  frame: 'yaacov/node-modbus-serial#509',
  fields: [
    { reading: 'pW', address: 0x0034, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x0048, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x004a, type: 'float32', scale: 1000 },
  ],
}

/**
 * A part of the SDM630's layout. The power factor, 003EH, is left out: with it a probe could not tell which of the two fits
 * better when a meter shows both.
 */
export const eastronSdm72dV2: Profile = {
  ...common,
  name: 'eastron-sdm72d-m-v2',
  model: 'SDM72D-M V2',
  document: 'B+G e-tech "Eastron SDM72D-M User Manual" V1.1 (of V2), part 3 Modbus protocol, pages 13–14',
  frame: 'nmakel/sdm_modbus#11 and modbus2mqtt/modbus2mqtt.config eastronsdm720-m.yaml',
  fields: [
    ...eachPhase('uV', [0x0000, 0x0002, 0x0004], 'float32', 1),
    ...eachPhase('iA', [0x0006, 0x0008, 0x000a], 'float32', 1),
    ...eachPhase('pPhaseW', [0x000c, 0x000e, 0x0010], 'float32', 1),
    ...eachPhase('qPhaseVar', [0x0018, 0x001a, 0x001c], 'float32', 1),
    { reading: 'pW', address: 0x0034, type: 'float32', scale: 1 },
    { reading: 'qVar', address: 0x003c, type: 'float32', scale: 1 },
    { reading: 'fHz', address: 0x0046, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x0048, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x004a, type: 'float32', scale: 1000 },
    { reading: 'inA', address: 0x00e0, type: 'float32', scale: 1 },
  ],
}

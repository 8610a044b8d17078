import type { Profile, ProfileField } from './profile.ts'

/** Input registers, float32, at the places that the three-phase meters have them too. */
const fields: ProfileField[] = [
  { reading: 'uV[0]', address: 0x0000, type: 'float32', scale: 1 },
  { reading: 'iA[0]', address: 0x0006, type: 'float32', scale: 1 },
  { reading: 'pW', address: 0x000c, type: 'float32', scale: 1 },
  { reading: 'qVar', address: 0x0018, type: 'float32', scale: 1 },
  { reading: 'pf', address: 0x001e, type: 'float32', scale: 1 },
  { reading: 'fHz', address: 0x0046, type: 'float32', scale: 1 },
  { reading: 'importWh', address: 0x0048, type: 'float32', scale: 1000 },
  { reading: 'exportWh', address: 0x004a, type: 'float32', scale: 1000 },
  { reading: 'q1Varh', address: 0x004c, type: 'float32', scale: 1000 },
  { reading: 'q4Varh', address: 0x004e, type: 'float32', scale: 1000 },
]

const common = {
  vendor: 'Eastron',
  functionCode: 4,
  order: 'ABCD',
  blockLimit: 80,
  maxHole: 24,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
} as const

export const eastronSdm120: Profile = {
  ...common,
  name: 'eastron-sdm120',
  phase: 'single',
  model: 'SDM120-Modbus',
  document:
    'Eastron SDM120-Modbus "Smart meter Modbus protocol implementation" V2.3; "SDM120M RTU Protocol" V2.5 agrees',
  frame: 'the document, page 6 (230.2 V), reaper7/SDM_Energy_Meter#16 and modbus2mqtt/modbus2mqtt.config sdm120-m.yaml',
  fields,
}

export const eastronSdm230: Profile = {
  ...common,
  name: 'eastron-sdm230',
  phase: 'single',
  model: 'SDM230-Modbus',
  document:
    'Eastron "SDM230-Modbus protocol", bg-etech.de SDM230-register.pdf; that of the SDM230-2T allows 30 values at once, not 40',
  frame: 'syssi/esphome-solax-x1-mini#20 and esphome/issues#3912',
  blockLimit: 60,
  fields: [
    ...fields,
    { reading: 'angleDeg[0]', address: 0x0024, type: 'float32', scale: 1 },
    { reading: 'maxDemandW', address: 0x0056, type: 'float32', scale: 1 },
  ],
}

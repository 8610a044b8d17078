import { eachPhase, type Profile } from './profile.ts'

/**
 * Input registers, float32, two registers each. The 60 ms of silence in its document are said of the Integra 1000 and
 * 2000; energy in MWh, which may be chosen on the meter, is not read.
 */
export const eastronSdm630: Profile = {
  name: 'eastron-sdm630',
  vendor: 'Eastron',
  model: 'SDM630-Modbus',
  document: 'Eastron "SDM630 Smart Meter Modbus Protocol Implementation" V2.0, 1.2.1 input registers; V1.8 agrees',
  frame: 'nmakel/solaredge_meterproxy#16 and modbus2mqtt/modbus2mqtt.config eastronsdm630-modbus.yaml',
  functionCode: 4,
  order: 'ABCD',
  blockLimit: 80,
  maxHole: 24,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    ...eachPhase('uV', [0x0000, 0x0002, 0x0004], 'float32', 1),
    ...eachPhase('iA', [0x0006, 0x0008, 0x000a], 'float32', 1),
    ...eachPhase('pPhaseW', [0x000c, 0x000e, 0x0010], 'float32', 1),
    ...eachPhase('qPhaseVar', [0x0018, 0x001a, 0x001c], 'float32', 1),
    ...eachPhase('angleDeg', [0x0024, 0x0026, 0x0028], 'float32', 1),
    { reading: 'pW', address: 0x0034, type: 'float32', scale: 1 },
    { reading: 'qVar', address: 0x003c, type: 'float32', scale: 1 },
    { reading: 'pf', address: 0x003e, type: 'float32', scale: 1 },
    { reading: 'fHz', address: 0x0046, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 0x0048, type: 'float32', scale: 1000 },
    { reading: 'exportWh', address: 0x004a, type: 'float32', scale: 1000 },
    // The meter parts reactive energy by its sign only: with active import that is quadrant 1 and quadrant 4.
    { reading: 'q1Varh', address: 0x004c, type: 'float32', scale: 1000 },
    { reading: 'q4Varh', address: 0x004e, type: 'float32', scale: 1000 },
    { reading: 'maxDemandW', address: 0x0056, type: 'float32', scale: 1 },
    { reading: 'inA', address: 0x00e0, type: 'float32', scale: 1 },
    ...eachPhase('thdUPercent', [0x00ea, 0x00ec, 0x00ee], 'float32', 1),
    ...eachPhase('thdIPercent', [0x00f0, 0x00f2, 0x00f4], 'float32', 1),
  ],
}

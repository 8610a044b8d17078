import type { Profile } from './profile.ts'

/** Whole numbers, high word first. Its total is import and export together, so it is not taken for import. */
export const hikingDds238: Profile = {
  name: 'hiking-dds238-2',
  phase: 'single',
  vendor: 'Hiking',
  model: 'DDS238-2 ZN/S, DDS238-4 W',
  document: 'Hiking "DDS238-4 W user manual", 9.3 energy meter register address',
  frame: 'arendst/Tasmota#7457',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 18,
  maxHole: 8,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    { reading: 'exportWh', address: 0x0008, type: 'uint32', scale: 10 },
    { reading: 'importWh', address: 0x000a, type: 'uint32', scale: 10 },
    { reading: 'uV[0]', address: 0x000c, type: 'uint16', scale: 0.1 },
    { reading: 'iA[0]', address: 0x000d, type: 'uint16', scale: 0.01 },
    { reading: 'pW', address: 0x000e, type: 'int16', scale: 1 },
    { reading: 'qVar', address: 0x000f, type: 'int16', scale: 1 },
    { reading: 'pf', address: 0x0010, type: 'uint16', scale: 0.001 },
    { reading: 'fHz', address: 0x0011, type: 'uint16', scale: 0.01 },
  ],
}

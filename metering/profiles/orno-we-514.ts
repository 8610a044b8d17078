import type { Profile } from './profile.ts'

/**
 * Whole numbers, high word first. It counts one direction only, so its total is import. Addresses that the document
 * does not name are not read along. Leaves the works at 9600 baud with even parity.
 */
export const ornoWe514: Profile = {
  name: 'orno-we-514',
  phase: 'single',
  vendor: 'ORNO',
  model: 'OR-WE-514, OR-WE-515',
  document: 'ORNO "Register description OR-WE-514 & OR-WE-515", as in volkszaehler/mbmd orno1p.go',
  frame: 'volkszaehler/mbmd#155',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 16,
  maxHole: 0,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 6,
  fields: [
    { reading: 'fHz', address: 0x0130, type: 'uint16', scale: 0.01 },
    { reading: 'uV[0]', address: 0x0131, type: 'uint16', scale: 0.01 },
    { reading: 'iA[0]', address: 0x0139, type: 'uint32', scale: 0.001 },
    { reading: 'pW', address: 0x0140, type: 'int32', scale: 1 },
    { reading: 'qVar', address: 0x0148, type: 'int32', scale: 1 },
    { reading: 'pf', address: 0x0158, type: 'int16', scale: 0.001 },
    { reading: 'importWh', address: 0xa000, type: 'uint32', scale: 10 },
  ],
}

import { eachPhase, type Profile } from './profile.ts'

/**
 * Float32, energies as 64-bit Wh; the manual counts registers from 1. The power factor is coded over four quadrants and
 * left out; reactive energy is parted by its sign only: with active import that is quadrant 1 and quadrant 4.
 */
export const schneiderIem3000: Profile = {
  name: 'schneider-iem3000',
  vendor: 'Schneider Electric',
  model: 'iEM3150, iEM3155, iEM3250, iEM3255, iEM3350, iEM3355',
  document: 'Schneider Electric "iEM3000 series user manual", Modbus register list, as in volkszaehler/mbmd iem3000.go',
  frame: 'SolarNetwork/solarnetwork-node test-pm3200-data-01.txt (an iEM3255)',
  functionCode: 3,
  order: 'ABCD',
  blockLimit: 60,
  maxHole: 20,
  minGapMs: 0,
  side: 'secondary',
  energyDigits: 9,
  fields: [
    ...eachPhase('iA', [2999, 3001, 3003], 'float32', 1),
    ...eachPhase('uV', [3027, 3029, 3031], 'float32', 1),
    ...eachPhase('pPhaseW', [3053, 3055, 3057], 'float32', 1000),
    { reading: 'pW', address: 3059, type: 'float32', scale: 1000 },
    { reading: 'qVar', address: 3067, type: 'float32', scale: 1000 },
    { reading: 'fHz', address: 3109, type: 'float32', scale: 1 },
    { reading: 'importWh', address: 3203, type: 'int64', scale: 1 },
    { reading: 'exportWh', address: 3207, type: 'int64', scale: 1 },
    { reading: 'q1Varh', address: 3219, type: 'int64', scale: 1 },
    { reading: 'q4Varh', address: 3223, type: 'int64', scale: 1 },
  ],
}

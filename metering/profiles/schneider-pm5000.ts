import { eachPhase, type Profile } from './profile.ts'
import { schneiderIem3000 } from './schneider-iem3000.ts'

/** Laid out as the iEM3000, with more of each phase. What it does not have it shows as 8000 8000, so that is left out. */
export const schneiderPm5000: Profile = {
  ...schneiderIem3000,
  name: 'schneider-pm5000',
  model: 'PM5110, PM5111, PM5310, PM5320, PM5330, PM5331, PM5340, PM5341',
  document: 'Schneider Electric "PM5100 and PM5300 register list" (public release of the Modbus registers)',
  frame: 'SolarNetwork/solarnetwork-node PM5100DataTests.java (a PM5330)',
  fields: [...schneiderIem3000.fields, ...eachPhase('qPhaseVar', [3061, 3063, 3065], 'float32', 1000)],
}

import { leastDemandKw, listPowerFactorDuties, listPriceCodes } from '../../billing/index.ts'
import { isCreditCode, isDemandWithin, isIdentityNumber } from '../../intake/index.ts'
import { listProfileNames } from '../../metering/index.ts'
import type { Ports } from './ports.ts'

/** Prices and what they ask are billing's, models metering's; what is true of papers and of an agreed demand, intake's. */
export const bringingPorts: Ports = {
  listPriceCodes,
  listProfiles: listProfileNames,
  isIdentityNumber,
  isCreditCode,
  listPowerFactorDuties,
  isDemandWithin,
  leastDemandKw,
}

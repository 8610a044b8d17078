import { listPriceCodes } from '../../billing/index.ts'
import { isCreditCode, isIdentityNumber } from '../../intake/index.ts'
import { listProfileNames } from '../../metering/index.ts'
import type { Ports } from './ports.ts'

/** Prices are billing's, models metering's, and what a true number of papers is, intake's. */
export const bringingPorts: Ports = {
  listPriceCodes,
  listProfiles: listProfileNames,
  isIdentityNumber,
  isCreditCode,
}

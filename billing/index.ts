import type { Department } from '../db/department.ts'
import { unmeteredSupplies } from './charges/unmetered.ts'
import { correctedReadings, repricedBills } from './corrections/tasks.ts'
import { connectedPlants } from './feed-in/connections.ts'
import { correctedFeedIns } from './feed-in/corrections.ts'
import { changedFiles } from './file-changes.ts'
import { billingJobs } from './jobs.ts'
import { reviewedReadings } from './reviewed.ts'
import { billingRoutes } from './routes.ts'
import { billingData } from './sql/personal-data.ts'
import type { UsagePort } from './usage.ts'

export { findBalance, listOwed } from './balances.ts'
export { findChanges as findBillChanges } from './bill-changes.ts'
export { type BillChanges, type BillDetail, billChanges, billDetail, changesQuery } from './bill-contract.ts'
export { findBill, findLatestBill, listBills, sumBills } from './bills.ts'
export { calculate, calculateJson, calculationKinds, readJson } from './calculations/calculate.ts'
export { invalid } from './calculations/calculation.ts'
export { listFeedingIn } from './feed-in/connections.ts'
export { decideHeld, listGroups as listHeldGroups } from './held/held.ts'
export { bringBalances, type OpeningBalance } from './openings/balances.ts'
export { beginBilling } from './openings/begin.ts'
export { parameterSets as billingParameters } from './parameters/sets.ts'
export { recordPayment, recordPayments } from './payments.ts'
export { previewBill } from './preview.ts'
export { adviseOnPrices } from './price-book/reference.ts'
export {
  findPriceCode,
  findPriceVersion,
  publishPriceVersion,
  readPriceBook,
  withdrawPriceVersion,
} from './prices.ts'
export { leastDemandKw } from './rules/demand-charge.ts'
export { runBills } from './run/runs.ts'
export { settleAccount } from './settlements.ts'
export { listPowerFactorDuties } from './sql/file-facts.ts'
export { listBilledMonths, listBilledUntil, listOpenings, sumOpenings } from './sql/openings.ts'
export { findLatestPayment } from './sql/payments.ts'
export { listPriceCodes } from './sql/prices.ts'
export { describeToldCharge, findToldBill, findToldOutlook, findToldPayment } from './told.ts'
export type { Usage, UsagePort } from './usage.ts'

export function createBilling(findUsages: UsagePort): Department {
  return {
    name: 'billing',
    routes: (app) => billingRoutes(app, findUsages),
    subscribers: [
      reviewedReadings(findUsages),
      correctedReadings,
      repricedBills,
      correctedFeedIns,
      connectedPlants,
      changedFiles(findUsages),
      unmeteredSupplies,
    ],
    jobs: billingJobs(findUsages),
    personalData: billingData,
  }
}

import type { Department, Job } from '../db/department.ts'
import { fileErasures } from './attachments/attachments.ts'
import { sweepClocks, warnOfClocks } from './clocks/sweep.ts'
import { findDuplicates } from './duplicates/duplicates.ts'
import type { Ports } from './ports.ts'
import { intakeRoutes } from './routes.ts'
import { applicationData } from './sql/personal-data.ts'

export { type Came, listOpenApplications, listUnitsToChoose, submitApplication } from './applications.ts'
export { sweepClocks } from './clocks/sweep.ts'
export { flows } from './flows/all.ts'
export { titleOfKind } from './kinds.ts'
export { parameterSets as intakeParameters } from './parameters/sets.ts'
export { decideContent } from './rules/file-content.ts'
export { nameToSave } from './rules/file-name.ts'
export { openSteps } from './rules/flow/engine.ts'
export { isCreditCode, isIdentityNumber } from './rules/identity-number.ts'
export { isDemandWithin } from './rules/kinds/supply.ts'
export {
  addWorkingDays,
  aroundTheClock,
  dueAfterMinutes,
  dueAt as dueAfterWorkingDays,
  isWorkingDay,
  spansOf,
  usedWorkingDays,
} from './rules/work-time.ts'
export { readCalendar as findWorkCalendar } from './sql/clocks.ts'
export { completeStep } from './steps.ts'
export { submitInput } from './submit-contract.ts'
export { findToldApplication } from './told.ts'
export { listApplications } from './worklist.ts'

const jobs: Job[] = [
  { name: 'sweep-clocks', cron: '15 0 * * *', run: async (ctx) => void (await sweepClocks(ctx)) },
  { name: 'find-duplicates', cron: '40 1 * * *', run: async (ctx) => void (await findDuplicates(ctx)) },
  { name: 'warn-of-clocks', cron: '*/5 * * * *', run: async (ctx) => void (await warnOfClocks(ctx)) },
]

/** `ports` are what other departments answer: prices and arrears are billing's, meter models metering's. */
export function createIntake(ports: Ports): Department {
  const routes: Department['routes'] = (app) => intakeRoutes(app, ports)
  return {
    name: 'intake',
    routes,
    subscribers: [],
    jobs,
    erasures: fileErasures,
    personalData: applicationData,
  }
}

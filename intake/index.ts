import type { Department } from '../db/department.ts'
import type { ProfilePort } from './choices.ts'
import { intakeRoutes } from './routes.ts'
import type { PricePort } from './steps.ts'

export { listOpenApplications } from './applications.ts'
export { addWorkingDays } from './rules/deadlines.ts'
export { readCalendar as findWorkCalendar } from './sql/clocks.ts'

/** `hasPrice` is billing's answer whether a price code is in the price book, `listProfiles` metering's what it can read. */
export function createIntake(hasPrice: PricePort, listProfiles: ProfilePort): Department {
  return { name: 'intake', routes: (app) => intakeRoutes(app, hasPrice, listProfiles), subscribers: [], jobs: [] }
}

import type { Department } from '../db/department.ts'
import { intakeRoutes } from './routes.ts'
import type { PricePort } from './steps.ts'

export { listOpenApplications } from './applications.ts'
export { addWorkingDays } from './rules/deadlines.ts'
export { readCalendar as findWorkCalendar } from './sql/clocks.ts'

/** `hasPrice` is billing's answer whether a price code is in the price book. */
export function createIntake(hasPrice: PricePort): Department {
  return { name: 'intake', routes: (app) => intakeRoutes(app, hasPrice), subscribers: [], jobs: [] }
}

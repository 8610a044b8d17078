import type { Department } from '../db/department.ts'
import type { ProfilePort } from './choices.ts'
import { intakeRoutes } from './routes.ts'
import type { PricePort } from './steps.ts'

export { listOpenApplications } from './applications.ts'
export { addWorkingDays } from './rules/deadlines.ts'
export { readCalendar as findWorkCalendar } from './sql/clocks.ts'

/** `findPrice` is billing's answer what a price code of the price book asks of a meter, `listProfiles` metering's what it can read. */
export function createIntake(findPrice: PricePort, listProfiles: ProfilePort): Department {
  return { name: 'intake', routes: (app) => intakeRoutes(app, findPrice, listProfiles), subscribers: [], jobs: [] }
}

import type { Department } from '../db/department.ts'
import type { Ports } from './ports.ts'
import { intakeRoutes } from './routes.ts'

export { listOpenApplications } from './applications.ts'
export { addWorkingDays } from './rules/work-time.ts'
export { readCalendar as findWorkCalendar } from './sql/clocks.ts'

/** `ports` are what other departments answer: prices and arrears are billing's, meter models metering's. */
export function createIntake(ports: Ports): Department {
  return { name: 'intake', routes: (app) => intakeRoutes(app, ports), subscribers: [], jobs: [] }
}

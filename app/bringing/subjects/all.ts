import type { Kind } from '../rules/shape.ts'
import { balanceSubject } from './balances.ts'
import { customerSubject } from './customers.ts'
import { meterSubject } from './meters.ts'
import { networkSubject } from './network.ts'
import { readingSubject } from './readings.ts'
import type { Subject } from './subject.ts'

export const subjects: Record<Kind, Subject> = {
  organisations: networkSubject('organisations'),
  substations: networkSubject('substations'),
  feeders: networkSubject('feeders'),
  districts: networkSubject('districts'),
  terminals: networkSubject('terminals'),
  sections: networkSubject('sections'),
  customers: customerSubject,
  meters: meterSubject,
  readings: readingSubject,
  balances: balanceSubject,
}

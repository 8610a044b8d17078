import type { ParameterSet, Said } from '../../db/parameters/set.ts'

export const departmentTitles: Record<ParameterSet['department'], Said> = {
  app: { zh: '系统', en: 'System' },
  intake: { zh: '业扩', en: 'Intake' },
  metering: { zh: '采集计量', en: 'Metering' },
  billing: { zh: '电费', en: 'Billing' },
  callcenter: { zh: '95598', en: 'Call centre' },
}

import type { MqttReadings } from '../../mqtt-contract.ts'

/**
 * Whether a message surely is what the contract says, without asking its schema, which takes ten times as long. What
 * is not surely right is left to the schema: this never decides that a message is wrong. A test holds it against the
 * schema over random messages.
 */
export function isSurelyReadings(json: unknown): json is MqttReadings {
  if (!isObject(json)) return false
  for (const key in json) if (key !== 'v' && key !== 'sentAt' && key !== 'readings') return false
  const { v, sentAt, readings } = json
  if (v !== 1 || !(sentAt === undefined || isInstant(sentAt))) return false
  return Array.isArray(readings) && readings.length <= 100_000 && readings.every(isReading)
}

function isReading(reading: unknown): boolean {
  if (!isObject(reading) || typeof reading.meter !== 'string' || typeof reading.at !== 'string') return false
  for (const key in reading) if (!isField(key, reading[key])) return false
  return true
}

function isField(key: string, cell: unknown): boolean {
  switch (key) {
    case 'meter':
      return typeof cell === 'string' && cell.length >= 1 && cell.length <= 64
    case 'at':
      return isInstant(cell)
    case 'importWh':
    case 'exportWh':
    case 'q1Varh':
    case 'q2Varh':
    case 'q3Varh':
    case 'q4Varh':
      return isEnergy(cell)
    case 'uV':
    case 'iA':
    case 'pPhaseW':
    case 'qPhaseVar':
    case 'angleDeg':
    case 'thdUPercent':
    case 'thdIPercent':
      return isPhases(cell)
    case 'importByPeriodWh':
      return isByPeriod(cell)
    case 'freeze':
      return cell === 'curve' || cell === 'day' || cell === 'month'
    case 'clock':
    case 'maxDemandAt':
      return isInstant(cell)
    case 'maxDemandW':
      return isValue(cell) && cell >= 0
    case 'inA':
    case 'pW':
    case 'qVar':
      return isValue(cell)
    case 'pf':
      return typeof cell === 'number' && cell >= -1 && cell <= 1
    case 'fHz':
      return isValue(cell) && cell >= 0
    default:
      return false
  }
}

const periods = new Set(['sharp', 'peak', 'flat', 'valley', 'deepValley'])

function isObject(cell: unknown): cell is Record<string, unknown> {
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell)
}

function isEnergy(cell: unknown): boolean {
  return Number.isSafeInteger(cell) && (cell as number) >= 0
}

function isByPeriod(cell: unknown): boolean {
  if (!isObject(cell)) return false
  for (const period in cell) if (!periods.has(period) || !isEnergy(cell[period])) return false
  return true
}

function isValue(cell: unknown): cell is number {
  return typeof cell === 'number' && cell >= -1e12 && cell <= 1e12
}

function isPhases(cell: unknown): boolean {
  if (!Array.isArray(cell) || cell.length < 1 || cell.length > 3) return false
  return cell.every((phase) => phase === null || isValue(phase))
}

/** Of the instants only the plain ones; a leap day is left to the schema. */
const PLAIN_INSTANT =
  /^20\d\d-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/

/** Readings of one message mostly share their instant. */
let knownInstant: string | undefined

function isInstant(cell: unknown): boolean {
  if (typeof cell !== 'string') return false
  if (cell === knownInstant) return true
  if (!PLAIN_INSTANT.test(cell)) return false
  knownInstant = cell
  return true
}

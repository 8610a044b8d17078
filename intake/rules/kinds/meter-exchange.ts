// Decides whether a case asks for another meter, and what putting it in the place of the present one does to the file.
import { addDays, civilDay } from '../../../db/time.ts'
import type { FileChange, MeterExchangeData, StepData } from '../../contract.ts'
import type { AccountSnapshot, SnapshotPoint } from './facts.ts'

/** What the metering of a point is to be; a field left out stays as it is. */
export type Wanted = {
  phase?: 'single' | 'three' | undefined
  mode?: SnapshotPoint['mode'] | undefined
  ct?: number | undefined
  pt?: number | undefined
  /** Registers that it is to have. */
  roles: string[]
}

/** An exchange is done where survey or plan says so. */
export function isExchanged({ survey, plan }: Partial<StepData>): boolean {
  return (plan?.exchangesMeter ?? survey?.exchangesMeter) === true
}

/** Why the meter that hangs there cannot stay, in words; none: it can. */
export function whyExchange(point: SnapshotPoint, { phase, mode, ct, pt, roles }: Wanted): string[] {
  const { meter } = point
  if (!meter) return []
  const lacking = roles.filter((role) => !meter.roles.includes(role))
  return [
    ...(phase !== undefined && phase !== point.phase ? ['相数改变'] : []),
    ...(mode !== undefined && mode !== point.mode ? ['计量方式改变'] : []),
    ...(ct !== undefined && ct !== meter.ct ? [`电流互感器倍率由 ${meter.ct} 改为 ${ct}`] : []),
    ...(pt !== undefined && pt !== meter.pt ? [`电压互感器倍率由 ${meter.pt} 改为 ${pt}`] : []),
    ...(lacking.length > 0 ? ['现装电能表没有所需的示数'] : []),
  ]
}

export const periodRoles = ['importPeak', 'importValley']

/** What stands against an exchange as it was written down: ratios not as planned, registers that are missing. */
export function checkExchange(
  data: MeterExchangeData,
  point: SnapshotPoint,
  wanted: Wanted,
): { path: string; message: string }[] {
  const issues: { path: string; message: string }[] = []
  for (const ratio of ['ct', 'pt'] as const) {
    if (wanted[ratio] === undefined || wanted[ratio] === data[ratio]) continue
    issues.push({ path: `data.${ratio}`, message: `方案中为 ${wanted[ratio]},请核对` })
  }
  if (data.oldAssetNo !== point.meter?.assetNo) {
    issues.push({ path: 'data.oldAssetNo', message: `现装电能表为 ${point.meter?.assetNo ?? '无'},请核对` })
  }
  const ended = new Set(Object.keys(data.endRegisters))
  const started = new Set(Object.keys(data.startRegistersWh))
  for (const role of point.meter?.roles ?? []) {
    if (!ended.has(role)) issues.push({ path: `data.endRegisters.${role}`, message: '旧表止码不全' })
  }
  for (const role of new Set([...(point.meter?.roles ?? []), ...wanted.roles])) {
    if (!started.has(role)) issues.push({ path: `data.startRegistersWh.${role}`, message: '新表须有此示数,请填起码' })
  }
  return issues
}

/** Nothing where the case needs no other meter. */
export function changesOfExchange(account: AccountSnapshot, steps: Partial<StepData>): FileChange[] {
  const data = steps['meter-exchange']
  if (!isExchanged(steps) || !data) return []
  const { pointId } = exchangedPoint(account, data)
  const { oldAssetNo, assetNo, ct, pt, digits, startRegistersWh, meterAddress, endRegisters, person } = data
  return [
    {
      change: 'meter-exchanged',
      exchange: {
        ...{ pointId, person, at: new Date(data.doneAt), old: { assetNo: oldAssetNo, endRegisters } },
        new: {
          ...{ assetNo, ct, pt, meterAddress },
          registers: Object.entries(startRegistersWh).flatMap(([role, startValue]) =>
            startValue === undefined ? [] : [{ role: role as keyof typeof startRegistersWh, digits, startValue }],
          ),
        },
      },
    },
  ]
}

/**
 * The first day on which what is billed by the new meter can hold: the old one counted the day of the exchange without
 * registers that only the new one has.
 */
export function firstDayOf(account: AccountSnapshot, steps: Partial<StepData>, from: string): string {
  const data = steps['meter-exchange']
  if (!isExchanged(steps) || !data) return from
  const { meter } = exchangedPoint(account, data)
  const hasMore = periodRoles.some((role) => !meter.roles.includes(role) && role in data.startRegistersWh)
  const whole = hasMore ? addDays(civilDay(new Date(data.doneAt)), 1) : from
  return whole > from ? whole : from
}

function exchangedPoint({ points }: AccountSnapshot, { pointNo }: Pick<MeterExchangeData, 'pointNo'>) {
  const point = pointNo === undefined ? points[0] : points.find((each) => each.pointNo === pointNo)
  if (!point?.meter) throw new Error('a meter is exchanged where none hangs')
  return { ...point, meter: point.meter }
}

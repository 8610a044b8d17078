import type { Ctx } from '../../context.ts'
import { startOfDay } from '../../time.ts'
import type { RegisterRole } from '../install.ts'
import type { Case } from './accounts.ts'
import { copyInto, takeIds } from './copy.ts'

export type BroughtMeter = {
  pointId: number
  organisationId: number
  assetNo: string
  profile: string
  phase: string
  ratedCurrentA: number
  maximumCurrentA: number
  ct: number
  pt: number
  installedOn: string
  /** Wh as the meter showed them when it was put up. */
  registers: { role: RegisterRole; digits: number; startValue: number }[]
  link: {
    terminalId: number
    unitId: number | null
    meterAddress: string | null
    measuringPointNo: number | null
  } | null
}

/**
 * New meters, each on its point since a day, all at once: the caller has checked that neither the number nor the point is
 * taken, and opens the transaction.
 */
export async function bringMeters(ctx: Ctx, meters: BroughtMeter[], { caseRef, reason }: Case): Promise<void> {
  const deviceIds = await takeIds(ctx, 'device', meters.length)
  const installationIds = await takeIds(ctx, 'installation', meters.length)
  const rows = meters.map((meter, n) => {
    const at = startOfDay(meter.installedOn)
    return { ...meter, at, deviceId: deviceIds[n] ?? 0, installationId: installationIds[n] ?? 0 }
  })
  await copyInto(
    ctx,
    'device',
    ['id', 'asset_no', 'profile', 'phase', 'rated_current_a', 'maximum_current_a'],
    rows.map(({ deviceId, assetNo, profile, phase, ratedCurrentA, maximumCurrentA }) => [
      ...[deviceId, assetNo, profile, phase, ratedCurrentA, maximumCurrentA],
    ]),
  )
  await copyInto(
    ctx,
    'device_stay',
    [
      ...['device_id', 'place', 'organisation_id', 'point_id', 'step', 'valid_from'],
      ...['recorded_at', 'recorded_by', 'reason', 'batch'],
    ],
    rows.map(({ deviceId, organisationId, pointId, at }) => [
      ...[deviceId, 'point', organisationId, pointId, 'install', at, ctx.now, ctx.actor.username, reason, caseRef],
    ]),
  )
  await copyInto(
    ctx,
    'installation',
    ['id', 'point_id', 'device_id', 'installed_at', 'ct', 'pt', 'case_ref'],
    rows.map(({ installationId, pointId, deviceId, at, ct, pt }) => [
      ...[installationId, pointId, deviceId, at, ct, pt, caseRef],
    ]),
  )
  await copyInto(
    ctx,
    'installation_register',
    ['installation_id', 'role', 'digits', 'start_value'],
    rows.flatMap(({ installationId, registers }) =>
      registers.map(({ role, digits, startValue }) => [installationId, role, digits, startValue]),
    ),
  )
  await copyInto(
    ctx,
    'collection_link',
    ['device_id', 'terminal_id', 'unit_id', 'meter_address', 'measuring_point_no', 'valid_from', 'case_ref'],
    rows.flatMap(({ deviceId, link, at }) =>
      link ? [[deviceId, link.terminalId, link.unitId, link.meterAddress, link.measuringPointNo, at, caseRef]] : [],
    ),
  )
}

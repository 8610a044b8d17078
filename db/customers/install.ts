import type { Ctx } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { civilDay, startOfDay } from '../time.ts'
import type { TerminalProtocol } from './contract.ts'
import { checkRuleOn, lastsUntil } from './device-checks.ts'
import { findOrganisationOfPoint, findStay, insertStays, moveDevices } from './stays.ts'

/** Register roles; they live on the metering point and survive a meter exchange. Energy in Wh or varh, demand in W. */
export type RegisterRole =
  | 'importTotal'
  | 'importSharp'
  | 'importPeak'
  | 'importFlat'
  | 'importValley'
  | 'importDeepValley'
  | 'exportTotal'
  | 'q1'
  | 'q2'
  | 'q3'
  | 'q4'
  | 'maxDemand'

export type NewMeter = {
  assetNo: string
  /** File name of the meter's profile, such as `eastron-sdm630`. */
  profile: string
  phase: 'single' | 'three'
  ratedCurrentA: number
  maximumCurrentA: number
  ct?: number | undefined
  pt?: number | undefined
  registers: { role: RegisterRole; digits: number; startValue: number }[]
  /** The laboratory's check (检定) that it came with, where that is known. */
  check?: { checkedOn: string; certificateNo: string } | undefined
  link: {
    terminalAssetNo: string
    unitId?: number | undefined
    /** 12 digits of a DL/T 645 meter. */
    meterAddress?: string | undefined
    measuringPointNo?: number | undefined
  }
}

type Installed = { pointId: number; at: Date; caseRef: string }

/** Puts a meter on a point and joins it to its terminal, from one instant on. Runs inside the caller's transaction. */
export async function installMeter(ctx: Ctx, meter: NewMeter & Installed): Promise<number> {
  const deviceId = await placeOnPoint(ctx, meter)
  const installationId = await openInstallation(ctx, { ...meter, deviceId })
  if (meter.check) await recordCheck(ctx, deviceId, { ...meter.check, installedAt: meter.at })
  await linkToTerminal(ctx, deviceId, meter)
  return installationId
}

/** The row of an installation with its registers; the caller has placed the device. */
export async function openInstallation(
  ctx: Ctx,
  meter: Pick<NewMeter, 'ct' | 'pt' | 'registers'> & Installed & { deviceId: number },
): Promise<number> {
  const installation = await ctx.db.first<{ id: number }>(
    'insert into installation (point_id, device_id, installed_at, ct, pt, case_ref) values ($1, $2, $3, $4, $5, $6) returning id',
    [meter.pointId, meter.deviceId, meter.at, meter.ct ?? 1, meter.pt ?? 1, meter.caseRef],
  )
  const installationId = installation?.id ?? 0
  await ctx.db.run(
    `insert into installation_register (installation_id, role, digits, start_value)
     select $1, role, digits, "startValue" from jsonb_to_recordset($2) as r(role text, digits int, "startValue" bigint)`,
    [installationId, JSON.stringify(meter.registers)],
  )
  return installationId
}

/**
 * A meter that the store does not know is taken in as it is put up. One that it knows must be in somebody's hands, and be
 * of the model that the store has it as.
 */
async function placeOnPoint(ctx: Ctx, meter: NewMeter & Installed): Promise<number> {
  const move = { step: 'install', at: meter.at, reason: '装表接电', batch: meter.caseRef } as const
  const place = { place: 'point', pointId: meter.pointId } as const
  const fresh = await ctx.db.first<{ id: number }>(
    `insert into device (asset_no, profile, phase, rated_current_a, maximum_current_a) values ($1, $2, $3, $4, $5)
     on conflict (asset_no) do nothing returning id`,
    [meter.assetNo, meter.profile, meter.phase, meter.ratedCurrentA, meter.maximumCurrentA],
  )
  if (fresh) {
    const organisationId = await findOrganisationOfPoint(ctx, meter.pointId)
    await insertStays(ctx, [{ deviceId: fresh.id, organisationId }], move, place)
    return fresh.id
  }
  const known = await ctx.db.first<{ id: number; kind: string; profile: string | null }>(
    'select id, kind, profile from device where asset_no = $1 for update',
    [meter.assetNo],
  )
  const deviceId = known?.id ?? 0
  await refuseWhereInUse(ctx, deviceId, meter)
  const stay = await findStay(ctx, deviceId)
  if (stay?.place !== 'person' || stay.validFrom >= meter.at) {
    throw issue('METER_NOT_ISSUED', 'meter.assetNo', `电能表 ${meter.assetNo} 当时未领用,请先在计量资产中领用出库`)
  }
  if (known?.kind !== 'meter' || known.profile !== meter.profile) {
    throw issue('METER_DIFFERS', 'meter.profile', `资产档案中 ${meter.assetNo} 不是这一型号,请核对资产编号`)
  }
  await moveDevices(ctx, [deviceId], move, place)
  return deviceId
}

/** What is told of a check that the record has already changes nothing. */
async function recordCheck(
  ctx: Ctx,
  deviceId: number,
  { checkedOn, certificateNo, installedAt }: NonNullable<NewMeter['check']> & { installedAt: Date },
): Promise<void> {
  if (checkedOn > civilDay(installedAt)) {
    throw issue('CHECK_AFTER_INSTALLATION', 'meter.check.checkedOn', '检定日期不能晚于装表日期')
  }
  const device = await ctx.db.first<{ accuracyClass: string }>(
    'select accuracy_class as "accuracyClass" from device where id = $1',
    [deviceId],
  )
  const rule = checkRuleOn({ kind: 'meter', accuracyClass: device?.accuracyClass ?? '1' }, checkedOn)
  await ctx.db.run(
    `insert into device_check (device_id, checked_at, passed, valid_until, certificate_no, basis, recorded_at, recorded_by)
     values ($1, $2, true, $3, $4, $5, $6, $7) on conflict (device_id, checked_at) do nothing`,
    [
      deviceId,
      startOfDay(checkedOn),
      lastsUntil(rule, checkedOn),
      certificateNo,
      rule.basis,
      ctx.now,
      ctx.actor.username,
    ],
  )
}

async function refuseWhereInUse(ctx: Ctx, deviceId: number, meter: NewMeter & Installed): Promise<void> {
  const elsewhere = await ctx.db.first(
    'select 1 from installation where device_id = $1 and tstzrange(installed_at, removed_at) && tstzrange($2, null)',
    [deviceId, meter.at],
  )
  if (elsewhere) throw issue('METER_INSTALLED_ELSEWHERE', 'meter.assetNo', `电能表 ${meter.assetNo} 已装在其他计量点`)
}

async function linkToTerminal(ctx: Ctx, deviceId: number, { link, at, caseRef }: NewMeter & Installed): Promise<void> {
  const terminal = await ctx.db.first<{ id: number; protocol: TerminalProtocol }>(
    'select id, protocol from terminal where asset_no = $1',
    [link.terminalAssetNo],
  )
  if (!terminal) throw issue('TERMINAL_UNKNOWN', 'meter.link.terminalAssetNo', `终端 ${link.terminalAssetNo} 不存在`)
  if (terminal.protocol.startsWith('modbus') && link.unitId === undefined) {
    throw issue('UNIT_ID_MISSING', 'meter.link.unitId', 'Modbus 终端下的电能表须有通信地址(1–247)')
  }
  if (terminal.protocol.startsWith('dlt645') && link.meterAddress === undefined) {
    throw issue('METER_ADDRESS_MISSING', 'meter.link.meterAddress', 'DL/T 645 终端下的电能表须有 12 位表地址')
  }
  const taken = await ctx.db.first(
    `select 1 from collection_link
     where terminal_id = $1 and (unit_id = $2 or meter_address = $3)
       and tstzrange(valid_from, valid_to) && tstzrange($4, null)`,
    [terminal.id, link.unitId ?? null, link.meterAddress ?? null, at],
  )
  if (taken) {
    const [field, value] = link.unitId === undefined ? ['meterAddress', link.meterAddress] : ['unitId', link.unitId]
    throw issue('METERING_PORT_TAKEN', `meter.link.${field}`, `该终端的通信地址 ${value} 已被占用`)
  }
  await ctx.db.run(
    `insert into collection_link (device_id, terminal_id, unit_id, meter_address, measuring_point_no, valid_from, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [deviceId, terminal.id, link.unitId ?? null, link.meterAddress ?? null, link.measuringPointNo ?? null, at, caseRef],
  )
}

function issue(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { issues: [{ path, message }] })
}

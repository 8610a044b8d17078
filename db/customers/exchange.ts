import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { publish } from '../events.ts'
import { transact } from '../pool.ts'
import { Refusal } from '../refusal.ts'
import { addTimelineEntry } from '../timeline.ts'
import { openInstallation, type RegisterRole } from './install.ts'
import { closeInstallation, findMissingEnd, type Installed, lockInstalled, type RegisterValues } from './removal.ts'
import { findStay, moveDevices } from './stays.ts'

export type MeterExchange = {
  /** The change case, such as `exchange:HB00000001`. */
  caseRef: string
  reason: string
  pointId: number
  /** When it happened, not when it is archived. */
  at: Date
  /** Who took the one off and put the other up: user name. */
  person: string
  /** What it showed as it was taken off, in Wh, varh or W, for every register that it was installed with. */
  old: { assetNo: string; endRegisters: RegisterValues }
  new: {
    assetNo: string
    ct: number
    pt: number
    registers: { role: RegisterRole; digits: number; startValue: number }[]
    /** 12 digits; for a meter behind a DL/T 645 line, which answers to an address of its own. */
    meterAddress?: string | undefined
  }
}

export type ExchangedMeter = { oldInstallationId: number; installationId: number; accountId: number | null }

/**
 * Writes a meter exchange into the customer file: the old installation ends with its registers, the new one begins with
 * its own, the terminal reads the new meter, and both meters change hands. All or nothing; publishes `meter.exchanged`.
 * Refuses with `EXCHANGE_IN_FUTURE`, `METERS_CLAIMED` (another open case is about to change all of the account), `INSTALLED_METER_CHANGED`, `EXCHANGE_BEFORE_INSTALLATION`, `END_REGISTER_MISSING`,
 * `START_REGISTER_MISSING`, `DEVICE_UNKNOWN`, `METER_INSTALLED_ELSEWHERE`, `METER_NOT_IN_HAND`, `METER_ADDRESS_MISSING`.
 */
export function exchangeMeter(ctx: Ctx, input: MeterExchange): Promise<ExchangedMeter> {
  return transact(ctx, async (inner) => {
    if (input.at > inner.now) throw refuse('EXCHANGE_IN_FUTURE', 'at', '换表时间不能晚于现在')
    const old = await findOld(inner, input)
    if (old.accountId !== null) await refuseWhereClaimed(inner, old.accountId, input.caseRef)
    refuseMissingRegisters(input, old)
    const deviceId = await findNewInHand(inner, input)
    await closeInstallation(inner, old, { at: input.at, endRegisters: input.old.endRegisters })
    const { batch, reason } = { batch: input.caseRef, reason: input.reason }
    const hands = { place: 'person', person: input.person } as const
    await moveDevices(inner, [old.deviceId], { step: 'remove', at: input.at, reason, batch }, hands)
    const point = { place: 'point', pointId: input.pointId } as const
    await moveDevices(inner, [deviceId], { step: 'install', at: input.at, reason, batch }, point)
    const { ct, pt, registers } = input.new
    const { pointId, at, caseRef } = input
    const installationId = await openInstallation(inner, { pointId, at, caseRef, ct, pt, registers, deviceId })
    await moveLink(inner, old.deviceId, deviceId, input)
    await tell(inner, input, old, installationId)
    return { oldInstallationId: old.installationId, installationId, accountId: old.accountId }
  })
}

async function findOld(ctx: Ctx, input: MeterExchange): Promise<Installed> {
  const old = await lockInstalled(ctx, input.pointId)
  if (!old || old.assetNo !== input.old.assetNo) {
    const now = old ? `现装电能表为 ${old.assetNo}` : '该计量点现在没有电能表'
    throw refuse('INSTALLED_METER_CHANGED', 'old.assetNo', `${now},与换表单不符,请核对后重开`)
  }
  if (input.at <= old.installedAt) {
    throw refuse('EXCHANGE_BEFORE_INSTALLATION', 'at', '换表时间不能早于旧表的装表时间')
  }
  return old
}

/** Two cases that change one meter would each undo what the other found. */
async function refuseWhereClaimed(ctx: Ctx, accountId: number, caseRef: string): Promise<void> {
  const rival = await ctx.db.first<{ caseRef: string }>(
    `select case_ref as "caseRef" from meter_case
     where account_id = $1 and closed_at is null and case_ref <> $2 order by opened_at limit 1`,
    [accountId, caseRef],
  )
  if (!rival) return
  const number = rival.caseRef.replace('application:', '')
  throw refuse('METERS_CLAIMED', 'pointId', `该户有在途申请 ${number} 将变更电能表,请待其办结后再归档换表`)
}

function refuseMissingRegisters(input: MeterExchange, old: Installed): void {
  const end = findMissingEnd(old, input.old.endRegisters)
  if (end) throw refuse('END_REGISTER_MISSING', `old.endRegisters.${end}`, '旧表止码不全')
  // What the point is billed by must go on being counted.
  const started = new Set(input.new.registers.map((register) => register.role))
  const start = old.roles.find((role) => !started.has(role))
  if (start) throw refuse('START_REGISTER_MISSING', `new.registers.${start}`, '新表起码不全,须与旧表的示数类型一致')
}

async function findNewInHand(ctx: Ctx, input: MeterExchange): Promise<number> {
  const { assetNo } = input.new
  const device = await ctx.db.first<{ id: number }>(
    `select id from device where asset_no = $1 and kind = 'meter' for update`,
    [assetNo],
  )
  if (!device) throw refuse('DEVICE_UNKNOWN', 'new.assetNo', `资产档案中没有电能表 ${assetNo}`)
  const stay = await findStay(ctx, device.id)
  if (stay?.place === 'point') throw refuse('METER_INSTALLED_ELSEWHERE', 'new.assetNo', `电能表 ${assetNo} 已装在运行`)
  if (stay?.person !== input.person || stay.validFrom >= input.at) {
    throw refuse('METER_NOT_IN_HAND', 'new.assetNo', `换表时电能表 ${assetNo} 未由该装表人员领用`)
  }
  return device.id
}

/** The same port of the same terminal; only a DL/T 645 meter brings an address of its own. */
async function moveLink(ctx: Ctx, oldDeviceId: number, deviceId: number, input: MeterExchange): Promise<void> {
  const links = await ctx.db.rows<{ meterAddress: string | null }>(
    `update collection_link set valid_to = $2 where device_id = $1 and valid_to is null and valid_from < $2
     returning meter_address as "meterAddress"`,
    [oldDeviceId, input.at],
  )
  const { meterAddress } = input.new
  if (links.some((link) => link.meterAddress !== null) && meterAddress === undefined) {
    throw refuse('METER_ADDRESS_MISSING', 'new.meterAddress', '请填写新表的 12 位表地址')
  }
  await ctx.db.run(
    `insert into collection_link (device_id, terminal_id, unit_id, meter_address, measuring_point_no, valid_from, case_ref)
     select $2, terminal_id, unit_id, case when meter_address is not null then $4 end, measuring_point_no, $3, $5
     from collection_link where device_id = $1 and valid_to = $3`,
    [oldDeviceId, deviceId, input.at, meterAddress ?? null, input.caseRef],
  )
}

async function tell(ctx: Ctx, input: MeterExchange, old: Installed, installationId: number): Promise<void> {
  const { caseRef, at, pointId, reason } = input
  const [oldAssetNo, newAssetNo] = [old.assetNo, input.new.assetNo]
  await recordAudit(ctx, {
    action: 'meter.exchanged',
    subject: `point:${pointId}`,
    detail: { caseRef, at: at.toISOString(), oldAssetNo, newAssetNo, installationId },
  })
  if (old.accountId !== null) {
    await addTimelineEntry(ctx, {
      accountId: old.accountId,
      at,
      kind: 'meter',
      subject: caseRef,
      title: { zh: `更换电能表:${oldAssetNo} → ${newAssetNo}`, en: `Meter exchanged: ${oldAssetNo} → ${newAssetNo}` },
      detail: { reason },
    })
  }
  const { accountId } = old
  await publish(ctx, 'meter.exchanged', {
    pointId,
    accountId,
    installationId,
    oldAssetNo,
    newAssetNo,
    at: at.toISOString(),
  })
}

function refuse(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { issues: [{ path, message }] })
}

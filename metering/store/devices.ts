import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { checkRuleOn, lastsUntil } from '../../db/customers/device-checks.ts'
import { receiveDevices } from '../../db/customers/devices.ts'
import { moveDevices, type Place } from '../../db/customers/stays.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { refuseUnknownInstaller } from '../people.ts'
import { listProfileNames } from '../profiles/all.ts'
import { decideMove, type MoveRefusal } from '../rules/device-moves.ts'
import {
  type DeviceFilter,
  type DeviceRow,
  findDeviceRow,
  findPointByNo,
  insertChecks,
  listDeviceRows,
  listDevicesByAssetNo,
  listInstallers,
  listLife,
  listStores,
  lockDevices,
} from '../sql/devices.ts'
import { isPointVisible } from '../sql/points.ts'
import type { DeviceLife, DeviceList, DeviceMove, Receipt, StoreChoices } from './shapes.ts'

export async function listDevices(
  ctx: Ctx,
  query: Partial<Omit<DeviceFilter, 'day' | 'afterId'>> & { cursor?: string | undefined; limit: number },
): Promise<DeviceList> {
  const { kind, place, check, person, batch, q, cursor, limit } = query
  const devices = await listDeviceRows(ctx, {
    kind: kind ?? null,
    place: place ?? null,
    check: check ?? null,
    person: person ?? null,
    batch: batch ?? null,
    q: q || null,
    day: civilDay(ctx.now),
    afterId: cursor ? Number(cursor) : null,
    limit,
  })
  const latest = devices.length === limit ? devices.at(-1) : undefined
  return toWire({ devices, nextCursor: latest ? String(latest.deviceId) : null })
}

export async function findDeviceLife(ctx: Ctx, deviceId: number): Promise<DeviceLife> {
  const device = await findDeviceRow(ctx, deviceId)
  if (!device) throw notFound('设备')
  return toWire({ device, life: await listLife(ctx, deviceId) })
}

export async function findStoreChoices(ctx: Ctx): Promise<StoreChoices> {
  return { stores: await listStores(ctx), installers: await listInstallers(ctx), profiles: listProfileNames() }
}

/** Takes a list of new devices into a store. Refuses with `ASSET_NO_TAKEN`, `STORE_UNKNOWN` and `PROFILE_UNKNOWN`. */
export async function receive(ctx: Ctx, input: Receipt): Promise<{ moved: number; batch: string }> {
  await refuseUnknownStore(ctx, input.organisationId)
  if (input.meter && !listProfileNames().includes(input.meter.profile)) {
    throw new Refusal('PROFILE_UNKNOWN', `没有型号 ${input.meter.profile},请重新选择`)
  }
  const ids = await receiveDevices(ctx, { ...input, at: ctx.now })
  return { moved: ids.length, batch: input.batch }
}

/**
 * One step for many devices, all or none. Refuses with the codes of `rules/device-moves.ts`, and with `DEVICE_UNKNOWN`,
 * `PERSON_UNKNOWN`, `STORE_UNKNOWN`, `MOVE_TOO_EARLY` and `MOVE_IN_FUTURE`; each device that is refused is named.
 */
export function moveThrough(ctx: Ctx, input: DeviceMove): Promise<{ moved: number; batch: string }> {
  return transact(ctx, async (inner) => {
    const at = input.at ? new Date(input.at) : inner.now
    const assetNos = [...new Set(input.assetNos)]
    await lockDevices(inner, assetNos)
    const devices = await listDevicesByAssetNo(inner, assetNos)
    refuseUnknownDevices(assetNos, devices)
    refuseSteps(input.step, devices, civilDay(at))
    const batch = input.batch ?? `${input.step}-${civilDay(at)}`
    if (input.step === 'check') await recordChecks(inner, input, devices, at)
    const ids = devices.map((device) => device.deviceId)
    await moveDevices(inner, ids, { step: input.step, at, reason: input.reason, batch }, await placeOf(inner, input))
    await recordAudit(inner, {
      action: `device.${input.step}`,
      subject: `device-batch:${batch}`,
      detail: { at: at.toISOString(), deviceIds: ids, reason: input.reason },
    })
    return { moved: ids.length, batch }
  })
}

async function recordChecks(
  ctx: Ctx,
  input: Extract<DeviceMove, { step: 'check' }>,
  devices: DeviceRow[],
  at: Date,
): Promise<void> {
  const day = civilDay(at)
  const checks = devices.map((device) => {
    const rule = checkRuleOn(device, day)
    return { deviceId: device.deviceId, validUntil: input.passed ? lastsUntil(rule, day) : null, basis: rule.basis }
  })
  await insertChecks(ctx, checks, { checkedAt: at, passed: input.passed, certificateNo: input.certificateNo })
}

async function placeOf(ctx: Ctx, input: DeviceMove): Promise<Place> {
  switch (input.step) {
    case 'test':
      return { place: 'laboratory' }
    case 'scrap':
      return { place: 'scrapped' }
    case 'issue':
    case 'remove':
      await refuseUnknownInstaller(ctx, input.person)
      return { place: 'person', person: input.person }
    case 'install': {
      const point = await findPointByNo(ctx, input.pointNo)
      if (!point || !(await isPointVisible(ctx, point.pointId))) throw notFound('计量点')
      return { place: 'point', pointId: point.pointId }
    }
    default:
      await refuseUnknownStore(ctx, input.organisationId)
      return { place: 'store', organisationId: input.organisationId }
  }
}

async function refuseUnknownStore(ctx: Ctx, organisationId: number): Promise<void> {
  if (!(await listStores(ctx)).some((store) => store.organisationId === organisationId)) {
    throw new Refusal('STORE_UNKNOWN', '没有这个表库,或不属于您的单位')
  }
}

function refuseUnknownDevices(assetNos: string[], devices: DeviceRow[]): void {
  const known = new Set(devices.map((device) => device.assetNo))
  const issues = assetNos.filter((each) => !known.has(each)).map((path) => ({ path, message: '没有这个资产编号' }))
  if (issues.length > 0)
    throw new Refusal('DEVICE_UNKNOWN', `${issues.length} 个资产编号不存在,整批未办理`, { issues: issues.slice(0, 50) })
}

function refuseSteps(step: DeviceMove['step'], devices: DeviceRow[], day: string): void {
  const refused = devices.flatMap((device) => {
    const { kind, place, checkPassed, checkValidUntil, wasInstalled } = device
    const check = checkPassed === null ? null : { passed: checkPassed, validUntil: checkValidUntil }
    const verdict = decideMove(step, { kind, place, check, wasInstalled }, day)
    return verdict.ok ? [] : [{ path: device.assetNo, because: verdict.because }]
  })
  const [first] = refused
  if (!first) return
  const issues = refused.slice(0, 50).map(({ path, because }) => ({ path, message: refusals[because] }))
  throw new Refusal(first.because, `${refused.length} 件不能办理,整批未办理:${refusals[first.because]}`, { issues })
}

const refusals: Record<MoveRefusal, string> = {
  SCRAPPED: '已报废',
  INSTALLED: '在运行,须先拆回',
  NOT_IN_STORE: '不在表库',
  NOT_IN_LABORATORY: '未送检',
  NOT_ISSUED: '未领用',
  NOT_INSTALLED: '未安装',
  NOT_CHECKED: '未检定(拆回后须重新检定)',
  CHECK_FAILED: '检定不合格',
  CHECK_OUT_OF_DATE: '检定已过有效期',
  METER_BY_EXCHANGE: '电能表经业扩装表或换表单装拆',
  SEAL_USED: '封印不能重复使用',
}

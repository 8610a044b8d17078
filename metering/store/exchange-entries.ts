import { createHash } from 'node:crypto'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { findDlt645Profile, findProfile } from '../profiles/all.ts'
import { checkExchange, type ExchangeRefusal, type Finding } from '../rules/exchange.ts'
import { isPhoto } from '../rules/photo.ts'
import { maximumPowerW } from '../rules/registers.ts'
import { listDevicesByAssetNo } from '../sql/devices.ts'
import {
  decideEntry,
  type ExchangeRow,
  findEntry,
  insertEntry,
  insertEntryPhotos,
  setExchangeStatus,
} from '../sql/exchanges.ts'
import { listSnapshots, pointsOf } from '../sql/snapshots.ts'
import { insertPhoto } from '../sql/stand-ins.ts'
import { archiveExchange } from './archive-exchange.ts'
import { noteStep, takeExchange } from './exchange-orders.ts'
import type { Entry, EntryTaken, MeterRegister, Review } from './exchange-shapes.ts'
import { findSeals } from './seals.ts'

const PHOTO_BYTES = 1_500_000

/**
 * Takes what an installer wrote at the meter, for another person's review. The same entry again is answered as the first
 * time. Refuses with `ENTRY_ID_REUSED`, `EXCHANGE_NOT_OPEN`, `NOT_ASSIGNED_TO_YOU`, `INSTALLED_METER_CHANGED`,
 * `METER_NOT_IN_HAND`, `METER_ADDRESS_MISSING`, `PHOTO_MISSING`, `BAD_PHOTO`, and the codes of `rules/exchange.ts` and
 * `rules/seals.ts`.
 */
export function submitEntry(ctx: Ctx, input: Entry & { orderId: number }): Promise<EntryTaken> {
  return transact(ctx, async (inner) => {
    const row = await takeExchange(inner, input.orderId)
    const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex')
    const known = await findEntry(inner, input.entryId)
    if (known && (known.digest !== digest || known.sentBy !== inner.actor.username)) {
      throw new Refusal('ENTRY_ID_REUSED', '同一编号的换表记录内容不同,请刷新后重新填写')
    }
    const answer = { entryId: input.entryId, orderNo: row.orderNo }
    if (known) return { ...answer, status: row.status, again: true }
    refuseOrder(inner, row, input)
    const digits = await findDigitsInHand(inner, input)
    const findings = await refuseOrFind(inner, row, input, digits)
    const seals = await findSeals(inner, {
      sealNos: input.seals,
      orderId: input.orderId,
      person: inner.actor.username,
      at: new Date(input.exchangedAt),
    })
    await insertEntry(inner, {
      ...input,
      digest,
      exchangedAt: new Date(input.exchangedAt),
      writtenAt: new Date(input.writtenAt),
      meterAddress: input.meterAddress ?? null,
      mismatchReason: input.mismatchReason ?? null,
      findings,
      unknownSeals: seals.unknown,
    })
    await keepPhotos(inner, input)
    await setExchangeStatus(inner, { orderId: input.orderId, status: 'submitted' })
    await noteStep(inner, { orderId: input.orderId, kind: 'submitted', status: 'submitted' })
    return { ...answer, status: 'submitted', again: false }
  })
}

/**
 * Another person's decision. Approved, the exchange is in the customer file at once; refused, the order goes back to the
 * installer. Refuses with `ENTRY_NOT_WAITING`, `SAME_PERSON`, and the codes of `exchangeMeter` and `rules/seals.ts`.
 */
export function reviewEntry(ctx: Ctx, input: Review & { orderId: number }): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await takeExchange(inner, input.orderId)
    const entry = await findEntry(inner, input.entryId)
    if (row.status !== 'submitted' || !entry || entry.orderId !== input.orderId || entry.decision !== null) {
      throw new Refusal('ENTRY_NOT_WAITING', '这份换表记录已经复核过,请刷新')
    }
    if (isSamePerson(inner.actor, entry.sentBy)) {
      throw new Refusal('SAME_PERSON', '换表与复核须由两人办理')
    }
    await decideEntry(inner, { entryId: input.entryId, decision: input.decision, note: input.note ?? null })
    const status = input.decision === 'approved' ? 'archived' : 'assigned'
    if (input.decision === 'approved')
      await archiveExchange(inner, row, { ...entry, digits: await findDigits(inner, entry.newAssetNo) })
    await setExchangeStatus(inner, { orderId: input.orderId, status })
    await noteStep(inner, { orderId: input.orderId, kind: input.decision, note: input.note ?? null, status })
  })
}

function refuseOrder(ctx: Ctx, row: ExchangeRow, input: Entry): void {
  if (row.status !== 'assigned') {
    const states = { open: '还没有派工', submitted: '已有待复核的记录', archived: '已归档', withdrawn: '已撤销' }
    throw new Refusal('EXCHANGE_NOT_OPEN', `换表单 ${row.orderNo} ${states[row.status]},这份记录没有被接收`)
  }
  if (row.assignedTo !== ctx.actor.username) {
    throw new Refusal('NOT_ASSIGNED_TO_YOU', `换表单 ${row.orderNo} 已改派他人,这份记录没有被接收`)
  }
  if (row.removedAt || row.assetNo !== input.oldAssetNo) {
    throw new Refusal('INSTALLED_METER_CHANGED', '现装电能表与换表单不符,请联系派工人员')
  }
  if (row.meterAddress !== null && input.meterAddress === undefined) {
    throw atField('METER_ADDRESS_MISSING', 'meterAddress', '请填写新表的 12 位表地址')
  }
  for (const subject of ['old-meter', 'new-meter'] as const) {
    if (!input.photos.some((photo) => photo.subject === subject)) {
      throw atField('PHOTO_MISSING', 'photos', subject === 'old-meter' ? '请拍摄旧表止码' : '请拍摄新表起码')
    }
  }
}

/** Digits of the new meter, which must be in the hands of whoever says that he put it up, at that time. */
async function findDigitsInHand(ctx: Ctx, input: Entry): Promise<number> {
  const [device] = await listDevicesByAssetNo(ctx, [input.newAssetNo])
  if (device?.person !== ctx.actor.username || device.kind !== 'meter' || device.since >= new Date(input.exchangedAt)) {
    throw atField('METER_NOT_IN_HAND', 'newAssetNo', `换表时电能表 ${input.newAssetNo} 不在您名下,请先领用`)
  }
  return findDigits(ctx, input.newAssetNo)
}

async function findDigits(ctx: Ctx, assetNo: string): Promise<number> {
  const [device] = await listDevicesByAssetNo(ctx, [assetNo])
  const profile = device && (findProfile(device.model) ?? findDlt645Profile(device.model))
  return profile?.energyDigits ?? 6
}

async function refuseOrFind(ctx: Ctx, row: ExchangeRow, input: Entry, newDigits: number): Promise<Finding[]> {
  const exchangedAtMs = Date.parse(input.exchangedAt)
  const { installationId, pointId } = row
  const verdict = checkExchange({
    nowMs: ctx.now.getTime(),
    exchangedAtMs,
    installedAtMs: row.installedAt.getTime(),
    digits: row.digits,
    latest: await findLatestBefore(ctx, row, { installationId, pointId, fromMs: exchangedAtMs, toMs: exchangedAtMs }),
    maximumW: maximumPowerW(row),
    endWh: input.endRegisters,
    startWh: input.startRegisters,
    newDigits,
    hasReason: input.mismatchReason !== undefined,
  })
  if (verdict.ok) return verdict.findings
  const { because, role, findings } = verdict
  const issues = role
    ? [{ path: role, message: refusals[because] }]
    : findings.map((finding) => ({ path: `endRegisters.${finding.role}`, message: misfit(finding) }))
  throw new Refusal(because, refusals[because], { issues })
}

/** What was read before the exchange; what came after it on the same port may be the new meter's already. */
async function findLatestBefore(
  ctx: Ctx,
  row: ExchangeRow,
  span: { installationId: number; pointId: number; fromMs: number; toMs: number },
): Promise<Partial<Record<MeterRegister, readonly [number, number]>>> {
  const snapshots = await listSnapshots(ctx, [span], { neighbours: true })
  const latest: Partial<Record<MeterRegister, readonly [number, number]>> = {}
  for (const role of Object.keys(row.digits) as MeterRegister[]) {
    if (role === 'maxDemand') continue
    const point = pointsOf(snapshots, span.installationId, role).findLast(({ atMs }) => atMs <= span.toMs)
    if (point) latest[role] = [point.atMs, point.wh]
  }
  return latest
}

async function keepPhotos(ctx: Ctx, input: Entry): Promise<void> {
  const kept: { photoId: number; subject: string }[] = []
  for (const { subject, mediaType, base64 } of input.photos) {
    const bytes = Buffer.from(base64, 'base64')
    if (bytes.length > PHOTO_BYTES || !isPhoto(bytes, mediaType)) {
      throw atField('BAD_PHOTO', 'photos', '照片须为不超过 1.5 MB 的 JPEG、PNG 或 WebP')
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    kept.push({ subject, photoId: await insertPhoto(ctx, { mediaType, bytes, sha256 }) })
  }
  await insertEntryPhotos(ctx, input.entryId, kept)
}

const refusals: Record<ExchangeRefusal, string> = {
  EXCHANGE_IN_FUTURE: '换表时间不能晚于现在',
  EXCHANGE_BEFORE_INSTALLATION: '换表时间不能早于旧表的装表时间',
  END_REGISTER_MISSING: '旧表止码不全',
  START_REGISTER_MISSING: '新表起码不全',
  REGISTER_TOO_LONG: '示数超出表计位数',
  END_REGISTER_DOES_NOT_FIT: '止码与最近一次抄表不符,请核对;确认无误请填写原因',
}

function misfit({ because, latestWh }: Finding): string {
  const seen = `最近抄见 ${latestWh / 1000}`
  return because === 'BELOW_LATEST' ? `止码小于${seen}` : `止码远大于${seen}`
}

function atField(code: string, path: string, message: string): Refusal {
  return new Refusal(code, message, { issues: [{ path, message }] })
}

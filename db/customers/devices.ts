import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { transact } from '../pool.ts'
import { Refusal } from '../refusal.ts'
import { type DeviceKind, insertStays } from './stays.ts'

export type NewDevices = {
  kind: DeviceKind
  assetNos: string[]
  organisationId: number
  at: Date
  reason: string
  batch: string
  /** Of what is not a meter: its type. */
  model?: string | undefined
  /** Of a CT or PT: primary over secondary. */
  ratio?: number | undefined
  madeOn?: string | undefined
  meter?:
    | {
        profile: string
        phase: 'single' | 'three'
        ratedCurrentA: number
        maximumCurrentA: number
        accuracyClass: string
      }
    | undefined
}

/** Takes new devices into a store, all or none. Refuses with `ASSET_NO_TAKEN`, naming those that are there already. */
export function receiveDevices(ctx: Ctx, input: NewDevices): Promise<number[]> {
  return transact(ctx, async (inner) => {
    const { kind, assetNos, organisationId, at, reason, batch, meter } = input
    const rows = await inner.db.rows<{ id: number; assetNo: string }>(
      `insert into device (asset_no, kind, model, ratio, made_on, profile, phase, rated_current_a, maximum_current_a, accuracy_class)
       select a, $2, $3, $4, $5, $6, $7, $8, $9, $10 from unnest($1::text[]) as a
       on conflict (asset_no) do nothing returning id, asset_no as "assetNo"`,
      [
        assetNos,
        kind,
        input.model ?? null,
        input.ratio ?? null,
        input.madeOn ?? null,
        meter?.profile ?? null,
        meter?.phase ?? null,
        meter?.ratedCurrentA ?? null,
        meter?.maximumCurrentA ?? null,
        meter?.accuracyClass ?? '1',
      ],
    )
    if (rows.length < assetNos.length) throw taken(assetNos, new Set(rows.map((row) => row.assetNo)))
    const devices = rows.map(({ id }) => ({ deviceId: id, organisationId }))
    await insertStays(inner, devices, { step: 'receive', at, reason, batch }, { place: 'store', organisationId })
    await recordAudit(inner, {
      action: 'device.receive',
      subject: `device-batch:${batch}`,
      detail: { kind, count: rows.length, organisationId },
    })
    return rows.map(({ id }) => id)
  })
}

function taken(assetNos: string[], fresh: Set<string>): Refusal {
  const issues = assetNos
    .filter((each, index) => !fresh.has(each) || assetNos.indexOf(each) !== index)
    .slice(0, 50)
    .map((path) => ({ path, message: '资产编号已存在' }))
  return new Refusal('ASSET_NO_TAKEN', `${issues.length} 个资产编号已存在或重复,整批未入库`, { issues })
}

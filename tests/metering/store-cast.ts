import type { Ctx } from '../../db/context.ts'
import { moveThrough, receive } from '../../metering/store/devices.ts'

export const meterModel = {
  profile: 'eastron-sdm630',
  phase: 'single' as const,
  ratedCurrentA: 5,
  maximumCurrentA: 60,
  accuracyClass: '1' as const,
}

/** People who put up meters, by user name. */
export async function addStaff(ctx: Ctx, organisationId: number, usernames: string[]): Promise<void> {
  await ctx.db.run(
    `insert into app_user (username, name, password_hash, roles, organisation_id)
     select u, u, 'x', '{installer}', $2 from unnest($1::text[]) u`,
    [usernames, organisationId],
  )
}

/** Meters received, checked and in somebody's hands by the context's instant. */
export async function issueMeters(ctx: Ctx, organisationId: number, assetNos: string[], person: string): Promise<void> {
  const at = (minutes: number) => ({ ...ctx, now: new Date(ctx.now.getTime() - minutes * 60_000) })
  const batch = `batch-${assetNos[0]}`
  await receive(at(40), { kind: 'meter', assetNos, organisationId, batch, reason: '到货入库', meter: meterModel })
  await moveThrough(at(30), { step: 'test', assetNos, reason: '送检', batch })
  const check = { passed: true, certificateNo: 'JD-1', organisationId }
  await moveThrough(at(20), { step: 'check', assetNos, reason: '首检', batch, ...check })
  await moveThrough(at(10), { step: 'issue', assetNos, reason: '换表领用', batch, person })
}

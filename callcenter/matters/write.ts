import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { type Content, insertMatter, lockMatter, putDraft, putScope, type VersionRow } from '../sql/matters.ts'
import type { MatterDetail, matterDraft, newMatter } from './contract.ts'
import { act, findMatter, listConcerned, readUnit, refuseUnfitPeriod, tell } from './matters.ts'

type Written = Omit<z.output<typeof matterDraft>, 'revision'>

/** A draft. Refuses with `UNIT_UNKNOWN`, and as `writeVersion` does. */
export function registerMatter(ctx: Ctx, { unitId, ...written }: z.output<typeof newMatter>): Promise<MatterDetail> {
  return transact(ctx, async (inner) => {
    const { path } = await readUnit(inner, unitId)
    const id = await insertMatter(inner, unitId)
    await lockMatter(inner, id)
    await writeVersion(inner, { id, number: 1, path, former: null }, written)
    await tell(inner, id, { act: 'drafted', number: 1 })
    return findMatter(inner, id)
  })
}

/**
 * Writes on at its draft; of one that was accepted a next version begins, which is accepted again while the former stays in force. Refuses
 * with `NOT_FOUND`, `MATTER_CHANGED`, `MATTER_SUBMITTED`, `MATTER_WITHDRAWN`, and as `writeVersion` does.
 */
export function draftMatter(
  ctx: Ctx,
  id: number,
  { revision, ...written }: z.output<typeof matterDraft>,
): Promise<MatterDetail> {
  return act(ctx, { id, revision }, async (inner, { unitPath: path }, { latest, former }) => {
    if (latest.state === 'submitted') throw new Refusal('MATTER_SUBMITTED', '已提交，审核或退回后才能修改')
    if (latest.state === 'withdrawn') throw new Refusal('MATTER_WITHDRAWN', '已撤回的事项不能再改，请另行报备')
    const number = latest.state === 'accepted' ? latest.version + 1 : latest.version
    await writeVersion(inner, { id, number, path, former }, written)
    return { act: 'drafted', number }
  })
}

type Place = { id: number; number: number; path: string; former: VersionRow | null }

/** Refuses with `SUBKIND_UNFIT`, what `judgePeriod` refuses with, and with `SCOPE_UNFIT` what is not of the unit. */
async function writeVersion(ctx: Ctx, { former, ...at }: Place, { scope, ...written }: Written): Promise<void> {
  const content: Content = {
    ...written,
    replyEn: written.replyEn || null,
    orders: [...new Set(written.orders)].toSorted(),
    validFrom: new Date(written.validFrom),
    validTo: new Date(written.validTo),
  }
  await refuseUnfitOrders(ctx, content.orders)
  await refuseUnfitPeriod(ctx, content, former)
  await putDraft(ctx, at, content)
  if (await putScope(ctx, at, scope)) return
  const message = '范围里有找不到的，或不属于报备单位的'
  throw new Refusal('SCOPE_UNFIT', message, { status: 400, issues: [{ path: 'scope', message }] })
}

async function refuseUnfitOrders(ctx: Ctx, orders: string[]): Promise<void> {
  const known = await listConcerned(ctx)
  if (orders.every((each) => known.includes(each))) return
  const message = '有不能报备的工单子类，请重新选择'
  throw new Refusal('SUBKIND_UNFIT', message, { status: 400, issues: [{ path: 'orders', message }] })
}

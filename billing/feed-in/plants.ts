import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { type Issue, notFound, Refusal } from '../../db/refusal.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { closePlant, findPoint, insertPlant, isSubsidyKnown, listPlantRows } from '../sql/plants.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { plantEndInput, plantInput } from './contract.ts'

/**
 * A point of the account feeds in from a day on. Refuses with `NOT_FOUND`, `FEEDS_IN_ALREADY`, or `PLANT_UNFIT` and the fields
 * that do not fit the file.
 */
export function recordPlant(ctx: Ctx, input: z.infer<typeof plantInput>): Promise<{ id: number }> {
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountNo: input.accountNo })
    if (!account) throw notFound('户号')
    await lockLedgers(inner, [account.id])
    const { pointNo, generationPointNo, accountNo: _, ...plant } = input
    const pointId = await findPoint(inner, account.id, pointNo)
    const generationPointId = generationPointNo === null ? null : await findPoint(inner, account.id, generationPointNo)
    const issues: Issue[] = []
    if (pointId === null) issues.push({ path: 'pointNo', message: '该户没有这个计量点' })
    if (generationPointNo !== null && generationPointId === null)
      issues.push({ path: 'generationPointNo', message: '该户没有这个计量点' })
    if (plant.subsidyCode !== null && !(await isSubsidyKnown(inner, plant.subsidyCode)))
      issues.push({ path: 'subsidyCode', message: '没有这项补贴' })
    if (plant.subsidyCode !== null && plant.mode === 'surplus' && generationPointNo === null)
      issues.push({ path: 'generationPointNo', message: '补贴按发电量计,须有发电表' })
    if (issues.length > 0 || pointId === null)
      throw new Refusal('PLANT_UNFIT', '与档案不符,请检查标出的项', { status: 400, issues })
    const known = await listPlantRows(inner, account.id)
    if (known.some((each) => each.pointId === pointId && (each.to === null || input.from < each.to)))
      throw new Refusal('FEEDS_IN_ALREADY', '该计量点此日已有上网记录,请先终止')
    const id = await insertPlant(inner, { ...plant, pointId, generationPointId, to: null })
    await recordAudit(inner, {
      action: 'feed-in.begun',
      subject: `account:${account.id}`,
      detail: { pointNo, from: input.from },
    })
    return { id }
  })
}

/** It feeds in no more; `on` is the first day without. Refuses with `NOT_FOUND`, `FEEDS_IN_NO_MORE`. */
export function endPlant(ctx: Ctx, id: number, input: z.infer<typeof plantEndInput>): Promise<{ id: number }> {
  const { accountNo, on: to, reason, caseRef } = input
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountNo })
    const plant = account && (await listPlantRows(inner, account.id)).find((each) => each.id === id)
    if (!account || !plant) throw notFound('上网记录')
    await lockLedgers(inner, [account.id])
    if (plant.to !== null || to <= plant.from) throw new Refusal('FEEDS_IN_NO_MORE', '该计量点此日不在上网,请核对日期')
    await closePlant(inner, id)
    const ended = await insertPlant(inner, { ...plant, to, reason, caseRef })
    await recordAudit(inner, { action: 'feed-in.ended', subject: `account:${account.id}`, detail: { id, to } })
    return { id: ended }
  })
}

import type { Ctx } from '../../db/context.ts'
import type { StepData } from '../contract.ts'
import { sourcesOf } from '../rules/kinds/sources.ts'
import { listNames } from '../sql/pictures.ts'

const roleWords = { main: '主供电源', standby: '备用电源' }
const standbyWords = { hot: '热备用', cold: '冷备用', simultaneous: '同时供电' }

/** What each source is called, and by which feeder, as a plan names them. */
export async function nameSources(ctx: Ctx, plan: StepData['plan']): Promise<[role: string, feeder: string][]> {
  const sources = sourcesOf(plan)
  const ids = sources.map(({ feederId }) => feederId)
  const names = await listNames(ctx, 'feeder', ids)
  return sources.map(({ role, feederId, standby }) => {
    const how = standby ? `,${standbyWords[standby]}` : ''
    return [roleWords[role], `${names.get(feederId) ?? feederId}${how}`]
  })
}

import type { Ctx } from '../db/context.ts'
import type { Issue } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { Ports } from './ports.ts'
import { checkStops } from './rules/stop-registers.ts'
import { listSnapshots } from './sql/snapshots.ts'
import type { Opened } from './standing.ts'
import type { Completion } from './steps.ts'

type Read = Extract<Completion, { step: 'settlement' | 'meter-exchange' }>
type Stop = { path: string; pointNo: string | undefined; stop: Record<string, number | undefined> }

/** Registers that somebody read off the meters must follow what the meters told by themselves before. */
export async function checkStopRegisters(
  ctx: Ctx,
  completion: Read,
  { application }: Opened,
  { listLastRegisters }: Pick<Ports, 'listLastRegisters'>,
): Promise<Issue[]> {
  if (!listLastRegisters) return []
  const accounts = await listSnapshots(ctx, application.accountIds, civilDay(ctx.now))
  const points = accounts.flatMap((account) => [...account.points, ...account.assessmentPoints])
  const readAt = new Date(completion.data.doneAt)
  const read = stopsOf(completion).flatMap(({ path, pointNo, stop }) => {
    const point = pointNo === undefined ? points[0] : points.find((each) => each.pointNo === pointNo)
    return point?.meter ? [{ path, stop, pointId: point.pointId, phase: point.phase, meter: point.meter }] : []
  })
  const lasts = await listLastRegisters(
    ctx,
    read.map(({ pointId }) => ({ pointId, at: readAt })),
  )
  return read.flatMap(({ path, stop, phase, meter }, n) => {
    const last = lasts[n]
    return last ? checkStops({ path, stop, readAt, last, meter: { ...meter, phase } }) : []
  })
}

function stopsOf(completion: Read): Stop[] {
  if (completion.step === 'meter-exchange') {
    const { pointNo, endRegisters } = completion.data
    return [{ path: 'data.endRegisters', pointNo, stop: endRegisters }]
  }
  return completion.data.meters.map(({ pointNo, endRegisters }, n) => ({
    ...{ path: `data.meters.${n}.endRegisters`, pointNo, stop: endRegisters },
  }))
}

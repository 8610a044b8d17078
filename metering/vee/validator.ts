import { type Ctx, systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { counts, levels } from '../counts.ts'
import { countMarks, parkFirstMark } from '../sql/dirty-days.ts'
import { joinDirtyDays, type Validated, validateDirtyDays, validateNext } from './validate.ts'

const IDLE_MS = 5_000
/** Of what it takes it leaves as much to others, and little once readings have waited for long. */
const PAUSE = { share: 1, lateShare: 0.1, lateMs: 60_000 }
/** So many marks are joined, and again once they are half as many more. */
const JOIN = { above: 200, growth: 1.5 }

type Parts = { db: Db; clock: () => Date; onFault: (fault: unknown) => void }

/** Validates what has come in within seconds. What fails is tried by itself and set aside until night. */
export function createValidator(parts: Parts): Service {
  let running = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let joined = 0
  const ctx = () => systemCtx(parts.db, parts.clock(), 'validator')
  const next = (waitMs: number) => {
    if (running) timer = setTimeout(() => (round = turn().then(next)), waitMs)
  }
  const turn = async (): Promise<number> => {
    const began = performance.now()
    joined = await joinIfMany(ctx(), joined).catch(() => joined)
    const { days, lagMs } = await validateOrPark(ctx, parts.onFault)
    levels.validation.lagSeconds = Math.round(lagMs / 1_000)
    if (days === 0) return IDLE_MS
    return (performance.now() - began) * (lagMs > PAUSE.lateMs ? PAUSE.lateShare : PAUSE.share)
  }
  return {
    name: 'validator',
    start() {
      running = true
      next(IDLE_MS)
    },
    async stop() {
      running = false
      clearTimeout(timer)
      await round
    },
  }
}

/** How many marks there were after they were joined last. */
async function joinIfMany(ctx: Ctx, joined: number): Promise<number> {
  const marks = await countMarks(ctx)
  levels.validation.marks = marks
  if (marks <= JOIN.above || marks <= joined * JOIN.growth) return Math.min(joined, marks)
  return (await joinDirtyDays(ctx)) ?? joined
}

async function validateOrPark(ctx: () => Ctx, onFault: Parts['onFault']): Promise<Validated> {
  const nothing = { days: 0, lagMs: 0 }
  try {
    return await validateNext(ctx())
  } catch (fault) {
    counts.validation.failed++
    onFault(fault)
  }
  try {
    return { ...nothing, days: await validateDirtyDays(ctx(), 1) }
  } catch {
    await parkFirstMark(ctx()).catch(onFault)
    return nothing
  }
}

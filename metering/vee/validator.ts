import { systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { counts } from '../counts.ts'
import { parkFirstMark } from '../sql/dirty-days.ts'
import { validateDirtyDays } from './validate.ts'

const IDLE_MS = 5_000
/** With a backlog it leaves as much time to others as it takes. */
const SHARE_OF_TIME = 1

type Parts = { db: Db; clock: () => Date; onFault: (fault: unknown) => void }

/** Validates what has come in within seconds. What fails is tried by itself and set aside until night. */
export function createValidator(parts: Parts): Service {
  let running = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  const next = (waitMs: number) => {
    if (running) timer = setTimeout(() => (round = turn().then(next)), waitMs)
  }
  const turn = async (): Promise<number> => {
    const began = performance.now()
    const done = await validateOrPark(parts)
    return done > 0 ? (performance.now() - began) * SHARE_OF_TIME : IDLE_MS
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

async function validateOrPark({ db, clock, onFault }: Parts): Promise<number> {
  try {
    return await validateDirtyDays(systemCtx(db, clock(), 'validator'))
  } catch (fault) {
    counts.validation.failed++
    onFault(fault)
  }
  try {
    return await validateDirtyDays(systemCtx(db, clock(), 'validator'), 1)
  } catch {
    await parkFirstMark(systemCtx(db, clock(), 'validator')).catch(onFault)
    return 0
  }
}

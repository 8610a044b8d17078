import { setTimeout as sleep } from 'node:timers/promises'
import { systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import { onPublished } from '../../db/events.ts'
import { type Db, transact } from '../../db/pool.ts'
import { Rounds } from '../../db/rounds.ts'
import { type KnownDistricts, regroupAlarms } from './group-alarms.ts'
import { raiseReleased } from './planned-work.ts'

type Parts = { db: Db; clock: () => Date; onFault: (fault: unknown) => void }

/** A flood is many commits a second; so much of it is looked at together. */
const GATHER_MS = 1_000

/** Groups alarms soon after they are raised or ended. Several processes may run it; what one leaves, the next finds. */
export function createGrouper({ db, clock, onFault }: Parts): Service {
  const known: KnownDistricts = new Map()
  let lookedAt = Number.NEGATIVE_INFINITY
  const rounds = new Rounds({
    listen: onPublished,
    onFault,
    async work() {
      await sleep(Math.max(0, lookedAt + GATHER_MS - performance.now()))
      lookedAt = performance.now()
      const ctx = systemCtx(db, clock(), 'alarm-groups')
      await transact(ctx, raiseReleased)
      await regroupAlarms(ctx, known)
    },
  })
  return { name: 'alarm-groups', start: () => rounds.start(), stop: () => rounds.stop() }
}

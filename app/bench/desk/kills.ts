import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { Receptions, UNKNOWN } from './receptions.ts'
import { keepDesksOpen, lookBack, type Shift, sleepUntil, type Worked } from './shift.ts'

type Cast = { agents: number[]; phone: () => string; url: string }
export type Survived = Omit<Worked, 'taken'> & { calls: number; killed: number; unknown: number; faults: string[] }

const PROCESSES = 3
const KILL_EVERY_MS = 2_000
const LOOK_MS = 50
const PATIENCE_MS = 120_000

/**
 * A shift served by processes that are killed one after the other: what one of them was asked and did not answer is asked again, of another,
 * as a telephone engine and an agent's screen do. Every call is answered once or given back.
 */
export async function surviveShift(pool: pg.Pool, cast: Cast, shift: Shift): Promise<Survived> {
  const receptions = new Receptions(cast.url, PROCESSES)
  let unknown = 0
  const ask: typeof receptions.ask = async (asked) => {
    for (;;) {
      const outcome = await receptions.ask(asked)
      if (outcome !== UNKNOWN) return outcome
      unknown += 1
    }
  }
  const serve = async (contactId: number, agentId: number) => {
    // An answer that was taken, and not told of, is refused the second time: how it stands is read.
    await ask({ act: 'answer', contactId, agentId })
    const held = await findHeld(pool, contactId, agentId)
    if (held === undefined) return
    await sleep(shift.talkSeconds * 1000 * (0.5 + Math.random()))
    await ask({ act: 'close', contactId, agentId, version: held })
    await ask({ act: 'ready', agentId })
  }
  const served: Promise<void>[] = []
  const seen = new Set<string>()
  const look = async () => {
    const { rows } = await pool.query<{ id: number; agent_id: number; at: Date }>(
      `select id, agent_id, offered_at as at from contact where state = 'offered'`,
    )
    for (const { id, agent_id, at } of rows) {
      const key = `${id} ${agent_id} ${at.getTime()}`
      if (!seen.has(key)) served.push(serve(id, agent_id))
      seen.add(key)
    }
  }
  const desks = keepDesksOpen(pool, cast.agents)
  const killing = setInterval(() => receptions.kill(), KILL_EVERY_MS)
  const calls = shift.callsPerSecond * shift.seconds
  const ringing = ringAll(ask, cast, shift)
  const until = Date.now() + shift.seconds * 1000 + PATIENCE_MS
  let rung = false
  void ringing.then(() => {
    rung = true
  })
  while (Date.now() < until && !(rung && (await isQuiet(pool)))) {
    await look()
    await sleep(LOOK_MS)
  }
  clearInterval(killing)
  await Promise.all([ringing, ...served])
  receptions.close()
  desks.close()
  const { killed, faults } = receptions
  const [told] = (await pool.query(`select count(*)::int as n from contact where call_id like 'kill-%'`)).rows
  if (told.n !== calls) throw new Error(`${calls} calls came and ${told.n} stand in the book`)
  return { calls, answered: served.length, killed, unknown, faults, ...(await lookBack(pool, 'kill-%')) }
}

async function ringAll(ask: Receptions['ask'], cast: Cast, { callsPerSecond, seconds }: Shift): Promise<void> {
  const began = performance.now()
  const asked: Promise<string>[] = []
  for (let call = 0; call < callsPerSecond * seconds; call++) {
    const due = began + (call * 1000) / callsPerSecond
    await sleepUntil(due)
    asked.push(ask({ act: 'receive', callId: `kill-${call}`, callerPhone: cast.phone() }))
  }
  await Promise.all(asked)
}

/** The version of a contact that is in the agent's hand. */
async function findHeld(pool: pg.Pool, contactId: number, agentId: number): Promise<number | undefined> {
  const { rows } = await pool.query<{ version: number }>(
    `select version from contact where id = $1 and agent_id = $2 and state = 'active'`,
    [contactId, agentId],
  )
  return rows[0]?.version
}

async function isQuiet(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query(`select 1 from contact where state in ('queued', 'offered') limit 1`)
  return rows.length === 0
}

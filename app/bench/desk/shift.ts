import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { answerContact, closeContact, receiveCall, setMyState } from '../../../callcenter/index.ts'
import type { Ctx } from '../../../db/context.ts'

export type Shift = { callsPerSecond: number; seconds: number; talkSeconds: number }
type Cast = { agents: number[]; phone: () => string }
export type Worked = {
  answered: number
  /** Milliseconds from when a call was due until it stood in the queue and was offered, where somebody was free. */
  taken: number[]
  /** Contacts that were answered a second time without having been given back. */
  twoOwners: number
  /** Contacts that nobody has at the end though they have not ended. */
  stuck: number
}

const LOOK_MS = 20
const PATIENCE_MS = 60_000
const PRESENCE_SECONDS = 12

/** Calls come at their times whatever the desk does; whoever is offered one answers, talks, writes it up and is ready again. */
export async function workShift(pool: pg.Pool, now: () => Ctx, cast: Cast, shift: Shift): Promise<Worked> {
  const began = performance.now()
  const talks: Promise<void>[] = []
  const isOver = { calls: false }
  const asAgent = (id: number): Ctx => ({
    ...now(),
    actor: { ...now().actor, id, username: `agent:${id}`, roles: ['agent'] },
  })

  const talk = async (contactId: number, agentId: number) => {
    const { version } = await answerContact(asAgent(agentId), contactId)
    await sleep(shift.talkSeconds * 1000 * (0.5 + Math.random()))
    await closeContact(asAgent(agentId), contactId, { category: 'advice', summary: '已答复', version })
    await setMyState(asAgent(agentId), { state: 'ready' })
  }
  const answerAll = async () => {
    const seen = new Set<number>()
    while (!isOver.calls) {
      const { rows } = await pool.query<{ id: number; agent_id: number }>(
        `select id, agent_id from contact where state = 'offered'`,
      )
      for (const { id, agent_id } of rows.filter((each) => !seen.has(each.id))) {
        seen.add(id)
        talks.push(talk(id, agent_id))
      }
      await sleep(LOOK_MS)
    }
  }
  const desks = keepDesksOpen(pool, cast.agents)
  const answering = answerAll()
  const calls: Promise<unknown>[] = []
  const taken: number[] = []
  for (let call = 0; call < shift.callsPerSecond * shift.seconds; call++) {
    const due = began + (call * 1000) / shift.callsPerSecond
    await sleepUntil(due)
    const received = receiveCall(now(), { callId: `shift-${call}`, callerPhone: cast.phone() })
    calls.push(received.then(() => taken.push(performance.now() - due)))
  }
  await Promise.all(calls)
  await untilServed(pool)
  isOver.calls = true
  await answering
  await Promise.all(talks)
  desks.close()
  return { answered: talks.length, taken, ...(await lookBack(pool, 'shift-%')) }
}

/** Each desk says every so often that it is open, as the agent's screen does. */
export function keepDesksOpen(pool: pg.Pool, agents: number[]): { close(): void } {
  let turn = 0
  const timer = setInterval(() => {
    turn += 1
    const open = agents.filter((_, n) => n % PRESENCE_SECONDS === turn % PRESENCE_SECONDS)
    void pool.query('update agent_state set seen_at = now() where user_id = any($1)', [open])
  }, 1_000)
  return { close: () => clearInterval(timer) }
}

export async function sleepUntil(due: number): Promise<void> {
  const left = due - performance.now()
  if (left > 0) await sleep(left)
}

async function untilServed(pool: pg.Pool): Promise<void> {
  for (const patience = Date.now() + PATIENCE_MS; Date.now() < patience; await sleep(LOOK_MS)) {
    const { rows } = await pool.query(`select 1 from contact where state in ('queued', 'offered') limit 1`)
    if (rows.length === 0) return
  }
}

/** From what was logged of each contact whose call is named so, not from how it stands. */
export async function lookBack(pool: pg.Pool, calls: string): Promise<Pick<Worked, 'twoOwners' | 'stuck'>> {
  const { rows } = await pool.query<{ two: number; stuck: number }>(
    `select count(*) filter (where (select count(*) from contact_event e where e.contact_id = c.id and e.kind = 'answered')
           > 1 + (select count(*) from contact_event e where e.contact_id = c.id and e.kind = 'returned'))::int as two,
       count(*) filter (where not exists (select from contact_event e where e.contact_id = c.id and e.kind in ('closed', 'abandoned')))::int
         as stuck
     from contact c where c.call_id like $1`,
    [calls],
  )
  return { twoOwners: rows[0]?.two ?? 0, stuck: rows[0]?.stuck ?? 0 }
}

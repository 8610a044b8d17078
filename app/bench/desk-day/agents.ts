import type pg from 'pg'
import {
  answerContact,
  closeContact,
  endLineOf,
  setMyState,
  transferContact,
  type VirtualSchedule,
} from '../../../callcenter/index.ts'
import type { Ctx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { Refusal } from '../../../db/refusal.ts'
import { draw } from '../../../simulators/town/random.ts'

export type Agent = { id: number; username: string }
type InHand = { id: number; agentId: number; state: 'offered' | 'active' | 'unwritten'; version: number }

const SEEN_MS = 20_000
/** Offers that nobody takes. */
const MISSED = 0.03
/** Calls that go on to a colleague. */
const TRANSFERRED = 0.12
/** Below it, of the rest: the agent ends the line and writes after it, else he writes on it. */
const HANGS_UP = 0.5

/** Agents as they are: most take a call within seconds, some miss one, all write what was said and are ready again. */
export class Agents {
  private readonly pool: pg.Pool
  private readonly schedule: VirtualSchedule
  private readonly agents: Map<number, Agent>
  private readonly seed: number
  private readonly due: (() => Promise<void>)[] = []
  /** What was decided already, by contact and how it stands. */
  private readonly decided = new Set<string>()
  private seenAt = 0

  constructor(pool: pg.Pool, schedule: VirtualSchedule, { agents, seed }: { agents: Agent[]; seed: number }) {
    this.pool = pool
    this.schedule = schedule
    this.agents = new Map(agents.map((agent) => [agent.id, agent]))
    this.seed = seed
  }

  async begin(): Promise<void> {
    for (const { id } of this.agents.values()) await setMyState(this.at(id), { state: 'ready' })
  }

  /** Their desks are open. */
  async sit(): Promise<void> {
    const now = this.schedule.now().getTime()
    if (now - this.seenAt < SEEN_MS) return
    this.seenAt = now
    await this.pool.query('update agent_state set seen_at = $1', [this.schedule.now()])
  }

  async act(): Promise<void> {
    for (const work of this.due.splice(0)) await work().catch(isRefused)
    for (const id of await this.listIdle()) await setMyState(this.at(id), { state: 'ready' }).catch(isRefused)
    for (const contact of await this.listInHand()) this.decide(contact)
  }

  private decide({ id, agentId, state, version }: InHand): void {
    // Who gave a call away may be given it again: it was answered when it was, and is another version.
    const key = `${id} ${agentId} ${state} ${version}`
    if (this.decided.has(key)) return
    this.decided.add(key)
    const dice = draw('agent', this.seed, key)
    if (state === 'offered') {
      if (dice >= MISSED) this.later(2_000 + dice * 6_000, () => answerContact(this.at(agentId), id))
    } else if (state === 'active' && dice < TRANSFERRED)
      this.later(20_000, () => transferContact(this.at(agentId), id, { skill: 'business', note: '请继续处理' }))
    else if (state === 'active')
      this.later(300_000, () => (dice < HANGS_UP ? endLineOf(this.at(agentId), id) : this.write(id, agentId)))
    else this.later(5_000 + dice * 30_000, () => this.write(id, agentId))
  }

  private async write(id: number, agentId: number): Promise<void> {
    const { rows } = await this.pool.query<{ version: number }>(
      `select version from contact where id = $1 and agent_id = $2 and state in ('active', 'unwritten')`,
      [id, agentId],
    )
    if (rows[0])
      await closeContact(this.at(agentId), id, { category: 'advice', summary: '已解答', version: rows[0].version })
  }

  private later(milliseconds: number, work: () => Promise<unknown>): void {
    this.schedule.after(milliseconds, () => this.due.push(async () => void (await work())))
  }

  private async listInHand(): Promise<InHand[]> {
    const { rows } = await this.pool.query<InHand>(
      `select id, agent_id as "agentId", state, version from contact where state in ('offered', 'active', 'unwritten')`,
    )
    return rows
  }

  /** Who wraps up for long enough, or missed a call a while ago. */
  private async listIdle(): Promise<number[]> {
    const { rows } = await this.pool.query<{ id: number }>(
      `select user_id as id from agent_state s where (state = 'wrap-up' and since <= $1::timestamptz - interval '20 s'
         and not exists (select from contact c where c.agent_id = s.user_id and c.state = 'unwritten'))
         or (state = 'away' and since <= $1::timestamptz - interval '60 s')`,
      [this.schedule.now()],
    )
    return rows.map(({ id }) => id)
  }

  private at(id: number): Ctx {
    const username = this.agents.get(id)?.username ?? ''
    return {
      ...{ db: poolDb(this.pool), now: this.schedule.now(), scope: '' },
      actor: { id, username, name: username, roles: ['agent'], customerId: null },
    }
  }
}

/** The contact was gone meanwhile, or the agent has another. */
function isRefused(fault: unknown): void {
  if (!(fault instanceof Refusal)) throw fault
}

import type pg from 'pg'
import {
  SimulatedEngine,
  sweepDesk,
  TelephonyConnector,
  type TelephonyPort,
  VirtualSchedule,
} from '../../../callcenter/index.ts'
import { systemCtx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { draw } from '../../../simulators/town/random.ts'
import { type Agent, Agents } from './agents.ts'
import { callerOf, type Known } from './callers.ts'

export type Plan = {
  contacts: number
  /** In which they come; after it the desk goes on until nobody is left. */
  seconds: number
  from: Date
  agents: Agent[]
  known: Known[]
  seed: number
  /** So often, of all contacts, the process that speaks with the engine dies. */
  deaths: number
}
export type DayRun = { dialled: number; deaths: number; lostAnswers: number; endedAt: Date; ticks: number }

const TICK_MS = 4_000
/** What the desk is swept for happens by itself: no longer than this goes by unseen. */
const LONGEST_MS = 10_000
/** Nobody is on a line and nobody is to do anything: some wait to be called again. */
const QUIET_MS = 600_000
const LOST_ANSWERS = 0.002

/** A day at the desk in virtual time: callers, the menu, agents, and a connector that dies now and then without a word. */
export class Day {
  readonly engine: SimulatedEngine
  private readonly schedule: VirtualSchedule
  private readonly agents: Agents
  private connector: TelephonyConnector
  private readonly run: DayRun
  private readonly pool: pg.Pool
  private readonly plan: Plan

  constructor(pool: pg.Pool, plan: Plan) {
    this.pool = pool
    this.plan = plan
    this.schedule = new VirtualSchedule(plan.from)
    this.engine = new SimulatedEngine({
      ...{ engine: 'bench', schedule: this.schedule, epoch: 'day' },
      reach: (number) => (draw('reach', number) < 0.65 ? { number, patienceMs: 0, talkMs: 45_000 } : null),
    })
    this.agents = new Agents(pool, this.schedule, plan)
    this.connector = this.connect()
    this.run = { dialled: 0, deaths: 0, lostAnswers: 0, endedAt: plan.from, ticks: 0 }
  }

  async live(): Promise<DayRun> {
    this.ringAll()
    await this.agents.begin()
    const diesEvery = Math.ceil(this.plan.contacts / (this.plan.deaths + 1))
    while (!(await this.isOver())) {
      this.pass()
      if (Math.floor(this.run.dialled / diesEvery) > this.run.deaths && this.run.deaths < this.plan.deaths) this.die()
      await this.agents.sit()
      await this.connector.work()
      await sweepDesk(this.ctx())
      await this.agents.act()
      await this.connector.work()
      this.run.ticks += 1
    }
    await this.connector.stop()
    return { ...this.run, endedAt: this.schedule.now() }
  }

  private pass(): void {
    const next = this.schedule.nextAt()?.getTime() ?? Number.POSITIVE_INFINITY
    const now = this.schedule.now().getTime()
    const longest = Number.isFinite(next) ? LONGEST_MS : QUIET_MS
    this.schedule.advanceTo(new Date(Math.min(Math.max(next, now + TICK_MS), now + longest)))
  }

  private ringAll(): void {
    const { contacts, seconds, seed, known } = this.plan
    for (let n = 0; n < contacts; n += 1) {
      const at = ((n + draw('arrival', seed, n)) / contacts) * seconds * 1000
      this.schedule.after(at, () => {
        this.run.dialled += 1
        this.engine.dial(`day-${seed}-${n}`, callerOf(seed, n, known))
      })
    }
  }

  /** No stop, no release: another takes over when the lease is out, and hears what was missed. */
  private die(): void {
    this.run.deaths += 1
    this.connector = this.connect()
  }

  private connect(): TelephonyConnector {
    const { engine } = this
    const port: TelephonyPort = {
      engine: engine.engine,
      snapshot: () => engine.snapshot(),
      listen: (after, hear) => engine.listen(after, hear),
      execute: async (command) => {
        const answer = await engine.execute(command)
        // Done, and nobody was told.
        if (draw('lost', command.id, this.run.ticks) < LOST_ANSWERS) {
          this.run.lostAnswers += 1
          throw new Error('the line to the engine is down')
        }
        return answer
      },
    }
    return new TelephonyConnector({
      ...{ db: poolDb(this.pool), clock: () => this.schedule.now(), port },
      onFault: () => {},
    })
  }

  private async isOver(): Promise<boolean> {
    if (this.run.dialled < this.plan.contacts) return false
    const { rows } = await this.pool.query(
      `select 1 from contact where state not in ('closed', 'abandoned') union all select 1 from key_rating where state <> 'over'
       union all select 1 from telephony_command where state = 'waiting' limit 1`,
    )
    const isLate = this.schedule.now().getTime() > this.plan.from.getTime() + (this.plan.seconds + 12 * 3600) * 1000
    return rows.length === 0 || isLate
  }

  private ctx() {
    return systemCtx(poolDb(this.pool), this.schedule.now(), 'desk')
  }
}

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCtx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { addMonths, civilDay, startOfDay, startOfMonth } from '../../db/time.ts'
import type { Gateway } from '../../simulators/town/live.ts'
import { dayNumber } from '../../simulators/town/loads.ts'
import { planAccounts } from '../../simulators/town/plan.ts'
import { buildWorld } from '../../simulators/town/world.ts'
import type { TownClock } from './clock.ts'
import { leaveJudgedCalls } from './desk-calls.ts'
import { leaveDeskWork } from './desk-work.ts'
import { liveThroughMonths } from './history.ts'
import { TownProcess } from './process.ts'
import { leavePromises } from './promised-work.ts'
import { DEMO_PASSWORD, seedTown } from './seed.ts'
import { addressGateways, findHistoryOrigin, findLatestReading } from './sql.ts'
import { leaveWorkInFlight } from './work-in-flight.ts'

const LIVE_PERIOD_MS = 60_000

type Parts = {
  db: Db
  home: string
  /** Of history, where there is none yet. */
  months: number
  mqttUrl: string
  clock: TownClock
  report: (line: string) => void
  signal?: AbortSignal | undefined
}

/** The simulated town: its file and its past are made once, its present runs as long as the product. */
export class Town {
  private readonly parts: Parts
  private readonly process = new TownProcess()
  private origin = new Date(0)
  gateways: Gateway[] = []

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Master data into an empty file, and the gateways on their sockets. Before collectors start. */
  async prepare(): Promise<void> {
    const { db, home, months } = this.parts
    const known = await findHistoryOrigin(systemCtx(db, new Date(), 'town'))
    this.origin = known ?? startOfDay(addMonths(startOfMonth(civilDay(new Date())), -months))
    if (!known) {
      this.parts.report(`建档:${planAccounts().length} 户 …`)
      await seedTown(systemCtx(db, this.origin, 'town'), this.origin, buildWorld(dayNumber(this.origin)))
    }
    this.process.start()
    const stateFile = join(home, 'town.json')
    const { gateways } = await this.process.order({ do: 'gateways', originDay: dayNumber(this.origin), stateFile })
    this.gateways = gateways ?? []
    await addressGateways(systemCtx(db, new Date(), 'town'), this.gateways)
  }

  /** Its months over the wire and through real bill runs, under a clock that this moves; once only. */
  async liveThroughHistory(app: App): Promise<void> {
    const { home, clock } = this.parts
    const marker = join(home, 'town-history-complete')
    if (existsSync(marker)) return
    await liveThroughMonths({ ...this.parts, app, process: this.process, origin: this.origin })
    await leaveWorkInFlight({ app, clock })
    await leaveJudgedCalls({ app, clock, db: this.parts.db })
    await leaveDeskWork({ app, clock })
    await leavePromises({ app, clock })
    clock.returnToPresent()
    await writeFile(marker, new Date().toISOString())
  }

  /** `channelToken`: by which its gateways of short messages and of the app are known. */
  async startLiving(url: string, channelToken: string | undefined): Promise<void> {
    const { db, mqttUrl } = this.parts
    const since = (await findLatestReading(systemCtx(db, new Date(), 'town'))) ?? new Date()
    await this.process.order({ do: 'live', mqttUrl, periodMs: LIVE_PERIOD_MS, since: since.toISOString() })
    await this.process.order({ do: 'call', url, lead: { username: 'lead', password: DEMO_PASSWORD } })
    if (channelToken) await this.process.order({ do: 'write', url, token: channelToken })
  }

  stop(): Promise<void> {
    return this.process.stop()
  }
}

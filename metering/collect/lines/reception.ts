import type { Ctx } from '../../../db/context.ts'
import type { Service } from '../../../db/department.ts'
import { listRegistrations } from '../../sql/links.ts'
import { saveQuarantined } from '../../sql/quarantine.ts'
import { DialInListener } from './dial-in.ts'

const REFRESH_MS = 5_000
/** Different strangers remembered until they are next written down; a flood of them fills no table. */
const STRANGERS_LIMIT = 20

type ReceptionParts = { host: string; port: number; ctx: () => Ctx; onFault: (fault: unknown) => void }

/** Lets terminals of the customer file dial in, and puts strangers where an operator sees them. */
export class Reception implements Service {
  readonly name = 'reception'
  private readonly parts: ReceptionParts
  private readonly listener: DialInListener
  private registrations = new Map<string, string>()
  private readonly strangers = new Map<string, { registration: string; from: string }>()
  private timer: NodeJS.Timeout | undefined

  constructor(parts: ReceptionParts) {
    this.parts = parts
    this.listener = new DialInListener({
      host: parts.host,
      port: parts.port,
      findTerminal: (registration) => this.registrations.get(registration),
      onStranger: (stranger) => {
        if (this.strangers.size < STRANGERS_LIMIT) this.strangers.set(JSON.stringify(stranger), stranger)
      },
    })
  }

  async start(): Promise<void> {
    await this.refresh()
    await this.listener.start()
    this.timer = setInterval(() => void this.refresh().catch(this.parts.onFault), REFRESH_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    await this.listener.stop()
  }

  get port(): number {
    return this.listener.port
  }

  /** Learns who is known by now, and writes down who was not. */
  async refresh(): Promise<void> {
    const ctx = this.parts.ctx()
    this.registrations = await listRegistrations(ctx)
    const strangers = [...this.strangers.values()]
    this.strangers.clear()
    await saveQuarantined(
      ctx,
      strangers.map(({ registration, from }) => {
        const detail = `${registration} from ${from}`
        return { source: 'dial-in', topic: from, reason: 'UNKNOWN_TERMINAL', detail, payload: registration }
      }),
    )
  }
}

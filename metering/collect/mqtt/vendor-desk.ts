import type { MqttClient } from 'mqtt'
import type { Ctx } from '../../../db/context.ts'
import { findInstallationVersion } from '../../sql/installations.ts'
import { loadVendorRoutes } from '../../vendor-routes.ts'
import type { ReadMessage } from './intake.ts'
import { readVendorMessage, type VendorRoutes } from './vendor.ts'

const LOOK_MS = 5_000

type Parts = { ctx: () => Ctx; clock: () => Date; log: { warn(detail: object, message: string): void } }

/**
 * Keeps the collector's subscriptions to makers' topics what the file wants, and reads what comes on them. They are
 * never shared: values of one burst belong together, and a reading told twice changes nothing.
 */
export class VendorDesk {
  private readonly parts: Parts
  private routes: VendorRoutes = { byTopic: new Map(), filters: [], remembered: new Map() }
  private version: string | undefined
  private subscribed = new Set<string>()
  private client: MqttClient | undefined
  private timer: NodeJS.Timeout | undefined
  private looking = false

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** From now on for this client, whose session may still have what was wanted before. */
  async attend(client: MqttClient): Promise<void> {
    this.client = client
    this.subscribed = new Set()
    this.version = undefined
    await this.look()
    this.timer ??= setInterval(() => void this.look(), LOOK_MS).unref()
  }

  leave(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.client = undefined
  }

  read(topic: string, payload: Buffer): ReadMessage {
    const now = this.parts.clock()
    return (
      readVendorMessage(this.routes, topic, payload, now) ?? { topic, payload, said: { kind: 'nothing', terminal: '' } }
    )
  }

  private async look(): Promise<void> {
    if (this.looking || !this.client) return
    this.looking = true
    try {
      const ctx = this.parts.ctx()
      const { store, version } = await findInstallationVersion(ctx)
      const current = `${store} ${version}`
      if (current === this.version) return
      const { remembered } = this.routes
      this.routes = { ...(await loadVendorRoutes(ctx)), remembered }
      await this.reconcile(this.client)
      this.version = current
    } catch (fault) {
      this.parts.log.warn({ err: fault }, 'topics of makers')
    } finally {
      this.looking = false
    }
  }

  private async reconcile(client: MqttClient): Promise<void> {
    const wanted = new Set(this.routes.filters)
    const added = [...wanted.difference(this.subscribed)]
    const gone = [...this.subscribed.difference(wanted)]
    if (added.length > 0) await client.subscribeAsync(added, { qos: 1 })
    if (gone.length > 0) await client.unsubscribeAsync(gone)
    this.subscribed = wanted
  }
}

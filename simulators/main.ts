import { readFile, writeFile } from 'node:fs/promises'
import mqtt from 'mqtt'
import { Callers } from './town/callers.ts'
import { type HistorySpan, publishHistory } from './town/history.ts'
import { Concentrators, type Gateway, openGateways } from './town/live.ts'
import { isDead } from './town/troubles.ts'
import { buildWorld } from './town/world.ts'
import { Writers } from './town/writers.ts'

/** What the product asks of the town's process, and what the town answers. The data itself goes over the wire. */
export type TownOrder =
  | { do: 'history'; mqttUrl: string; originDay: number; span: HistorySpan }
  | { do: 'gateways'; originDay: number; stateFile: string }
  | { do: 'live'; mqttUrl: string; periodMs: number; since: string }
  | { do: 'call'; url: string; lead: { username: string; password: string } }
  | { do: 'write'; url: string; token: string }

export type TownAnswer =
  | { done: TownOrder['do']; sent?: number; silent?: number; gateways?: Gateway[] }
  | { failed: string }

type TownState = { ports: Record<string, number>; spareSince: Record<string, number> }

let world: ReturnType<typeof buildWorld> = []
const stops: (() => Promise<void> | void)[] = []

async function obey(order: TownOrder): Promise<TownAnswer> {
  if (order.do === 'history') {
    world = buildWorld(order.originDay)
    const client = await mqtt.connectAsync(order.mqttUrl, { clientId: 'town-history', protocolVersion: 4 })
    const sent = await publishHistory(client, world, order.span)
    await client.endAsync()
    const silent = world.filter(({ meter }) => isDead(meter.assetNo)).length
    return { done: 'history', sent, silent: order.span.to > order.span.troublesFrom ? silent : 0 }
  }
  if (order.do === 'gateways')
    return { done: 'gateways', gateways: await startGateways(order.originDay, order.stateFile) }
  if (order.do === 'live') {
    const concentrators = new Concentrators(world, order)
    stops.push(() => concentrators.stop())
    await concentrators.start(new Date(order.since))
    return { done: 'live' }
  }
  if (order.do === 'write') {
    const writers = new Writers(order.url, order.token)
    stops.push(() => writers.stop())
    writers.start()
    return { done: 'write' }
  }
  const callers = new Callers(order.url, order.lead)
  stops.push(() => callers.stop())
  await callers.start()
  return { done: 'call' }
}

/** Ports and the meters taken from stock outlive the process, as they would in a street. */
async function startGateways(originDay: number, stateFile: string): Promise<Gateway[]> {
  const kept = await readFile(stateFile, 'utf8').catch(() => '{}')
  const state: TownState = { ports: {}, spareSince: {}, ...JSON.parse(kept) }
  if (world.length === 0) world = buildWorld(originDay)
  const { gateways, stop } = await openGateways(
    world,
    state.ports,
    state.spareSince,
    new Date(originDay * 86_400_000 - 8 * 3_600_000),
  )
  state.ports = Object.fromEntries(gateways.map(({ terminal, port }) => [terminal, port]))
  const save = () => writeFile(stateFile, JSON.stringify(state))
  await save()
  const timer = setInterval(() => void save(), 10_000)
  stops.push(async () => {
    clearInterval(timer)
    await save()
    await stop()
  })
  return gateways
}

process.on('message', (order: TownOrder) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (fault: unknown) =>
      process.send?.({ failed: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }),
  )
})
process.on('disconnect', async () => {
  for (const stop of stops.splice(0)) await stop()
  process.exit(0)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

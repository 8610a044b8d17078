import { findProfile } from '../../metering/profiles/all.ts'
import { Dlt645Gateway } from '../dlt645/gateway.ts'
import type { Dlt645Meter } from '../dlt645/meter.ts'
import { MeterServer, type SimulatedUnit } from '../meters.ts'
import { MqttTerminal, type TerminalReading } from '../terminals.ts'
import { concentratorObeys } from './commands.ts'
import { dayNumber, LoadMeter } from './loads.ts'
import { planAccounts } from './plan.ts'
import { draw } from './random.ts'
import { planSpares } from './spares.ts'
import { driftMs, isDead } from './troubles.ts'
import { spareMeter, type WorldMeter } from './world.ts'

/** `units` are Modbus unit ids; none behind a gateway of DL/T 645 meters. */
export type Gateway = { terminal: string; host: string; port: number; units: number[] }

const QUARTER_MS = 900_000
const FIRST_EVENT_MS = 20_000
const EVENT_PERIOD_MS = 240_000

/** Opens the town's Modbus gateways, each on the port asked for or a free one. `spareSince` keeps the meters from stock counting. */
export async function openGateways(
  world: WorldMeter[],
  ports: Record<string, number>,
  spareSince: Record<string, number>,
  since: Date,
): Promise<{ gateways: Gateway[]; stop: () => Promise<void> }> {
  const servers: { stop(): Promise<void> }[] = []
  const gateways: Gateway[] = []
  const wired = world.filter(({ meter }) => meter.unitId !== undefined)
  const spares = planSpares(planAccounts())
  for (const [terminal, meters] of Map.groupBy(wired, ({ meter }) => meter.terminal)) {
    const server = new MeterServer()
    for (const each of meters) server.units.set(each.meter.unitId ?? 0, unitOf(each))
    for (const spare of spares.filter((each) => each.terminal === terminal)) {
      server.units.set(spare.unitId ?? 0, spareUnit(spare, spareSince))
    }
    const { host, port } = await server.start({ port: ports[terminal] ?? 0 }).catch(() => server.start())
    servers.push(server)
    gateways.push({ terminal, host, port, units: [...server.units.keys()].sort((a, b) => a - b) })
  }
  const addressed = world.filter(({ meter }) => meter.meterAddress !== undefined)
  for (const [terminal, meters] of Map.groupBy(addressed, ({ meter }) => meter.terminal)) {
    const gateway = new Dlt645Gateway()
    for (const each of meters) gateway.meters.set(each.meter.meterAddress ?? '', dlt645Meter(each, since))
    const { host, port } = await gateway.start({ port: ports[terminal] ?? 0 }).catch(() => gateway.start())
    servers.push(gateway)
    gateways.push({ terminal, host, port, units: [] })
  }
  return { gateways, stop: async () => void (await Promise.all(servers.map((server) => server.stop()))) }
}

function unitOf(each: WorldMeter): SimulatedUnit {
  const profile = findProfile(each.meter.profile)
  if (!profile) throw new Error(`no profile ${each.meter.profile}`)
  const state = () => {
    const now = new Date()
    return { ...each.registers(now), ...each.electrics(now) }
  }
  return isDead(each.meter.assetNo) ? { profile, state, fault: { kind: 'dead' } } : { profile, state }
}

/** Where it keeps its past, so that what was lost on the way can be read again. */
function dlt645Meter(each: WorldMeter, since: Date): Dlt645Meter {
  const { meter } = each
  return {
    phases: meter.phase === 'single' ? 1 : 3,
    state: (at) => ({ ...each.registers(at), ...each.electrics(at) }),
    since,
    driftMs: driftMs(meter.assetNo),
    fault: isDead(meter.assetNo) ? 'silent' : undefined,
  }
}

function spareUnit(spare: ReturnType<typeof planSpares>[number], since: Record<string, number>): SimulatedUnit {
  const profile = findProfile(spare.profile)
  if (!profile) throw new Error(`no profile ${spare.profile}`)
  const state = () => {
    const now = new Date()
    const firstRead = new Date(since[spare.assetNo] ?? now)
    since[spare.assetNo] = firstRead.getTime()
    const meter = spareMeter(spare, spare.district, new LoadMeter(spare.load, dayNumber(firstRead)), firstRead)
    return { ...meter.registers(now), ...meter.electrics(now) }
  }
  return { profile, state }
}

/** The town's concentrators: each sends its meters every period, and first what it missed while the town was down. */
export class Concentrators {
  private readonly world: WorldMeter[]
  private readonly terminals = new Map<string, MqttTerminal>()
  private readonly periodMs: number
  private readonly timers: NodeJS.Timeout[] = []

  constructor(world: WorldMeter[], options: { mqttUrl: string; periodMs: number }) {
    this.world = world.filter(({ meter }) => meter.unitId === undefined && meter.meterAddress === undefined)
    this.periodMs = options.periodMs
    for (const name of new Set(this.world.map(({ meter }) => meter.terminal))) {
      const meters = this.world.filter(({ meter }) => meter.terminal === name)
      this.terminals.set(name, new MqttTerminal({ name, url: options.mqttUrl, obey: concentratorObeys(meters) }))
    }
  }

  async start(since: Date): Promise<void> {
    for (const terminal of this.terminals.values()) await terminal.start()
    await this.catchUp(since)
    this.timers.push(setInterval(() => void this.sendNow(), this.periodMs))
    this.timers.push(setTimeout(() => void this.sendMishap(), FIRST_EVENT_MS))
    this.timers.push(setInterval(() => void this.sendMishap(), EVENT_PERIOD_MS))
  }

  async stop(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearInterval(timer)
    for (const terminal of this.terminals.values()) await terminal.stop()
  }

  private async catchUp(since: Date): Promise<void> {
    const first = Math.ceil(since.getTime() / QUARTER_MS) * QUARTER_MS
    for (let atMs = first; atMs <= Date.now(); atMs += QUARTER_MS) await this.send(new Date(atMs))
  }

  private async sendNow(): Promise<void> {
    await this.send(new Date(Math.floor(Date.now() / 1000) * 1000))
  }

  private async send(at: Date): Promise<void> {
    for (const [name, terminal] of this.terminals) {
      const readings = this.world
        .filter(({ meter }) => meter.terminal === name && !isDead(meter.assetNo))
        .map((each): TerminalReading => {
          const { assetNo } = each.meter
          const clock = new Date(at.getTime() + driftMs(assetNo)).toISOString()
          return { meter: assetNo, at: at.toISOString(), clock, ...each.registers(at), ...each.electrics(at) }
        })
      await terminal.publishReadings(readings)
    }
  }

  /** Now and then a home loses its supply for a minute, and its meter says so. */
  private async sendMishap(): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000)
    const homes = this.world.filter(({ meter }) => meter.phase === 'single')
    const unlucky = homes[Math.floor(draw('mishap', minute) * homes.length)]
    const terminal = unlucky && this.terminals.get(unlucky.meter.terminal)
    if (!terminal) return
    const event = (code: string) => [{ meter: unlucky.meter.assetNo, at: new Date().toISOString(), code }]
    await terminal.publishEvents(event('power-off'))
    const back = setTimeout(() => void terminal.publishEvents(event('power-on')), 60_000)
    this.timers.push(back)
  }
}

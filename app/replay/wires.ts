import type { Db } from '../../db/pool.ts'
import { findProfile, LineCollector, MqttCollector } from '../../metering/index.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { MqttTerminal } from '../../simulators/terminals.ts'
import type { Moment } from './measured.ts'
import type { MeterWire } from './replay.ts'

type Parts = { db: Db; clock: { standAt(at: Date): void; read(): Date } }

const quiet = { error: (detail: object, message: string) => console.error(message, detail), warn: () => {} }
const READINGS_PER_MESSAGE = 200

/** A simulated meter behind a Modbus TCP socket, asked by the collector at each moment. */
export async function wireModbus({ db, clock }: Parts): Promise<MeterWire & { stop(): Promise<void> }> {
  const profile = findProfile('eastron-sdm630')
  if (!profile) throw new Error('no profile for the replayed meter')
  let shown: Moment = { atMs: 0 }
  const server = new MeterServer()
  server.units.set(1, { profile, state: () => shown })
  const { host, port } = await server.start()
  const collector = new LineCollector({ db, clock: () => clock.read(), log: quiet, keep: 'every' })
  return {
    terminal: { protocol: 'modbus-tcp', host, port },
    async play(moments) {
      for (const moment of moments) {
        shown = { ...shown, ...moment }
        clock.standAt(new Date(moment.atMs))
        await collector.poll()
      }
    },
    async stop() {
      await collector.stop()
      await server.stop()
    },
  }
}

/** A simulated terminal that publishes each moment over MQTT. */
export async function wireMqtt({ db, clock }: Parts, url: string): Promise<MeterWire & { stop(): Promise<void> }> {
  const collector = new MqttCollector({ db, clock: () => clock.read(), log: quiet, broker: { url } })
  await collector.start()
  const terminal = new MqttTerminal({ name: 'REPLAY', url, clock: () => clock.read() })
  await terminal.start()
  return {
    terminal: { protocol: 'mqtt' },
    async play(moments) {
      for (let start = 0; start < moments.length; start += READINGS_PER_MESSAGE) {
        const part = moments.slice(start, start + READINGS_PER_MESSAGE)
        clock.standAt(new Date(part.at(-1)?.atMs ?? 0))
        await terminal.publishReadings(part.map(toReading))
        await collector.settle()
      }
    },
    async stop() {
      await terminal.stop()
      await collector.stop()
    },
  }
}

function toReading({ atMs, importWh, exportWh, ...rest }: Moment) {
  const registers = {
    ...(importWh === undefined ? {} : { importWh: Math.round(importWh) }),
    ...(exportWh === undefined ? {} : { exportWh: Math.round(exportWh) }),
  }
  return { meter: 'REPLAY-METER', at: new Date(atMs).toISOString(), ...registers, ...rest }
}

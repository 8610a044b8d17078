import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Counter, Gauge } from 'prom-client'
import type { Db } from '../db/pool.ts'
import { collectorSession, isTerminalSecret, listVendorFilters, type MqttAccess } from '../metering/index.ts'
import { type Broker, startBroker } from './broker/broker.ts'
import type { Config } from './config.ts'

/** The broker as terminals reach it (`mqttUrl`) and as we do (`access`). */
export type Mqtt = { mqttUrl: string; access: MqttAccess; exposeCounts(): void; stop(): Promise<void> }

/** The broker that the settings name, or else our own, started. */
export function openMqtt(config: Config, db: Db): Promise<Mqtt> {
  return config.mqttUrl ? reachBroker(config, config.mqttUrl) : startOwn(config, db)
}

async function reachBroker({ mqttCa, mqttCert, mqttKey }: Config, url: string): Promise<Mqtt> {
  const files = { ca: mqttCa, cert: mqttCert, key: mqttKey }
  const access: MqttAccess = { url }
  for (const [name, path] of Object.entries(files)) if (path) access[name as keyof typeof files] = await readFile(path)
  return { mqttUrl: url, access, exposeCounts: () => {}, stop: async () => {} }
}

async function startOwn(config: Config, db: Db): Promise<Mqtt> {
  const collector = {
    username: 'dianhu',
    secret: randomUUID(),
    clientId: config.mqttClientId ?? collectorSession.clientId,
  }
  const broker = await startBroker({
    host: config.host,
    port: config.mqttPort,
    folder: join(config.home, 'broker'),
    session: { clientId: collector.clientId, topics: collectorSession.topics },
    gate: {
      collector,
      anonymous: config.mqttAnonymous,
      isTerminalSecret: (name, secret) => isTerminalSecret(db, name, secret),
      listVendorFilters: (name) => listVendorFilters(db, name),
    },
    tls: await readTls(config),
  })
  const { username, secret: password } = collector
  return {
    mqttUrl: broker.url,
    access: { url: broker.url, username, password },
    exposeCounts: () => exposeBroker(broker),
    stop: () => broker.stop(),
  }
}

async function readTls({ mqttTlsPort: port, mqttCert, mqttKey, mqttCa }: Config) {
  if (port === undefined || !mqttCert || !mqttKey) return undefined
  const [cert, key, ca] = await Promise.all([mqttCert, mqttKey, mqttCa].map((path) => path && readFile(path)))
  return cert && key ? { port, cert, key, ca: ca || undefined } : undefined
}

function exposeBroker({ queue, refusals }: Broker): void {
  new Counter({
    name: 'dianhu_mqtt_refused_total',
    help: 'MQTT requests that the broker refused',
    labelNames: ['what'],
    collect() {
      this.reset()
      for (const [what, count] of Object.entries(refusals)) this.inc({ what }, count)
    },
  })
  new Gauge({
    name: 'dianhu_mqtt_queue',
    help: 'What the broker keeps for sessions: messages and bytes on disk, held back at the quota, given up for room',
    labelNames: ['what'],
    collect() {
      this.set({ what: 'messages' }, queue.size)
      this.set({ what: 'bytes' }, queue.bytes)
      this.set({ what: 'held' }, queue.held)
      this.set({ what: 'dropped' }, queue.dropped)
    },
  })
}

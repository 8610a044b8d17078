import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import {
  adviseOnPrices,
  createBilling,
  describeToldCharge,
  findPriceCode,
  findToldBill,
  findToldOutlook,
  findToldPayment,
  listFeedingIn,
  listOwed,
  previewBill,
} from '../billing/index.ts'
import {
  callcenter,
  configureChannels,
  configureLinks,
  createDeskSweep,
  DeliverySender,
  MailReader,
  startSimulatedEngine,
  wireApplications,
} from '../callcenter/index.ts'
import { sealAuditDays } from '../db/audit.ts'
import { systemCtx } from '../db/context.ts'
import { configureSecrets } from '../db/customers/secrets.ts'
import type { App, Department, Job } from '../db/department.ts'
import { startEmbeddedServer } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { createPool, type Db, poolDb } from '../db/pool.ts'
import { createIntake, findToldApplication, submitApplication } from '../intake/index.ts'
import {
  CollectionChores,
  Commander,
  configureMetering,
  createGrouper,
  createValidator,
  findModelPhase,
  LineCollector,
  listLastRegisters,
  listLoads,
  listProfileNames,
  listUsages,
  loadSiteMappers,
  loadSiteProfiles,
  MqttCollector,
  metering,
  Reception,
  wireBillPreview,
} from '../metering/index.ts'
import type { Gateway } from '../simulators/town/live.ts'
import { allowDemoUsers } from './auth/users.ts'
import { bringingPorts } from './bringing/ports-of-departments.ts'
import { createBringing } from './bringing/routes.ts'
import { channelsOf, pickPorts } from './channels.ts'
import type { Config } from './config.ts'
import { helpDepartment } from './help/routes.ts'
import { claimHome, readOrCreateKey } from './home.ts'
import { startJobs } from './jobs.ts'
import { erasuresOf } from './keeping/erasures.ts'
import { eraseOver } from './keeping/retention.ts'
import { MessageSender } from './messages/sender.ts'
import { pickSmsPort } from './messages/sms-port.ts'
import { type Mqtt, openMqtt } from './mqtt.ts'
import { createNotices } from './notices/tell.ts'
import { parameters } from './parameters/routes.ts'
import { reviewJob } from './people/reviews.ts'
import { refuseTakenPort } from './ports.ts'
import { EventPump } from './pump.ts'
import { buildServer } from './server.ts'
import { TownClock } from './town/clock.ts'
import { demoUsers } from './town/seed.ts'
import { Town } from './town/town.ts'

/** Often enough to be worth watching. */
const TOWN_METERING = { pollPeriodMs: 60_000, staleAfterMs: 300_000, staleAlarmAfterMs: 300_000 }

/** What intake asks of the others. */
const intakePorts = {
  ...{ findPrice: findPriceCode, advisePrices: adviseOnPrices, listArrears: listOwed, listFeedingIn },
  ...{ listProfiles: listProfileNames, findModelPhase, listLoads, listLastRegisters },
}

/** The one list of departments. */
export const departments: Department[] = [
  createIntake(intakePorts),
  metering,
  createBilling(listUsages),
  callcenter,
  createBringing(bringingPorts),
  createNotices({
    findBill: findToldBill,
    findCharge: describeToldCharge,
    findPayment: findToldPayment,
    findOutlook: findToldOutlook,
    findApplication: findToldApplication,
  }),
  parameters,
  helpDepartment,
]

// Metering shows what an edit does to the bill, and may not know billing.
wireApplications((ctx, input, came) => submitApplication(ctx, input, intakePorts, came))
wireBillPreview((ctx, about) => previewBill(ctx, about, listUsages))

const housekeeping: Job[] = [
  { name: 'seal-audit-days', cron: '10 0 * * *', run: async (ctx) => void (await sealAuditDays(ctx)) },
  { name: 'retention', cron: '40 3 * * *', run: async (ctx) => void (await eraseOver(ctx, erasuresOf(departments))) },
  reviewJob,
]

export type Product = {
  url: string
  mqttUrl: string
  modbus: Gateway[]
  users: { username: string; password: string }[]
  stop(): Promise<void>
}

/** What runs, in order of start; stopped from the last to the first. */
class Running {
  private readonly stops: { name: string; stop: () => Promise<unknown> | unknown }[] = []

  add(name: string, stop: () => Promise<unknown> | unknown): void {
    this.stops.push({ name, stop })
  }

  async stopAll(report: (name: string, fault: unknown) => void): Promise<void> {
    for (const { name, stop } of this.stops.splice(0).reverse()) {
      try {
        await stop()
      } catch (fault) {
        report(name, fault)
      }
    }
  }
}

/** Starts the roles that the settings ask for; what was started is stopped again if a later part fails. */
export async function startProduct(
  config: Config,
  report: (line: string) => void = () => {},
  signal?: AbortSignal,
): Promise<Product> {
  const running = new Running()
  const stop = () => running.stopAll((name, fault) => console.error(`stopping ${name}:`, fault))
  try {
    await mkdir(config.home, { recursive: true })
    running.add('home', await claimHome(config.home))
    await refuseTakenPort('port', config.host, config.port)
    if (!config.mqttUrl) await refuseTakenPort('mqtt-port', config.host, config.mqttPort)
    configureSecrets(await readOrCreateKey(config.home))
    await loadSiteProfiles(join(config.home, 'profiles'))
    await loadSiteMappers(join(config.home, 'mappers'))
    const databaseUrl = config.databaseUrl ?? (await startDatabase(config, running))
    const pool = createPool(databaseUrl, 20)
    running.add('connections', () => pool.end())
    await migrate(pool)
    const db = poolDb(pool)
    await allowDemoUsers(systemCtx(db, new Date(), 'start'), config.town)
    const mqtt = await openMqtt(config, db)
    running.add('broker', () => mqtt.stop())
    const { mqttUrl } = mqtt
    const townClock = new TownClock()
    const clock = townClock.read
    const { home, townMonths: months } = config
    const town = config.town ? new Town({ db, home, months, mqttUrl, clock: townClock, report, signal }) : null
    const channels = channelsOf(config)
    configureChannels(channels)
    const app = await buildServer(config, { db, clock, departments, isReady: () => isReachable(pool) })
    mqtt.exposeCounts()
    if (town) await prepareTown(town, running)
    if (config.roles.includes('collector')) await startCollectors({ app, db, clock, mqtt, town, config }, running)
    if (config.roles.includes('worker')) await startWorker({ app, db, databaseUrl, clock, config }, running)
    const url = await app.listen({ host: config.host, port: config.port })
    running.add('http', () => app.close())
    configureLinks({ publicUrl: config.publicUrl ?? url })
    if (town) {
      await town.startLiving(url, channels.gatewayToken)
      // First to go: its callers hang up while somebody still listens.
      running.add('town', () => town.stop())
    }
    return {
      url,
      mqttUrl,
      modbus: town?.gateways.filter(({ units }) => units.length > 0) ?? [],
      users: town ? demoUsers() : [],
      stop,
    }
  } catch (fault) {
    await stop()
    throw fault
  }
}

async function prepareTown(town: Town, running: Running): Promise<void> {
  configureMetering(TOWN_METERING)
  running.add('town', () => town.stop())
  await town.prepare()
}

type Collection = { app: App; db: Db; clock: () => Date; mqtt: Mqtt; town: Town | null; config: Config }

/** The town's past comes in before its meters are asked for the present. */
async function startCollectors({ app, db, clock, mqtt, town, config }: Collection, running: Running): Promise<void> {
  const keep = town ? 'marks' : 'every'
  const broker = mqtt.access
  const clientId = config.mqttClientId
  const mqttCollector = new MqttCollector({ db, clock, log: app.log, broker, keep, ...(clientId && { clientId }) })
  await mqttCollector.start()
  running.add(mqttCollector.name, () => mqttCollector.stop())
  await town?.liveThroughHistory(app)
  const lineCollector = new LineCollector({ db, clock, log: app.log, keep })
  await lineCollector.start()
  running.add(lineCollector.name, () => lineCollector.stop())
  for (const service of [
    new Commander({ db, clock, log: app.log, broker }),
    new CollectionChores({ db, clock, log: app.log }),
  ]) {
    service.start()
    running.add(service.name, () => service.stop())
  }
  if (config.dialInPort === 0) return
  const reception = new Reception({
    host: config.host,
    port: config.dialInPort,
    ctx: () => systemCtx(db, clock(), 'reception'),
    onFault: (fault) => app.log.error({ err: fault }, 'reception'),
  })
  await reception.start()
  running.add(reception.name, () => reception.stop())
}

async function startDatabase(config: Config, running: Running): Promise<string> {
  const server = await startEmbeddedServer({ home: config.home, database: 'dianhu' })
  running.add('database', () => server.stop())
  return server.url
}

type Worker = { app: App; db: Db; databaseUrl: string; clock: () => Date; config: Config }

async function startWorker({ app, db, databaseUrl, clock, config }: Worker, running: Running): Promise<void> {
  const jobs = [...housekeeping, ...departments.flatMap((department) => department.jobs)]
  const boss = await startJobs({ url: databaseUrl, db, clock, jobs, log: app.log })
  running.add('jobs', () => boss.stop())
  const subscribers = departments.flatMap((department) => department.subscribers)
  const pump = new EventPump({ db, clock, subscribers, log: app.log })
  pump.start()
  running.add('events', () => pump.stop())
  const port = pickSmsPort(config)
  if (port) {
    const sender = new MessageSender({ db, clock, port, onFault: (fault) => app.log.error({ err: fault }, 'messages') })
    sender.start()
    running.add(sender.name, () => sender.stop())
  }
  startChannels({ app, db, clock, config }, running)
  const validator = createValidator({ db, clock, onFault: (fault) => app.log.error({ err: fault }, 'validation') })
  await validator.start()
  running.add(validator.name, () => validator.stop())
  const grouper = createGrouper({ db, clock, onFault: (fault) => app.log.error({ err: fault }, 'alarm groups') })
  await grouper.start()
  running.add(grouper.name, () => grouper.stop())
  if (config.town) {
    const engine = startSimulatedEngine({ db, clock, onFault: (fault) => app.log.error({ err: fault }, 'telephony') })
    running.add(engine.name, () => engine.stop())
  }
  const sweep = createDeskSweep({ db, clock, onFault: (fault) => app.log.error({ err: fault }, 'desk') })
  await sweep.start()
  running.add(sweep.name, () => sweep.stop())
}

/** What the desk writes goes out by app and mail, and its mailbox is read. */
function startChannels({ app, db, clock, config }: Omit<Worker, 'databaseUrl'>, running: Running): void {
  const onFault = (fault: unknown) => app.log.error({ err: fault }, 'channels')
  const { imapUrl: url, mailAddress: address } = config
  const services = [
    new DeliverySender({ db, clock, ports: pickPorts(config), onFault }),
    ...(url && address ? [new MailReader({ db, clock, url, address, onFault })] : []),
  ]
  for (const service of services) {
    service.start()
    running.add(service.name, () => service.stop())
  }
}

async function isReachable(pool: pg.Pool): Promise<boolean> {
  return pool.query('select 1').then(
    () => true,
    () => false,
  )
}

import { X509Certificate } from 'node:crypto'
import { readFile, statfs } from 'node:fs/promises'
import { register } from 'prom-client'
import type { Ctx } from '../../db/context.ts'
import type { Subscriber } from '../../db/events.ts'
import { countMissing } from '../../db/migrate.ts'
import { toWire } from '../../db/wire.ts'
import type { Health, PartHealth } from './contract.ts'
import {
  isWorkerGone,
  lagOf,
  stateOfBackup,
  stateOfBroker,
  stateOfCertificate,
  stateOfClock,
  stateOfConnections,
  stateOfDisk,
  stateOfEvents,
  stateOfJobs,
  stateOfMigrations,
  stateOfReplication,
  stateOfTerminals,
} from './rules/states.ts'
import {
  findLatestBackup,
  listMigrationNumbers,
  listStandbys,
  readEventLag,
  readJobs,
  readServer,
  readTerminals,
} from './sql/figures.ts'

/** Where this process keeps its files, and what it listens with. */
export type Place = { home: string; certificate: string | undefined; subscribers: Subscriber[] }

/** Every part with its figures; asked one after the other, so that looking is no load. */
export async function findHealth(ctx: Ctx, place: Place): Promise<Health> {
  const askedAt = Date.now()
  const server = await readServer(ctx)
  // The answer was on its way for a while: half of it is nobody's fault.
  const skewMs = Math.round((askedAt + Date.now()) / 2 - server.now.getTime())
  const { used, most, bytes, version } = server
  const missing = await countMissing(await listMigrationNumbers(ctx))
  const parts: PartHealth[] = [
    { part: 'database', state: 'good', fault: null, figures: { bytes, version } },
    { part: 'connections', state: stateOfConnections(used, most), fault: null, figures: { used, most } },
    await lookAtStandbys(ctx),
    { part: 'migrations', state: stateOfMigrations(missing), fault: null, figures: { missing } },
    await lookAtJobs(ctx),
    await lookAtEvents(ctx, place.subscribers),
    await lookAtBroker(),
    await lookAtTerminals(ctx),
    await lookAtDisk(place.home),
    await lookAtBackup(ctx),
    { part: 'clock', state: stateOfClock(skewMs), fault: null, figures: { skewMs } },
    await lookAtCertificate(place.certificate, ctx.now),
  ]
  return toWire({ at: ctx.now, parts })
}

async function lookAtStandbys(ctx: Ctx): Promise<PartHealth> {
  const found = await listStandbys(ctx)
  const [standbys, lagSeconds] = [found.length, lagOf(found)]
  return {
    part: 'replication',
    state: stateOfReplication(standbys, lagSeconds),
    fault: lagSeconds === null ? 'lag-untold' : null,
    figures: { standbys, lagSeconds },
  }
}

async function lookAtJobs(ctx: Ctx): Promise<PartHealth> {
  const { done = 0, failed = 0, latest = null, seenAt = null, seenAgoSeconds = null } = (await readJobs(ctx)) ?? {}
  return {
    part: 'jobs',
    state: stateOfJobs(failed, seenAgoSeconds),
    fault: isWorkerGone(seenAgoSeconds) ? 'worker-gone' : null,
    figures: { done, failed, latest: latest?.toISOString() ?? null, seenAt: seenAt?.toISOString() ?? null },
  }
}

async function lookAtEvents(ctx: Ctx, subscribers: Subscriber[]): Promise<PartHealth> {
  const { parked, lagSeconds } = await readEventLag(ctx, subscribers)
  return {
    part: 'events',
    state: stateOfEvents(parked, lagSeconds),
    fault: null,
    figures: { parked, lagSeconds: Math.round(lagSeconds) },
  }
}

/** Of the broker that this process brings; of another there is nothing to count. */
async function lookAtBroker(): Promise<PartHealth> {
  const values = (await register.getSingleMetric('dianhu_mqtt_queue')?.get())?.values ?? []
  const of = (what: string) => values.find(({ labels }) => labels.what === what)?.value ?? 0
  const [messages, held, dropped] = [of('messages'), of('held'), of('dropped')]
  const state = values.length === 0 ? 'none' : stateOfBroker(held, dropped)
  return { part: 'broker', state, fault: null, figures: { messages, held, dropped } }
}

async function lookAtTerminals(ctx: Ctx): Promise<PartHealth> {
  const { all, online, heardAt } = await readTerminals(ctx)
  return {
    part: 'terminals',
    state: stateOfTerminals(online, all),
    fault: null,
    figures: { all, online, heardAt: heardAt?.toISOString() ?? null },
  }
}

async function lookAtDisk(home: string): Promise<PartHealth> {
  const disk = await statfs(home).catch(() => null)
  if (!disk) return { part: 'disk', state: 'none', fault: null, figures: {} }
  const [freeBytes, allBytes] = [disk.bavail * disk.bsize, disk.blocks * disk.bsize]
  return { part: 'disk', state: stateOfDisk(freeBytes, allBytes), fault: null, figures: { freeBytes, allBytes } }
}

async function lookAtBackup(ctx: Ctx): Promise<PartHealth> {
  const latest = await findLatestBackup(ctx)
  return {
    part: 'backup',
    state: stateOfBackup(latest, ctx.now),
    fault: null,
    figures: { latest: latest?.toISOString() ?? null },
  }
}

async function lookAtCertificate(file: string | undefined, now: Date): Promise<PartHealth> {
  const { endsAt = null, because = null } = file ? await readCertificate(file) : {}
  return {
    part: 'certificate',
    state: because === null ? stateOfCertificate(endsAt, now) : 'bad',
    fault: because === null ? null : 'certificate-unreadable',
    figures: { endsAt: endsAt?.toISOString() ?? null, file: file ?? null, because },
  }
}

/** When it ends; else why it cannot be read, in the system's word for it. */
async function readCertificate(file: string): Promise<{ endsAt?: Date; because?: string }> {
  try {
    return { endsAt: new Date(new X509Certificate(await readFile(file)).validTo) }
  } catch (fault) {
    return { because: (fault as NodeJS.ErrnoException).code ?? 'UNKNOWN' }
  }
}

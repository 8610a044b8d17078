import { findBalance, findLatestBill } from '../billing/index.ts'
import type { Ctx } from '../db/context.ts'
import { findAccountFile } from '../db/customers/files.ts'
import { listTimeline } from '../db/timeline.ts'
import { toWire } from '../db/wire.ts'
import { listOpenApplications } from '../intake/index.ts'
import { findPointState, listPointAlarms } from '../metering/index.ts'
import type { CallerFile } from './contract.ts'
import { findGate, maskFile } from './identity/gate.ts'
import { listUnfinishedOrders } from './orders/read.ts'

const TIMELINE = 20
const OPEN_ALARMS = 10

/** All that an agent must see as the caller says hello, in one read. Refuses with `NOT_FOUND`. */
export async function findCallerFile(ctx: Ctx, accountNo: string): Promise<CallerFile> {
  const account = await findAccountFile(ctx, { accountNo })
  const { accountId } = account
  const pointIds = account.points.map(({ pointId }) => pointId)
  const [states, alarms, balance, bill, openOrders, applications, timeline] = await Promise.all([
    findPointState(ctx, pointIds),
    listPointAlarms(ctx, { pointIds, limit: OPEN_ALARMS }),
    findBalance(ctx, accountId),
    findLatestBill(ctx, accountId),
    listUnfinishedOrders(ctx, accountId),
    listOpenApplications(ctx, { accountId }),
    listTimeline(ctx, { accountId, limit: TIMELINE }),
  ])
  const [meter] = states
  const file: CallerFile = {
    account,
    identity: null,
    supply: !meter || meter.state === 'unknown' ? 'unknown' : meter.state === 'live' ? 'on' : meter.state,
    meter: meter
      ? { known: true, value: toWire({ state: meter.state, latestAt: meter.latestAt, powerW: meter.powerW }) }
      : { known: false },
    balance: { known: true, value: balance },
    latestBill: { known: true, value: bill },
    openOrders,
    openApplications: {
      known: true,
      value: applications.map(({ applicationNo, kind, openSteps, nextDue }) => ({
        applicationNo,
        kind,
        step: openSteps.map(({ title }) => title.zh).join('、'),
        dueAt: nextDue?.dueOn ?? null,
      })),
    },
    openAlarms: {
      known: true,
      value: alarms.map(({ alarmId, kind, raisedAt, title }) => ({
        id: alarmId,
        kind,
        raisedAt: raisedAt.toISOString(),
        message: title.zh,
      })),
    },
    timeline: toWire(timeline),
  }
  return maskFile(file, await findGate(ctx, accountId), ctx.actor.name)
}

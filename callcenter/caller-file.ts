import { findBalance, findLatestBill } from '../billing/index.ts'
import type { Ctx } from '../db/context.ts'
import { findAccountFile } from '../db/customers/files.ts'
import { listTimeline } from '../db/timeline.ts'
import { toWire } from '../db/wire.ts'
import { listOpenApplications } from '../intake/index.ts'
import { findPointState, listPointAlarms } from '../metering/index.ts'
import type { CallerFile } from './contract.ts'
import { isToBeTold } from './file/bills.ts'
import { findGate, isWithheld, maskFile } from './identity/gate.ts'
import { describeInForce } from './matters/recognise.ts'
import { listDoneOrders, listUnfinishedOrders } from './orders/read.ts'
import { listInForce } from './sql/matters-in-force.ts'

const TIMELINE = 20
const OPEN_ALARMS = 10
const DONE_ORDERS = 5

/** All that an agent must see as the caller says hello, in one read. Refuses with `NOT_FOUND`. */
export async function findCallerFile(ctx: Ctx, accountNo: string): Promise<CallerFile> {
  const account = await findAccountFile(ctx, { accountNo })
  const { accountId } = account
  const pointIds = account.points.map(({ pointId }) => pointId)
  const [states, alarms, balance, bill, openOrders, doneOrders, applications, timeline, matters] = await Promise.all([
    findPointState(ctx, pointIds),
    listPointAlarms(ctx, { pointIds, limit: OPEN_ALARMS }),
    findBalance(ctx, accountId),
    findLatestBill(ctx, accountId),
    listUnfinishedOrders(ctx, accountId),
    listDoneOrders(ctx, accountId, DONE_ORDERS),
    listOpenApplications(ctx, { accountId }),
    listTimeline(ctx, { accountId, limit: TIMELINE }),
    listInForce(ctx, { accountId }),
  ])
  const [meter] = states
  const gate = await findGate(ctx, accountId)
  const toldBill = bill && (await isToBeTold(ctx, accountId, bill)) ? bill : null
  const file: CallerFile = {
    account,
    identity: null,
    supply: !meter || meter.state === 'unknown' ? 'unknown' : meter.state === 'live' ? 'on' : meter.state,
    meter: meter
      ? { known: true, value: toWire({ state: meter.state, latestAt: meter.latestAt, powerW: meter.powerW }) }
      : { known: false },
    balance: { known: true, value: balance },
    latestBill: { known: true, value: toldBill },
    openOrders,
    doneOrders: { known: true, value: doneOrders },
    openApplications: {
      known: true,
      value: applications.map(({ id, applicationNo, kind, kindTitle, openSteps, nextDue }) => ({
        ...{ id, applicationNo, kind, title: kindTitle },
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
    matters: describeInForce(matters, isWithheld(gate, 'history')),
    timeline: toWire(timeline),
  }
  return maskFile(file, gate, ctx.actor.name)
}

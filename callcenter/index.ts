import { randomUUID } from 'node:crypto'
import { systemCtx } from '../db/context.ts'
import type { Department, Service } from '../db/department.ts'
import { type Db, transact } from '../db/pool.ts'
import { applicationRoutes } from './applications/routes.ts'
import { boardRoutes } from './board/routes.ts'
import { callRoutes } from './call/routes.ts'
import { channelRoutes } from './channels/routes.ts'
import { chatRoutes } from './chat/routes.ts'
import { endSilent, sweepChats } from './chat/sweep.ts'
import { crewRoutes } from './crew/routes.ts'
import { fileRoutes } from './file/routes.ts'
import { workFollowUps } from './follow-up/draw.ts'
import { endForgottenKeys } from './follow-up/keys.ts'
import { followUpRoutes } from './follow-up/routes.ts'
import { alertHandIns } from './hand-ins/hand-ins.ts'
import { handInRoutes } from './hand-ins/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { knowledgeRoutes } from './knowledge/routes.ts'
import { remindOfReviews } from './knowledge/tasks.ts'
import { recutOutdated } from './knowledge/words.ts'
import { endListenings } from './listening/listening.ts'
import { listeningRoutes } from './listening/routes.ts'
import { endLapsed } from './marks/marks.ts'
import { markRoutes } from './marks/routes.ts'
import { matterRoutes } from './matters/routes.ts'
import { menuRoutes } from './menu/routes.ts'
import { stormRoutes } from './menu/storm-routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { alertClocks } from './orders/clocks.ts'
import { orderRoutes } from './orders/routes.ts'
import { taskRoutes } from './orders/tasks/routes.ts'
import { presenceRoutes } from './presence/routes.ts'
import { sweepViews } from './presence/views.ts'
import { profileRoutes } from './profile/routes.ts'
import { promiseRoutes } from './promises/routes.ts'
import { qualityRoutes } from './quality/routes.ts'
import { reasonRoutes } from './reasons/routes.ts'
import { rosterRoutes } from './roster/routes.ts'
import { callcenterRoutes } from './routes.ts'
import { sweepDesk } from './routing.ts'
import { shiftRoutes } from './shifts/routes.ts'
import { attachmentErasure } from './sql/chat-attachments.ts'
import { deskErasures } from './sql/erasures.ts'
import { knowledgeErasure } from './sql/knowledge-erasures.ts'
import { markErasure } from './sql/mark-erasures.ts'
import { matterErasure } from './sql/matter-erasures.ts'
import { noticeErasure } from './sql/notice-erasures.ts'
import { callData } from './sql/personal-data.ts'
import { qualityErasures } from './sql/quality-erasures.ts'
import { shiftErasures } from './sql/shift-erasures.ts'
import { staffingRoutes } from './staffing/routes.ts'
import { countCallDays } from './staffing/staffing.ts'
import { TelephonyConnector } from './telephony/connector.ts'
import { wireLines } from './telephony/lines.ts'
import { realSchedule } from './telephony/schedule.ts'
import { SimulatedEngine } from './telephony/simulator.ts'

export { setMyState } from './agents.ts'
export { wireApplications } from './applications/applications.ts'
export { findBoard } from './board/board.ts'
export { configureLinks } from './call/bill-link.ts'
export { endLineOf, transferContact } from './call/control.ts'
export { findCallerFile } from './caller-file.ts'
export { type ChannelSettings, configureChannels } from './channels/connected.ts'
export { MailReader } from './channels/mailbox.ts'
export { appGateway, appSandbox } from './channels/ports.ts'
export { DeliverySender } from './channels/sender.ts'
export { smtpPort } from './channels/smtp.ts'
export { answerContact, closeContact, receiveCall } from './contacts.ts'
export { handlersSeen } from './orders/doers.ts'
export { parameterSets as callcenterParameters } from './parameters.ts'
export { sweepDesk } from './routing.ts'
export { levelFormulas, levelOf } from './rules/service-level.ts'
export { isHiddenFrom } from './sql/shields.ts'
export { TelephonyConnector } from './telephony/connector.ts'
export type { Caller } from './telephony/line.ts'
export type { TelephonyPort } from './telephony/port.ts'
export { VirtualSchedule } from './telephony/schedule.ts'
export { SimulatedEngine } from './telephony/simulator.ts'

export const callcenter: Department = {
  name: 'callcenter',
  routes(app) {
    callcenterRoutes(app)
    callRoutes(app)
    fileRoutes(app)
    applicationRoutes(app)
    presenceRoutes(app)
    promiseRoutes(app)
    markRoutes(app)
    noticeRoutes(app)
    matterRoutes(app)
    orderRoutes(app)
    taskRoutes(app)
    crewRoutes(app)
    boardRoutes(app)
    listeningRoutes(app)
    identityRoutes(app)
    menuRoutes(app)
    stormRoutes(app)
    shiftRoutes(app)
    qualityRoutes(app)
    rosterRoutes(app)
    staffingRoutes(app)
    knowledgeRoutes(app)
    chatRoutes(app)
    handInRoutes(app)
    followUpRoutes(app)
    reasonRoutes(app)
    profileRoutes(app)
    channelRoutes(app)
  },
  subscribers: [],
  jobs: [
    { name: 'alert-order-clocks', cron: '* * * * *', run: (ctx) => transact(ctx, alertClocks) },
    { name: 'alert-hand-ins', cron: '* * * * *', run: (ctx) => transact(ctx, alertHandIns) },
    { name: 'end-silent-chats', cron: '* * * * *', run: endSilent },
    { name: 'end-lapsed-marks', cron: '5 * * * *', run: endLapsed },
    { name: 'count-call-days', cron: '15 0 * * *', run: countCallDays },
    { name: 'remind-of-reviews', cron: '10 7 * * *', run: remindOfReviews },
    { name: 'work-follow-ups', cron: '*/5 * * * *', run: workFollowUps },
    { name: 'recut-knowledge', cron: '20 * * * *', run: recutOutdated },
  ],
  personalData: callData,
  erasures: [
    ...deskErasures,
    attachmentErasure,
    ...shiftErasures,
    ...qualityErasures,
    knowledgeErasure,
    markErasure,
    noticeErasure,
    matterErasure,
  ],
}

/** Whoever is called back picks up, and talks for a while. */
const reachAnybody = (number: string) => ({ number, patienceMs: 60_000, talkMs: 120_000 })

/** A telephone engine without telephones, for towns and training; calls told to the product go through it from then on. */
export function startSimulatedEngine(parts: { db: Db; clock: () => Date; onFault: (fault: unknown) => void }): Service {
  const engine = new SimulatedEngine({
    engine: 'simulated',
    schedule: realSchedule,
    epoch: randomUUID(),
    reach: reachAnybody,
  })
  const connector = new TelephonyConnector({ ...parts, port: engine })
  const unwire = wireLines(engine)
  connector.start()
  return {
    name: connector.name,
    start() {},
    async stop() {
      unwire()
      await connector.stop()
    },
  }
}

const SWEEP_MS = 1_000

/** Looks every second for offers that nobody took and calls that nobody was offered. */
export function createDeskSweep(parts: { db: Db; clock: () => Date; onFault: (fault: unknown) => void }): Service {
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()
  const sweep = () => {
    const ctx = systemCtx(parts.db, parts.clock(), 'desk')
    sweeping = sweepChats(ctx)
      .then(() => sweepDesk(ctx))
      .then(() => sweepViews(ctx))
      .then(() => endListenings(ctx))
      .then(() => endForgottenKeys(ctx))
      .catch(parts.onFault)
      .finally(() => {
        if (timer) timer = setTimeout(sweep, SWEEP_MS)
      })
  }
  return {
    name: 'desk-sweep',
    start() {
      timer = setTimeout(sweep, SWEEP_MS)
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await sweeping
    },
  }
}

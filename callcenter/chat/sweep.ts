import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { tellsOfDanger } from '../rules/chat/reading.ts'
import { addressedChannels } from '../rules/chat/written.ts'
import { listSilent, MOST_SILENT } from '../sql/channels.ts'
import { endThread, holdThread, type ThreadRow } from '../sql/chat.ts'
import { listLeft, listToClose, listToWarn, listUnread, requeueLost, setWarned } from '../sql/chat-desk.ts'
import { raiseToDanger } from './hand-over.ts'
import { endByCustomer } from './own-chat.ts'
import { say } from './speak.ts'

/** Puts right what time has changed: who is silent is warned and then left, who gave up is not waited for, whose agent is gone waits again. */
export async function sweepChats(ctx: Ctx): Promise<void> {
  const rules = await readFigures(ctx, 'chat_rule')
  const before = (seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)
  const minutes = rules('close-minutes') - rules('warn-minutes')
  const silentSince = before(rules('warn-minutes') * 60)
  for (const { contactId } of await listToWarn(ctx, silentSince))
    await whileHeld(ctx, contactId, {
      lookAgain: (inner) => listToWarn(inner, silentSince, contactId),
      async work(inner, thread) {
        await setWarned(inner, contactId)
        await say(inner, thread, 'warning', { minutes })
      },
    })
  for (const { contactId } of await listToClose(ctx, before(minutes * 60)))
    await end(ctx, contactId, 'idle', (inner) => listToClose(inner, before(minutes * 60), contactId))
  for (const { contactId } of await listLeft(ctx, before(rules('left-seconds'))))
    await end(ctx, contactId, 'left', (inner) => listLeft(inner, before(rules('left-seconds')), contactId))
  await transact(ctx, async (inner) => {
    for (const { contactId } of await requeueLost(inner, before(rules('desk-lost-minutes') * 60)))
      await waitAgain(inner, contactId)
  })
}

/** What its agent has not read may be danger. */
async function waitAgain(ctx: Ctx, contactId: number): Promise<void> {
  const thread = await holdThread(ctx, contactId)
  if (!thread) return
  await say(ctx, thread, 'queued-again')
  if ((await listUnread(ctx, contactId)).some(tellsOfDanger)) await raiseToDanger(ctx, thread)
}

const HOURS = { sms: ['sms-idle-hours', 1], app: ['app-idle-hours', 1], email: ['email-idle-days', 24] } as const

/** Who writes from an address is not warned, and not sent that it is over: he writes again when he likes. */
export async function endSilent(ctx: Ctx): Promise<void> {
  const rules = await readFigures(ctx, 'channel_rule')
  for (const channel of addressedChannels) {
    const [rule, hours] = HOURS[channel]
    const before = new Date(ctx.now.getTime() - rules(rule) * hours * 3_600_000)
    for (let found = MOST_SILENT; found === MOST_SILENT; ) {
      const silent = await listSilent(ctx, channel, before)
      for (const { contactId } of silent)
        await end(ctx, contactId, 'idle', (inner) => listSilent(inner, channel, before, contactId))
      found = silent.length
    }
  }
}

type Held = { lookAgain: (ctx: Ctx) => Promise<object[]>; work: (ctx: Ctx, thread: ThreadRow) => Promise<void> }

/** What he wrote, or that he was handed over, since he was found silent comes first: it is looked again once the conversation is held. */
function whileHeld(ctx: Ctx, contactId: number, { lookAgain, work }: Held): Promise<void> {
  return transact(ctx, async (inner) => {
    const thread = await holdThread(inner, contactId)
    if (thread && (await lookAgain(inner)).length > 0) await work(inner, thread)
  })
}

function end(ctx: Ctx, contactId: number, by: 'idle' | 'left', lookAgain: Held['lookAgain']): Promise<void> {
  return whileHeld(ctx, contactId, {
    lookAgain,
    async work(inner, thread) {
      if (thread.state !== 'active') return endByCustomer(inner, thread, by)
      // The agent who has it still writes what it was about.
      await say(inner, thread, 'ended-idle')
      await endThread(inner, contactId, by)
    },
  })
}

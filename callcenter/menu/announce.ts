import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { civilDay, startOfDay } from '../../db/time.ts'
import type { Language } from '../rules/menu.ts'
import { estimateWait, USUAL_HANDLE_SECONDS } from '../rules/routing.ts'
import { describeWait, rather, thanks } from '../rules/waiting.ts'
import {
  askCallBack,
  claimAnnouncement,
  countAtWork,
  listToAnnounce,
  logAnnounced,
  meanHandleSeconds,
  setAwaits,
  type ToAnnounce,
} from '../sql/announce.ts'
import { commandLine } from '../sql/telephony.ts'

const MOST = 50
const PATIENCE_SECONDS = 4

/** Tells those who wait how many are before them and how long it may take; where that is long, they may choose to be called back. */
export async function announceQueue(ctx: Ctx): Promise<void> {
  const rules = await readFigures(ctx, 'queue_rule')
  const before = (seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)
  const announcedBefore = before(rules('announce-seconds'))
  const due = await listToAnnounce(ctx, {
    announcedBefore,
    queuedBefore: before(rules('announce-first-seconds')),
    most: MOST,
  })
  if (due.length === 0) return
  const atWork = await countAtWork(ctx)
  const handleSeconds = (await meanHandleSeconds(ctx, startOfDay(civilDay(ctx.now)))) ?? USUAL_HANDLE_SECONDS
  for (const each of due) {
    const agentsAtWork = atWork.get(each.skill) ?? 0
    const waitSeconds = estimateWait({ ahead: each.ahead, agentsAtWork, handleSeconds })
    const isLong = waitSeconds === null || waitSeconds >= rules('call-back-offer-seconds')
    const offersCallBack = isLong && each.hasNumber
    await announce(ctx, each, { waitSeconds, offersCallBack, announcedBefore })
  }
}

type Told = { waitSeconds: number | null; offersCallBack: boolean; announcedBefore: Date }

function announce(
  ctx: Ctx,
  { contactId, ahead, alsoSkill }: ToAnnounce,
  { waitSeconds, offersCallBack, announcedBefore }: Told,
): Promise<void> {
  return transact(ctx, async (inner) => {
    // Another process may sweep the desk at the same moment.
    if (!(await claimAnnouncement(inner, contactId, announcedBefore))) return
    const language = languageOf(alsoSkill)
    const wait = describeWait({ ahead, waitSeconds })[language]
    const command = offersCallBack
      ? ({ act: 'collect', prompt: `${wait}${rather[language]}`, most: 1, seconds: PATIENCE_SECONDS } as const)
      : ({ act: 'play', prompt: wait } as const)
    const commandId = await commandLine(inner, contactId, command)
    await logAnnounced(inner, contactId, { commandId: offersCallBack ? commandId : null, ahead, waitSeconds })
  })
}

/** He would rather be called back: he keeps his place, and his line is free once he was told so. */
export async function chooseCallBack(ctx: Ctx, contactId: number, at: Date): Promise<void> {
  const asked = await askCallBack(ctx, contactId, at)
  if (!asked) return
  const commandId = await commandLine(ctx, contactId, { act: 'play', prompt: thanks[languageOf(asked.alsoSkill)] })
  await setAwaits(ctx, contactId, commandId)
}

function languageOf(alsoSkill: ToAnnounce['alsoSkill']): Language {
  return alsoSkill === 'english' ? 'en' : 'zh'
}

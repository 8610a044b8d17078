import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { decideKey } from '../rules/key-rating.ts'
import {
  type Askable,
  findAskable,
  findAwaitingKeys,
  findOnLine,
  holdForgotten,
  insertKeyRating,
  type KeyOutcome,
  type KeyRating,
  listKeys,
  listKeyWords,
  setAskedAgain,
  setKeysAwait,
  setKeysOutcome,
  wasAskedLately,
} from '../sql/key-ratings.ts'
import { countActs, listMarksOf } from '../sql/marks.ts'
import { commandAsked } from '../sql/telephony.ts'
import type { EngineEvent } from '../telephony/port.ts'
import { takeScore } from './scores.ts'

const DAY_MS = 86_400_000
/** What is said takes so long at most; who is not heard of after it is let go. */
const SPEECH_SECONDS = 60
const spared = ['abusive', 'silent'] as const

/**
 * Asks who is on the line to rate the call by a key, in the transaction in which the agent ends it: the agent leaves the line, which stands
 * until a key is pressed or the time is over. False where he is not to be asked: then the line is the caller's to end, or the desk's.
 */
export async function askByKeys(ctx: Ctx, contactId: number): Promise<boolean> {
  const askable = await findAskable(ctx, contactId)
  if (!askable) return false
  const figure = await readFigures(ctx, 'key_rating_rule')
  if (figure('asked') !== 1) return false
  const question = (await listKeyWords(ctx)).get('question')?.[askable.language]
  if (question === undefined || (await listKeys(ctx)).size === 0) return false
  if ((await isSpared(ctx, contactId, askable)) || (await isTired(ctx, askable, figure('again-days')))) return false
  await insertKeyRating(ctx, contactId, { language: askable.language, expiresAt: until(ctx, figure('seconds')) })
  // Who listens to the recording is not to hear what the agent was given.
  if (askable.isRecorded) await commandAsked(ctx, contactId, { act: 'record', on: false })
  await commandAsked(ctx, contactId, { act: 'park' })
  await setKeysAwait(ctx, contactId, await ask(ctx, contactId, question, figure('seconds')))
  return true
}

/** What became of a command: a key was pressed or none, or he was thanked. False: it was none of a rating's. */
export async function hearKeys(ctx: Ctx, event: EngineEvent & { told: 'played' | 'digits' }): Promise<boolean> {
  const rating = await findAwaitingKeys(ctx, event.callId, event.command)
  if (!rating) return false
  // A report is asked of nobody, and what was written since he was asked may be one.
  if (rating.isReported) await letGo(ctx, rating, 'unheard')
  else if (event.told === 'digits') await hearKey(ctx, rating, event.digits)
  else await letGo(ctx, rating, 'answered')
  return true
}

async function hearKey(ctx: Ctx, rating: KeyRating, digits: string): Promise<void> {
  const { contactId, language } = rating
  const figure = await readFigures(ctx, 'key_rating_rule')
  const then = decideKey(digits, rating, { times: figure('times'), scores: await listKeys(ctx) })
  const words = await listKeyWords(ctx)
  if (then.do === 'let-go') return letGo(ctx, rating, 'silent')
  if (then.do === 'ask-again') {
    const prompt = `${words.get('again')?.[language] ?? ''}${words.get('question')?.[language] ?? ''}`
    await setAskedAgain(ctx, contactId, until(ctx, figure('seconds')))
    return setKeysAwait(ctx, contactId, await ask(ctx, contactId, prompt, figure('seconds')))
  }
  await keepScore(ctx, contactId, then.score)
  const thanks = words.get('thanks')?.[language]
  if (thanks === undefined) return letGo(ctx, rating, 'answered')
  const command = await commandAsked(ctx, contactId, { act: 'play', prompt: thanks })
  await setKeysOutcome(ctx, contactId, { outcome: 'answered', thanksUntil: until(ctx, 0) })
  await setKeysAwait(ctx, contactId, command)
}

async function keepScore(ctx: Ctx, contactId: number, score: number): Promise<void> {
  try {
    await takeScore(ctx, { subject: 'contact', id: contactId, score, comment: null, way: 'keys' })
  } catch (refusal) {
    // An order that cannot be opened must not hold up every other call of the line: the score stands without it.
    if (!(refusal instanceof Refusal)) throw refusal
  }
}

/** The line is gone: who had pressed nothing yet has no score. */
export async function endKeys(ctx: Ctx, callId: string): Promise<void> {
  const rating = await findOnLine(ctx, callId)
  if (rating) await setKeysOutcome(ctx, rating.contactId, { outcome: 'hung-up', thanksUntil: null })
}

/** The engine would not ask: nobody is kept on his line for it. */
export async function giveUpKeys(ctx: Ctx, callId: string, commandId: string): Promise<void> {
  const rating = await findAwaitingKeys(ctx, callId, commandId)
  if (rating) await letGo(ctx, rating, 'unheard')
}

/** Lets go lines on which nothing was heard in time, as when the engine's events were missed: nothing is said to anybody twice. */
export function endForgottenKeys(ctx: Ctx): Promise<void> {
  return transact(ctx, async (inner) => {
    for (const rating of await holdForgotten(inner)) await letGo(inner, rating, 'unheard')
  })
}

async function letGo(ctx: Ctx, { contactId }: KeyRating, outcome: KeyOutcome): Promise<void> {
  await commandAsked(ctx, contactId, { act: 'hang-up' })
  await setKeysOutcome(ctx, contactId, { outcome, thanksUntil: null })
}

function ask(ctx: Ctx, contactId: number, prompt: string, seconds: number): Promise<number | null> {
  return commandAsked(ctx, contactId, { act: 'collect', prompt, most: 1, seconds })
}

function until({ now }: Ctx, seconds: number): Date {
  return new Date(now.getTime() + (SPEECH_SECONDS + seconds) * 1000)
}

/** Marked as abusive or silent by a lead, or dealt with as such in this call. */
async function isSpared(ctx: Ctx, contactId: number, of: Askable): Promise<boolean> {
  const acts = await countActs(ctx, contactId)
  const marks = await listMarksOf(ctx, of)
  return spared.some((mark) => acts.has(mark) || marks.some((each) => each.mark === mark && each.state === 'confirmed'))
}

async function isTired(ctx: Ctx, of: Askable, againDays: number): Promise<boolean> {
  const figure = await readFigures(ctx, 'follow_up_rule')
  const daysAgo = (days: number) => new Date(ctx.now.getTime() - days * DAY_MS)
  const since = {
    asked: daysAgo(figure('asked-again-days')),
    refused: daysAgo(figure('refused-days')),
    keys: daysAgo(againDays),
  }
  return wasAskedLately(ctx, of, since)
}

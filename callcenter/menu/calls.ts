import type { Ctx } from '../../db/context.ts'
import { findAccountIdsByPhone } from '../../db/customers/search.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilDay, minuteOfDay } from '../../db/time.ts'
import { findWorkCalendar, isWorkingDay } from '../../intake/index.ts'
import { sayRecorded } from '../quality/recordings.ts'
import { findPlace, routeContacts } from '../routing.ts'
import {
  advanceMenu,
  beginMenu,
  type Facts,
  type Heard,
  type MenuState,
  type Move,
  type Spoken,
  type Step,
} from '../rules/menu.ts'
import type { LanguageSkill, Skill } from '../rules/routing.ts'
import { putStormBefore } from '../rules/storm.ts'
import { takeOverCallBack } from '../sql/call-backs.ts'
import {
  type FlowInForce,
  findAwaiting,
  findEntered,
  findInMenu,
  insertMenuCall,
  keepMenuCall,
  logMenu,
  type MenuCall,
  queueFromMenu,
  type Served,
  setEntered,
} from '../sql/menu.ts'
import { findStormFor, setRecorded } from '../sql/storms.ts'
import { commandLine } from '../sql/telephony.ts'
import type { EngineEvent } from '../telephony/port.ts'
import { reportFault, tellOf } from './tell.ts'

/** A call that was taken in hears the menu, and before it the large outage that is declared. `at` by the engine's clock. */
export async function enterMenu(
  ctx: Ctx,
  { contactId, accountId }: { contactId: number; accountId: number | null },
  { version, flow }: FlowInForce,
  at: Date,
): Promise<void> {
  const storm = (await findStormFor(ctx, accountId, at)) ?? null
  const begun = beginMenu(storm ? putStormBefore(flow, null) : flow)
  await insertMenuCall(ctx, { contactId, version, state: begun, beganAt: at, storm })
  const call = await findInMenu(ctx, { contactId })
  if (call) await proceed(ctx, call, { kind: 'begun' }, at)
}

/** What became of a command: the caller pressed something, or heard to the end what was said. False: it was none of the menu's. */
export async function hearMenu(ctx: Ctx, event: EngineEvent & { told: 'played' | 'digits' }): Promise<boolean> {
  const call = await findAwaiting(ctx, event.callId, event.command)
  if (!call) return false
  if (event.told === 'played') {
    await keepMenuCall(ctx, call.contactId, { state: call.state, awaits: null, served: servedBy(call.state, true) })
    await commandLine(ctx, call.contactId, { act: 'hang-up' })
    return true
  }
  const node = call.flow.nodes[call.state.node]
  // Of a number of an account it is on record whose it was, and not what was typed.
  const pressed = node?.kind === 'choose' ? event.digits : event.digits === '' ? '' : '…'
  await logMenu(ctx, call.contactId, event.at, { node: call.state.node, title: node?.title, pressed })
  await proceed(ctx, call, { kind: 'digits', digits: event.digits }, event.at)
  return true
}

/** The engine would not say or ask what it was to: whoever is in the menu is given to a person, so that nobody is stuck there. */
export async function leaveMenu(ctx: Ctx, callId: string): Promise<void> {
  const call = await findInMenu(ctx, { callId })
  if (call) await toQueue(ctx, call, { do: 'queue', prompt: '', skill: 'general', alsoSkill: null }, ctx.now)
}

/** It is not known what became of the present question while nobody listened to the engine: it is asked again. */
export async function askAgain(ctx: Ctx, callId: string): Promise<void> {
  const call = await findInMenu(ctx, { callId })
  if (call && !call.isToBeAsked) await proceed(ctx, call, { kind: 'begun' }, ctx.now)
}

async function proceed(ctx: Ctx, call: MenuCall, heard: Heard, at: Date): Promise<void> {
  let step = advanceMenu(call.flow, call.state, heard, await findFacts(ctx, call, at))
  for (;;) {
    const outcome = await answerMove(ctx, call, step, at)
    if (!outcome) break
    step = advanceMenu(call.flow, step.state, outcome, await findFacts(ctx, call, at))
  }
  await carryOut(ctx, call, step, at)
}

async function findFacts(ctx: Ctx, { accountId }: MenuCall, at: Date): Promise<Facts> {
  return {
    isKnown: accountId !== null,
    minute: minuteOfDay(at),
    isWorkingDay: isWorkingDay(civilDay(at), await findWorkCalendar(ctx)),
  }
}

/** What a move asks of the file and the other departments; undefined where the caller is asked, or leaves. */
async function answerMove(ctx: Ctx, call: MenuCall, { state, move }: Step, at: Date): Promise<Heard | undefined> {
  const { contactId, accountId } = call
  if (move.do === 'look-up') return { kind: 'account', isMatched: await matchAccount(ctx, call, move.accountNo, at) }
  if (move.do !== 'tell' && move.do !== 'report' && move.do !== 'record') return undefined
  if (accountId === null) return { kind: 'refused' }
  try {
    const { told, detail } = await outcomeOf(ctx, { ...call, accountId }, move, at)
    await logMenu(ctx, contactId, at, { node: state.node, ...detail })
    return { kind: 'answer', text: told[state.language] }
  } catch (refusal) {
    // A department's no is a turn in the flow; it must not hold up every other call of the line.
    if (refusal instanceof Refusal) return { kind: 'refused' }
    throw refusal
  }
}

async function outcomeOf(
  ctx: Ctx,
  { contactId, accountId, stormId }: MenuCall & { accountId: number },
  move: Extract<Move, { do: 'tell' | 'report' | 'record' }>,
  at: Date,
): Promise<{ told: Spoken; detail: Record<string, unknown> }> {
  switch (move.do) {
    case 'tell':
      return { told: await tellOf(ctx, accountId, move.what), detail: { told: move.what } }
    case 'report':
      return reportFault(ctx, { accountId, contactId }, '语音导航自助报修：客户报停电，未经坐席询问')
    case 'record':
      await setRecorded(ctx, contactId, at)
      return { told: recorded, detail: { recorded: stormId } }
  }
}

const recorded: Spoken = {
  zh: '已登记您家停电，恢复进展以播报为准。',
  en: 'It is recorded that you are without power.',
}

/** Only an account of the number that he rings from is his; that of another, and one that is not there, are told in the same words. */
async function matchAccount(ctx: Ctx, call: MenuCall, accountNo: string, at: Date): Promise<boolean> {
  const mine = call.phoneHash ? await findAccountIdsByPhone(ctx, call.phoneHash) : []
  const enteredId = await findEntered(ctx, accountNo)
  const isMatched = enteredId !== null && mine.includes(enteredId)
  await setEntered(ctx, call.contactId, { enteredId, isMatched })
  if (isMatched) call.accountId = enteredId
  await logMenu(ctx, call.contactId, at, { account: isMatched ? 'matched' : enteredId ? 'of-another' : 'unknown' })
  return isMatched
}

async function carryOut(ctx: Ctx, call: MenuCall, { state, move }: Step, at: Date): Promise<void> {
  const { contactId } = call
  const served = servedBy(state, false)
  if (move.do === 'ask') {
    const { prompt, most, seconds } = move
    const awaits = await commandLine(ctx, contactId, { act: 'collect', prompt, most, seconds })
    return keepMenuCall(ctx, contactId, { state, awaits, served })
  }
  if (move.do === 'end') {
    const awaits = await commandLine(ctx, contactId, { act: 'play', prompt: move.prompt })
    return keepMenuCall(ctx, contactId, { state, awaits, served: servedBy(state, true) })
  }
  await keepMenuCall(ctx, contactId, { state, awaits: null, served })
  if (move.do === 'queue' || move.do === 'call-back') return toQueue(ctx, call, move, at)
  throw new Error(`the menu cannot go on from ${state.node}`)
}

type Asked = { do: 'queue' | 'call-back'; prompt: string; skill: Skill; alsoSkill: LanguageSkill | null }

async function toQueue(
  ctx: Ctx,
  { contactId, accountId, phoneHash }: MenuCall,
  { do: does, prompt, skill, alsoSkill }: Asked,
  at: Date,
): Promise<void> {
  // Whose number is withheld cannot be called back: he waits on his line.
  const isCallBack = does === 'call-back' && phoneHash !== null
  const said = await sayRecorded(ctx, contactId, does === 'queue' || isCallBack ? prompt : '', alsoSkill ? 'en' : 'zh')
  if (isCallBack && said === null) await commandLine(ctx, contactId, { act: 'hang-up' })
  const place = await findPlace(ctx, { accountId, hash: phoneHash })
  await queueFromMenu(ctx, contactId, { at, skill, alsoSkill, place, isCallBack, awaits: isCallBack ? said : null })
  await takeOverCallBack(ctx, contactId)
  await routeContacts(ctx)
}

const titles = { balance: '余额', bill: '账单', outage: '停电信息' }

/** What he came for and got; null: nothing yet. `isOver`: he heard the menu to its end. */
function servedBy({ told, hasReported, hasRecorded }: MenuState, isOver: boolean): Served | null {
  const did = [
    ...(hasRecorded ? ['大面积停电登记'] : []),
    ...(hasReported ? ['登记报修'] : []),
    ...told.map((what) => `播报${titles[what]}`),
  ]
  if (did.length === 0 && !isOver) return null
  const category =
    hasRecorded || hasReported || told.includes('outage') ? 'outage' : told.length > 0 ? 'billing' : 'other'
  return { category, summary: `语音自助：${did.join('、') || '听完导航'}` }
}

import type { Ctx } from '../../db/context.ts'
import { civilMinute } from '../../db/time.ts'
import { addTimelineEntry } from '../../db/timeline.ts'
import type { Settled } from '../sql/promise-calls.ts'
import { isInFile } from '../sql/promises.ts'
import type { askers, PromiseState } from './contract.ts'

type About = Pick<Settled, 'id' | 'accountId' | 'from' | 'until' | 'isOnFile'>

const outcomes: Partial<Record<PromiseState, { zh: string; en: string }>> = {
  kept: { zh: '约定的回电已完成', en: 'We rang back as promised' },
  'not-reached': { zh: '约定的回电多次未接通', en: 'We rang back as promised and did not reach you' },
  'taken-over': { zh: '已在来电中答复，不再回电', en: 'Answered when you rang: no call-back is due' },
  withdrawn: { zh: '约定的回电已撤销', en: 'The promised call-back was withdrawn' },
}

/** From when to when, in civil time. */
export function sayWindow({ from, until }: { from: Date; until: Date }): string {
  return `${civilMinute(from)}–${civilMinute(until).slice(11)}`
}

/** Tells the file that it was promised; the customer himself only where his own number is to be rung: another’s call is not his to know of. */
export async function tellPromised(ctx: Ctx, about: About): Promise<void> {
  const window = sayWindow(about)
  await tell(ctx, about, '', { zh: `95598 约定回电：${window}`, en: `95598 promised to ring back: ${window}` })
}

type Rescheduled = About & { former: { from: Date; until: Date }; version: number; askedBy: (typeof askers)[number] }

/** Who asked for it is said where the customer did. */
export async function tellRescheduled(ctx: Ctx, about: Rescheduled): Promise<void> {
  const [from, to] = [sayWindow(about.former), sayWindow(about)]
  const asked = about.askedBy === 'customer' ? { zh: '应客户要求', en: ' as asked' } : { zh: '', en: '' }
  await tell(ctx, about, `:rescheduled:${about.version}`, {
    zh: `95598 ${asked.zh}改约回电：${to}（原 ${from}）`,
    en: `95598 rescheduled the promised call${asked.en}: ${to} (was ${from})`,
  })
}

export async function tellOutcome(ctx: Ctx, about: About & { state: PromiseState }): Promise<void> {
  const told = outcomes[about.state]
  if (told) await tell(ctx, about, ':outcome', { zh: `95598 ${told.zh}`, en: told.en })
}

async function tell(ctx: Ctx, about: About, part: string, title: { zh: string; en: string }): Promise<void> {
  const { id, accountId, isOnFile } = about
  if (accountId === null) return
  const promised = `promised-call:${id}`
  // What the file was not told of has no outcome there.
  if (part !== '' && !(await isInFile(ctx, accountId, promised))) return
  const subject = `${promised}${part}`
  await addTimelineEntry(ctx, { accountId, at: ctx.now, kind: 'promised-call', subject, title, internal: !isOnFile })
}

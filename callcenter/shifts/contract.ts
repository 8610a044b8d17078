import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { leadShifts, type ShiftCode } from '../rules/shifts.ts'

export const shiftTitles: Record<ShiftCode, { zh: string; en: string }> = {
  early: { zh: '早班', en: 'Early' },
  middle: { zh: '中班', en: 'Middle' },
  night: { zh: '夜班', en: 'Night' },
  day: { zh: '行政班', en: 'Day' },
}

export const itemKinds = [
  'order',
  'hand-in',
  'call-back',
  'promised-call',
  'unwritten',
  'storm',
  'absent',
  'note',
  'free',
] as const
export type ItemKind = (typeof itemKinds)[number]
export const lineStates = ['offered', 'accepted', 'refused', 'upheld', 'withdrawn'] as const
export const handOverStates = ['draft', 'signed', 'taken'] as const

export const itemTitles: Record<ItemKind, { zh: string; en: string }> = {
  order: { zh: '工单时限', en: 'Order near its clock' },
  'hand-in': { zh: '热线转办时限', en: 'Hand-in near its clock' },
  'call-back': { zh: '待回电、回访', en: 'To be called back' },
  'promised-call': { zh: '约定回电', en: 'Promised call-back' },
  unwritten: { zh: '待补记', en: 'To be written' },
  storm: { zh: '大面积停电', en: 'Large outage' },
  absent: { zh: '坐席缺岗', en: 'Agent missing' },
  note: { zh: '坐席留言', en: 'Note of an agent' },
  free: { zh: '班长交代', en: 'From the lead' },
}
export const lineTitles: Record<(typeof lineStates)[number], { zh: string; en: string }> = {
  offered: { zh: '待接收', en: 'To be accepted' },
  accepted: { zh: '已接收', en: 'Accepted' },
  refused: { zh: '已退回', en: 'Refused' },
  upheld: { zh: '维持移交', en: 'Upheld' },
  withdrawn: { zh: '交班人收回', en: 'Taken back' },
}
export const stateTitles: Record<(typeof handOverStates)[number], { zh: string; en: string }> = {
  draft: { zh: '草稿', en: 'Draft' },
  signed: { zh: '待接班', en: 'To be taken' },
  taken: { zh: '已接班', en: 'Taken' },
}

const shift = z.enum(leadShifts)
const words = (least: string) => z.string().trim().min(2, least).max(500)

export const handOverItem = z.object({
  id: z.number(),
  kind: z.enum(itemKinds),
  /** Of an order its number, of a hand-in the hotline’s, of a contact likewise, of a promised call its window, of a storm its area, of an agent his name; empty of what a person wrote. */
  label: z.string(),
  note: z.string().nullable(),
  isUrgent: z.boolean(),
  until: z.iso.datetime().nullable(),
  accountNo: z.string().nullable(),
  workOrderNo: z.string().nullable(),
  heldBy: z.string().nullable().describe('who took it last'),
  openedBy: z.string(),
  openedAt: z.iso.datetime(),
  doneAt: z.iso.datetime().nullable(),
  doneBy: z.string().nullable(),
  travelled: z.number().describe('in how many hand-overs it stood'),
})
export type HandOverItem = z.infer<typeof handOverItem>

const summary = z.object({
  id: z.number(),
  unit: z.string(),
  shift,
  shiftOn: z.iso.date(),
  state: z.enum(handOverStates),
  drawnBy: z.string(),
  signedBy: z.string().nullable(),
  signedAt: z.iso.datetime().nullable(),
  takenBy: z.string().nullable(),
  takenAt: z.iso.datetime().nullable(),
  lines: z.number(),
  undecided: z.number(),
  refused: z.number(),
  version: z.number(),
})
export type HandOverSummary = z.infer<typeof summary>

/** GET /api/callcenter/hand-overs: the reader's units; the latest first. */
export const handOverPage = z.object({
  /** The shift that runs and the one before it, whose hand-overs may be drawn up; null where the reader belongs to no unit. */
  shifts: z.array(z.object({ shift, shiftOn: z.iso.date(), from: z.iso.datetime(), to: z.iso.datetime() })),
  /** Since when the shift that runs should have been taken and was not; null where it was, or where nobody hands over yet. */
  lateSince: z.iso.datetime().nullable(),
  handOvers: z.array(summary),
  openItems: z.array(handOverItem),
})
export type HandOverPage = z.infer<typeof handOverPage>

/** GET /api/callcenter/hand-overs/{id} */
export const handOver = summary.extend({
  items: z.array(
    handOverItem.extend({
      state: z.enum(lineStates),
      decidedBy: z.string().nullable(),
      decidedAt: z.iso.datetime().nullable(),
      decidedReason: z.string().nullable(),
    }),
  ),
  history: z.array(
    z.object({
      at: z.iso.datetime(),
      by: z.string(),
      act: z.string(),
      itemId: z.number().nullable(),
      note: z.string().nullable(),
    }),
  ),
})
export type HandOver = z.infer<typeof handOver>

/** POST /api/callcenter/hand-overs: drawn up for a shift, or gathered again while it is a draft. Answers 201. */
export const newHandOver = z.strictObject({ shift, shiftOn: z.iso.date() })
/** POST /api/callcenter/hand-overs/{id}/items: what no system knows. Answers 201 with the hand-over. */
export const newItem = z.strictObject({
  note: words('请写明交接事项'),
  isUrgent: z.boolean().default(false),
  until: z.iso.datetime({ offset: true }).optional(),
  accountNo: accountNoShape.optional(),
  workOrderNo: z.string().trim().min(1).max(40).optional(),
})
/** POST /api/callcenter/hand-overs/{id}/signing */
export const signing = z.strictObject({ version: z.number().int() })
/** POST /api/callcenter/hand-overs/{id}/items/{itemId}/refusal */
export const refusal = z.strictObject({ reason: words('请写明不接的原因') })
/** POST /api/callcenter/hand-overs/{id}/items/{itemId}/answer: of what was refused. */
export const refusalAnswer = z.strictObject({ verdict: z.enum(['upheld', 'withdrawn']), reason: words('请写明理由') })
/** POST /api/callcenter/hand-over-items/{id}/completion */
export const completion = z.strictObject({ note: words('请写明如何办结') })
/** POST /api/callcenter/shift-notes: an agent tells his lead what the next shift must know. Answers 201. */
export const shiftNote = z.strictObject({ note: words('请写明要交代的事'), isUrgent: z.boolean().default(true) })

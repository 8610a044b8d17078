import { z } from 'zod'
import { accountFile, accountHit, accountNoShape, timelineEntry } from '../db/customers/contract.ts'
import { handedIn } from './applications/contract.ts'
import { identityGate, identityLevel } from './identity/contract.ts'
import { recognisedMatter } from './matters/contract.ts'
import { menuTrail } from './menu/contract.ts'
import { doneOrder, workOrder } from './orders/contract.ts'
import { promiseTold } from './promises/contract.ts'
import { priorityReasons, skills } from './rules/routing.ts'

/** A fact whose source cannot tell is `unknown`, shown as 未接入, never as 0. */
const unknown = z.object({ known: z.literal(false) })
const known = <T extends z.ZodType>(value: T) => z.union([unknown, z.object({ known: z.literal(true), value })])

export const channels = ['voice', 'counter', 'web', 'note', 'chat', 'sms', 'app', 'email', 'hotline'] as const

// ── agents ───────────────────────────────────────────────────────────────────

export const agentStates = ['away', 'ready', 'offered', 'talking', 'wrap-up'] as const
/** Why somebody is away: his own word, or what the desk saw. */
export const awayReasons = ['break', 'meal', 'training', 'meeting', 'no-answer', 'offline', 'forced'] as const
export const agentState = z.object({
  state: z.enum(agentStates),
  since: z.iso.datetime(),
  reason: z.enum(awayReasons).nullable(),
  missed: z.enum(channels).nullable().describe('of the offer that was not answered, where that is the reason'),
  wrapUpLeftMs: z.number().nullable().describe('of wrap-up, when this was read; then he is ready by himself'),
  written: z.number().describe('contacts of written channels that are in hand or offered'),
  live: z.number().describe('of them those that are live: while there is one no call comes'),
})
export type AgentState = z.infer<typeof agentState>
/** PUT /api/callcenter/agents/me/state: an agent says whether a call may come. */
export const agentStateInput = z.strictObject({
  state: z.enum(['away', 'ready']),
  reason: z.enum(['break', 'meal', 'training', 'meeting']).optional().describe('why away'),
})

// ── contacts ─────────────────────────────────────────────────────────────────

/** `unwritten`: the line is gone and what was said is still to be written down. */
export const contactStates = ['in-menu', 'queued', 'offered', 'active', 'unwritten', 'closed', 'abandoned'] as const
export const contactCategories = [
  'outage',
  'billing',
  'metering',
  'application',
  'complaint',
  'report',
  'advice',
  'praise',
  'other',
] as const

export const contact = z.object({
  id: z.number(),
  contactNo: z.string(),
  channel: z.enum(channels),
  state: z.enum(contactStates),
  callerPhone: z.string().nullable().describe('masked'),
  /** Every account that the caller's number could mean; chosen by a person where there are several. */
  matches: z.array(accountHit),
  accountNo: z.string().nullable(),
  customerName: z.string().nullable(),
  /** Of a contact that the reader has before him: how sure it is who speaks. */
  level: identityLevel.nullable(),
  agent: z.string().nullable(),
  skill: z.enum(skills).describe('which queue it is in'),
  priorityReasons: z.array(z.enum(priorityReasons)),
  queuedAt: z.iso.datetime(),
  offeredAt: z.iso.datetime().nullable(),
  offerExpiresAt: z.iso.datetime().nullable(),
  offerLeftMs: z.number().nullable().describe('of the offer, when this was read: the reader’s own clock may be wrong'),
  answeredAt: z.iso.datetime().nullable(),
  lineEndedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  category: z.enum(contactCategories).nullable(),
  summary: z.string().nullable(),
  /** What its agent has written so far. */
  draft: z.object({ category: z.enum(contactCategories), summary: z.string() }).nullable(),
  /** He asked to be called back: whoever takes it rings him. */
  callBack: z.enum(['asked', 'dialling', 'reached']).nullable(),
  hasLine: z.boolean().describe('the telephone engine takes commands for it'),
  heldAt: z.iso.datetime().nullable().describe('the line is held since'),
  listener: z
    .object({ name: z.string(), how: z.enum(['listen', 'whisper', 'barge']) })
    .nullable()
    .describe('a lead who listens, where it is told'),
  direction: z.enum(['in', 'out']),
  /** Of a call of the company's own, while it is on: the code by which the customer knows it, and whether he can see it. */
  outbound: z
    .object({ proofCode: z.string(), isShown: z.boolean().describe('he has a log-in in which it is shown') })
    .nullable(),
  /** Who gave it to whom and what he said of it, in order. */
  transfers: z.array(
    z.object({
      at: z.iso.datetime(),
      from: z.string(),
      to: z.string().nullable().describe('null: to a queue'),
      skill: z.enum(skills),
      note: z.string(),
    }),
  ),
  /** Handed in for whom the contact is with, in order. */
  applications: z.array(handedIn),
  promise: promiseTold.nullable().describe('what was promised, where this call keeps it'),
  /** What the caller did in the voice menu; null where he heard none. */
  menu: menuTrail.nullable(),
  version: z.number(),
})
export type Contact = z.infer<typeof contact>

/** GET /api/callcenter/desk: all that the desk shows before anybody is chosen. */
export const desk = z.object({
  me: agentState,
  /** The contact offered to or held by me, if any. */
  current: contact.nullable(),
  waiting: z.number().describe('calls'),
  waitingWritten: z.number().describe('chats and messages'),
  longestWaitSeconds: z.number().describe('of the calls'),
  readyAgents: z.number(),
  unwritten: z.array(contact).describe('of which I have still to write what was said, the oldest first'),
  recent: z.array(contact).describe('my latest closed contacts'),
})
export type Desk = z.infer<typeof desk>

/** POST /api/callcenter/calls: a call reaches the queue (telephony engine, or a lead's training call). */
export const incomingCall = z.strictObject({
  callId: z.string().min(1).max(64).describe('of the telephony engine; told twice, it is one contact'),
  callerPhone: z.string().min(3).max(20),
  /** Of a call that the simulated engine makes: how long the caller waits, talks, and what he presses. Another engine's callers do as they like. */
  patienceSeconds: z.number().int().min(5).max(3600).default(120),
  talkSeconds: z.number().int().min(5).max(3600).optional(),
  presses: z
    .array(z.string().regex(/^\d{0,13}$/))
    .max(30)
    .default([])
    .describe('at each question of the menu in turn'),
  rates: z
    .array(z.string().regex(/^\d?$/))
    .max(5)
    .optional()
    .describe('at each question after the agent has left the line, in turn'),
})
/** POST /api/callcenter/contacts: opened by hand, without a call. Answers 201 with the contact, active and mine. */
export const newContact = z.strictObject({
  channel: z.enum(['counter', 'web', 'note']),
  accountNo: accountNoShape.optional(),
})
/** PUT /api/callcenter/contacts/{id}/account: whom the contact is about. */
export const contactAccount = z.strictObject({ accountNo: accountNoShape, version: z.number().int() })
/** PUT /api/callcenter/contacts/{id}/draft: kept until it is closed; of an agent's own contact. */
export const contactDraft = z.strictObject({ category: z.enum(contactCategories), summary: z.string().max(2000) })
/** POST /api/callcenter/contacts/{id}/closure */
export const contactClosure = z.strictObject({
  category: z.enum(contactCategories),
  summary: z.string().trim().min(2, '请写明来电内容').max(2000),
  version: z.number().int(),
})

// ── the caller's file ────────────────────────────────────────────────────────

/** GET /api/callcenter/accounts/{accountNo}: the caller's file at once. */
export const callerFile = z.object({
  account: accountFile,
  /** What must not be said yet to whom the reader talks to, and is therefore not in the answer; null: he talks to nobody. */
  identity: identityGate.nullable(),
  supply: z.enum(['on', 'off', 'stale', 'unknown']).describe('from the meter: does current reach the point'),
  meter: known(
    z.object({
      state: z.enum(['live', 'stale', 'off', 'unknown']),
      latestAt: z.iso.datetime().nullable(),
      powerW: z.number().nullable(),
    }),
  ),
  balance: known(
    z.object({
      balanceYuan: z.string(),
      arrearsYuan: z.string(),
      unpaidBills: z.number(),
      unpaidCharges: z.number(),
      lateFeeYuan: z.string().describe('that paying the arrears today would bring about'),
    }),
  ),
  latestBill: known(
    z
      .object({
        id: z.number(),
        billMonth: z.string(),
        energyKwh: z.number(),
        totalYuan: z.string(),
        dueOn: z.string(),
        status: z.string(),
      })
      .nullable(),
  ),
  openOrders: z.array(workOrder),
  doneOrders: known(z.array(doneOrder)).describe('the latest of those that are done with'),
  openApplications: known(
    z.array(
      z.object({
        id: z.number(),
        applicationNo: z.string(),
        kind: z.string(),
        title: z.object({ zh: z.string(), en: z.string() }),
        step: z.string(),
        dueAt: z.string().nullable(),
      }),
    ),
  ),
  openAlarms: known(
    z.array(z.object({ id: z.number(), kind: z.string(), raisedAt: z.iso.datetime(), message: z.string() })),
  ),
  matters: z.array(recognisedMatter).describe('service matters in force in whose scope the account lies'),
  timeline: z.array(timelineEntry),
})
export type CallerFile = z.infer<typeof callerFile>

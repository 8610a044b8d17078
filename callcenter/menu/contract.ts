import { z } from 'zod'
import { identities, languages, topics } from '../rules/menu.ts'
import { flowFaults } from '../rules/menu-check.ts'
import { skills } from '../rules/routing.ts'

export { languages, topics } from '../rules/menu.ts'
export { targetsOf } from '../rules/menu-check.ts'

/** On a contact: how its caller came through the menu. */
export const menuTrail = z.object({
  pressed: z.array(z.object({ title: z.string(), key: z.string() })),
  language: z.enum(languages),
  identity: z.enum(identities).describe('who the caller is known to be, by number and by what he entered'),
  entry: z.enum(['none', 'unmatched', 'matched']),
  enteredAccountNo: z.string().nullable().describe('whoever’s it is; null: none, or none such'),
  told: z.array(z.enum(topics)),
  hasReported: z.boolean(),
})

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, '步骤编号用小写字母、数字和短横线')
  .describe('of a node')
/** Texts may be missing in a draft; not in what is released. */
const spoken = z.strictObject({ zh: z.string().max(500), en: z.string().max(500) })
const title = z.string().trim().min(1).max(40)
const minute = z.number().int().min(0).max(1440)

const condition = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('open'), days: z.enum(['all', 'working']), fromMinute: minute, toMinute: minute }),
  z.strictObject({ is: z.literal('known') }),
  z.strictObject({ is: z.literal('language'), language: z.enum(languages) }),
])
const node = z.discriminatedUnion('kind', [
  z.strictObject({ title, kind: z.literal('say'), text: spoken, next: name }),
  z.strictObject({
    ...{ title, kind: z.literal('choose'), text: spoken },
    keys: z.record(z.string().regex(/^[0-9]$/, '按键为一位数字'), name),
    otherwise: name,
  }),
  z.strictObject({ title, kind: z.literal('ask-account'), text: spoken, matched: name, otherwise: name }),
  z.strictObject({ title, kind: z.literal('tell'), what: z.enum(topics), next: name, otherwise: name }),
  z.strictObject({ title, kind: z.literal('report-fault'), next: name, otherwise: name }),
  z.strictObject({ title, kind: z.literal('branch'), on: condition, next: name, otherwise: name }),
  z.strictObject({ title, kind: z.literal('language'), language: z.enum(languages), next: name }),
  z.strictObject({ title, kind: z.literal('queue'), text: spoken, skill: z.enum(skills) }),
  z.strictObject({ title, kind: z.literal('call-back'), text: spoken, skill: z.enum(skills) }),
  z.strictObject({ title, kind: z.literal('end'), text: spoken }),
])
export const flow = z.strictObject({
  start: name,
  seconds: z.number().int().min(3).max(30).describe('how long a key is waited for'),
  again: spoken,
  nodes: z.record(name, node).refine((nodes) => Object.keys(nodes).length <= 200, '步骤不得超过 200 个'),
})

const flowHead = z.object({
  version: z.number(),
  title: z.string(),
  state: z.enum(['draft', 'released']),
  isInForce: z.boolean(),
  drafters: z.array(z.string()),
  drafterNames: z.array(z.string()).describe('of the drafters, in their order'),
  changedAt: z.iso.datetime(),
  releasedBy: z.string().nullable(),
  releasedAt: z.iso.datetime().nullable(),
  validFrom: z.iso.datetime().nullable(),
  revision: z.number(),
})
/** GET /api/callcenter/menu-flows: the newest first. */
export const flowList = z.object({ flows: z.array(flowHead) })
/** GET /api/callcenter/menu-flows/{version} */
export const flowVersion = flowHead.extend({
  flow,
  faults: z.array(z.object({ node: z.string(), fault: z.enum(flowFaults), detail: z.string().optional() })),
})
export type FlowVersion = z.infer<typeof flowVersion>
/** POST /api/callcenter/menu-flows: another draft, begun from a version. */
export const newFlow = z.strictObject({ from: z.number().int() })
/** PUT /api/callcenter/menu-flows/{version}: of a draft. */
export const flowDraft = z.strictObject({ title: z.string().trim().min(2).max(60), flow, revision: z.number().int() })
/** POST /api/callcenter/menu-flows/{version}/release */
export const flowRelease = z.strictObject({
  revision: z.number().int(),
  validFrom: z.iso.datetime({ offset: true }).optional().describe('from when calls hear it; else from now on'),
})
/** POST /api/callcenter/menu-flows/{version}/trials: what a caller hears who presses these keys. */
export const flowTrial = z.strictObject({
  presses: z.array(z.string().regex(/^\d{0,13}$/)).max(30),
  isKnown: z.boolean().describe('his number means one account'),
  isHis: z.boolean().describe('the account that he enters is one of his number'),
})
export const trialOutcome = z.object({
  said: z.array(z.object({ node: z.string(), title: z.string(), prompt: z.string(), pressed: z.string().nullable() })),
  /** Null: he is still asked something. */
  ends: z.enum(['queue', 'call-back', 'end']).nullable(),
  skill: z.enum(skills).nullable(),
})

// ── large outages ────────────────────────────────────────────────────────────

/** GET /api/callcenter/storms: of the reader's units and of what holds them, those that run first. */
export const stormList = z.object({
  storms: z.array(
    z.object({
      id: z.number(),
      area: z.string(),
      areaPath: z.string(),
      textZh: z.string(),
      textEn: z.string(),
      beganAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      switchedOnBy: z.string(),
      endedAt: z.iso.datetime().nullable(),
      endedBy: z.string().nullable(),
      isRunning: z.boolean(),
      heard: z.number().describe('calls of the area that heard it'),
      recorded: z.number().describe('accounts that said they are out too, each once'),
    }),
  ),
  areas: z.array(z.object({ path: z.string(), name: z.string() })).describe('for which one may be declared'),
})
/** POST /api/callcenter/storms: answers 201 with all. */
export const newStorm = z.strictObject({
  organisationPath: z.string().min(1).max(200),
  textZh: z.string().trim().min(4, '请写明播报内容').max(300),
  textEn: z.string().trim().min(4, '请写明英文播报内容').max(300),
  endsAt: z.iso.datetime({ offset: true }),
})

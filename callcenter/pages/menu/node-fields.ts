import { clockOf, type FlowNode } from './outline.ts'

type Kind = FlowNode['kind']
type Field = 'text' | 'keys' | 'matched' | 'next' | 'otherwise' | 'skill' | 'what' | 'on' | 'language'
type Condition = Extract<FlowNode, { kind: 'branch' }>['on']

const fields: Record<Kind, Field[]> = {
  say: ['text', 'next'],
  choose: ['text', 'keys', 'otherwise'],
  'ask-account': ['text', 'matched', 'otherwise'],
  tell: ['what', 'next', 'otherwise'],
  'report-fault': ['next', 'otherwise'],
  branch: ['on', 'next', 'otherwise'],
  language: ['language', 'next'],
  queue: ['text', 'skill'],
  'call-back': ['text', 'skill'],
  end: ['text'],
}
export const kinds = Object.keys(fields) as Kind[]
export const fieldsOf = (kind: Kind): Field[] => fields[kind]

/** A step as the form holds it: all that any kind may have. */
export type Filled = {
  name: string
  title: string
  kind: Kind
  textZh: string
  textEn: string
  keys: Record<string, string | undefined>
  matched: string
  next: string
  otherwise: string
  skill: Extract<FlowNode, { kind: 'queue' }>['skill']
  what: Extract<FlowNode, { kind: 'tell' }>['what']
  language: Extract<FlowNode, { kind: 'language' }>['language']
  is: Condition['is']
  days: Extract<Condition, { is: 'open' }>['days']
  from: string
  to: string
}

export const emptyNode: Partial<Filled> = {
  ...{ kind: 'say', textZh: '', textEn: '', keys: {}, skill: 'general', what: 'outage', language: 'en' },
  ...{ is: 'open', days: 'working', from: '08:30', to: '17:30' },
}

export function fillNode(node: FlowNode): Partial<Filled> {
  const { title, kind } = node
  const filled: Partial<Filled> = { ...emptyNode, ...node, title, kind }
  if ('text' in node) Object.assign(filled, { textZh: node.text.zh, textEn: node.text.en })
  if (node.kind !== 'branch') return filled
  filled.is = node.on.is
  if (node.on.is !== 'open') return filled
  return { ...filled, days: node.on.days, from: clockOf(node.on.fromMinute), to: clockOf(node.on.toMinute) }
}

export function readNode(filled: Filled): FlowNode {
  const own = fieldsOf(filled.kind)
  const keys = Object.fromEntries(Object.entries(filled.keys ?? {}).filter(([, to]) => to))
  const given: Record<Field, object> = {
    text: { text: { zh: filled.textZh ?? '', en: filled.textEn ?? '' } },
    keys: { keys },
    matched: { matched: filled.matched },
    next: { next: filled.next },
    otherwise: { otherwise: filled.otherwise },
    skill: { skill: filled.skill },
    what: { what: filled.what },
    language: { language: filled.language },
    on: { on: readCondition(filled) },
  }
  return Object.assign({ title: filled.title.trim(), kind: filled.kind }, ...own.map((each) => given[each])) as FlowNode
}

function readCondition({ is, days, from, to }: Filled): Condition {
  if (is === 'known') return { is }
  if (is === 'language') return { is, language: 'en' }
  return { is: 'open', days, fromMinute: minutesOf(from), toMinute: minutesOf(to) }
}

function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  return hour * 60 + minute
}

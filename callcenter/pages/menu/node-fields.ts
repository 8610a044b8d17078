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

/** What each part of a step is, of what was filled in; asked for only where the kind has it. */
const parts: Record<Field, (filled: Filled) => object> = {
  text: ({ textZh, textEn }) => ({ text: { zh: textZh ?? '', en: textEn ?? '' } }),
  keys: ({ keys }) => ({ keys: Object.fromEntries(Object.entries(keys).filter(([, to]) => to)) }),
  matched: ({ matched }) => ({ matched }),
  next: ({ next }) => ({ next }),
  otherwise: ({ otherwise }) => ({ otherwise }),
  skill: ({ skill }) => ({ skill }),
  what: ({ what }) => ({ what }),
  language: ({ language }) => ({ language }),
  on: (filled) => ({ on: readCondition(filled) }),
}

export function readNode(filled: Filled): FlowNode {
  const { title, kind } = filled
  return Object.assign({ title: title.trim(), kind }, ...fieldsOf(kind).map((each) => parts[each](filled))) as FlowNode
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

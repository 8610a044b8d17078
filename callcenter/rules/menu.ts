/**
 * Decides what the voice menu (语音导航) does next with a call. A flow is data: what is said, and which key leads where. Nothing is
 * spoken or looked up here: a move says what is to be done, and its outcome is heard again (house rules; who may hear what: 个人信息保护法).
 */
import type { LanguageSkill, Skill } from './routing.ts'

export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]
export type Spoken = Record<Language, string>

/** What the menu can tell of an account. */
export const topics = ['balance', 'bill', 'outage'] as const
export type Topic = (typeof topics)[number]

export type Condition =
  /** Minutes of the civil day, half-open; on working days of the calendar, or on all. */
  | { is: 'open'; days: 'all' | 'working'; fromMinute: number; toMinute: number }
  /** It is known whose account it is. */
  | { is: 'known' }
  | { is: 'language'; language: Language }

type Titled = { title: string }
export type MenuNode = Titled &
  (
    | { kind: 'say'; text: Spoken; next: string }
    | { kind: 'choose'; text: Spoken; keys: Record<string, string>; otherwise: string }
    /** `matched`: the account is one of the number that he rings from. */
    | { kind: 'ask-account'; text: Spoken; matched: string; otherwise: string }
    /** `otherwise`: he may not hear it, by who he is known to be. */
    | { kind: 'tell'; what: Topic; next: string; otherwise: string }
    | { kind: 'report-fault'; next: string; otherwise: string }
    /** That he is out too, against the large outage that was declared; only where one was. */
    | { kind: 'record-outage'; next: string; otherwise: string }
    | { kind: 'branch'; on: Condition; next: string; otherwise: string }
    | { kind: 'language'; language: Language; next: string }
    | { kind: 'queue'; text: Spoken; skill: Skill }
    | { kind: 'call-back'; text: Spoken; skill: Skill }
    | { kind: 'end'; text: Spoken }
  )

export type Flow = {
  start: string
  /** How long a key is waited for. */
  seconds: number
  /** Said before a question that is asked once more. */
  again: Spoken
  nodes: Record<string, MenuNode>
}

/** As a company writes it: without what a large outage brings. */
export type CompanyFlow = Omit<Flow, 'nodes'> & { nodes: Record<string, Exclude<MenuNode, { kind: 'record-outage' }>> }

/** What is known of who rings: nothing; whose number it is; that he also knows the number of the account. */
export const identities = ['none', 'number', 'number-and-account'] as const
export type Identity = (typeof identities)[number]

export type PathStep = { node: string; title: string; key?: string }

export type MenuState = {
  node: string
  /** How often the present question was asked in vain. */
  tries: number
  prompts: number
  language: Language
  /** Where he was, in order, and what he pressed there. */
  path: PathStep[]
  entry: 'none' | 'unmatched' | 'matched'
  identity: Identity
  told: Topic[]
  hasReported: boolean
  hasRecorded: boolean
  /** To be said with the next question. */
  spoken: string[]
}

export type Heard =
  | { kind: 'begun' }
  | { kind: 'digits'; digits: string }
  | { kind: 'account'; isMatched: boolean }
  /** What was asked for is to be said so. */
  | { kind: 'answer'; text: string }
  /** What was asked for cannot be had. */
  | { kind: 'refused' }

export type Move =
  | { do: 'ask'; prompt: string; most: number; seconds: number }
  | { do: 'look-up'; accountNo: string }
  | { do: 'tell'; what: Topic }
  | { do: 'report' }
  | { do: 'record' }
  | { do: 'queue'; prompt: string; skill: Skill; alsoSkill: LanguageSkill | null }
  | { do: 'call-back'; prompt: string; skill: Skill; alsoSkill: LanguageSkill | null }
  | { do: 'end'; prompt: string }

export type Facts = {
  /** The number rings for one account and no other. */
  isKnown: boolean
  /** Of the civil day. */
  minute: number
  isWorkingDay: boolean
}

export type Step = { state: MenuState; move: Move }

/** Questions asked in vain before another way is gone. */
const TRIES = 2
/** Whoever has heard so many questions is given to a person. */
const MOST_PROMPTS = 30
const MOST_SILENT = 100
const ACCOUNT_DIGITS = 13

export function beginMenu({ start }: Flow): MenuState {
  return {
    ...{ node: start, tries: 0, prompts: 0, language: 'zh' as const, path: [], entry: 'none' as const },
    ...{ identity: 'none' as const, told: [], hasReported: false, hasRecorded: false, spoken: [] },
  }
}

/** Goes on from what was heard to the next thing to be done; what is heard where nothing was asked changes nothing. */
export function advanceMenu(flow: Flow, state: MenuState, heard: Heard, facts: Facts): Step {
  const node = flow.nodes[state.node]
  if (node?.kind === 'ask-account' && heard.kind === 'digits' && heard.digits.length === ACCOUNT_DIGITS)
    return { state, move: { do: 'look-up', accountNo: heard.digits } }
  return run(flow, hear(flow, state, heard), facts)
}

function hear(flow: Flow, state: MenuState, heard: Heard): MenuState {
  const node = flow.nodes[state.node]
  if (node?.kind === 'choose' && heard.kind === 'digits') {
    const target = node.keys[heard.digits]
    return target === undefined ? askAgain(flow, state, node.otherwise) : go(flow, state, target, heard.digits)
  }
  if (node?.kind === 'ask-account' && heard.kind === 'account' && heard.isMatched)
    return go(flow, { ...state, entry: 'matched' }, node.matched)
  if (node?.kind === 'ask-account' && (heard.kind === 'account' || heard.kind === 'digits')) {
    const isTyped = heard.kind === 'account' || heard.digits !== ''
    return askAgain(flow, isTyped ? { ...state, entry: 'unmatched' } : state, node.otherwise)
  }
  if (node?.kind === 'tell' && heard.kind === 'refused') return go(flow, state, node.otherwise)
  if (node?.kind === 'tell' && heard.kind === 'answer') {
    const told = state.told.includes(node.what) ? state.told : [...state.told, node.what]
    return go(flow, { ...state, told, spoken: [...state.spoken, heard.text] }, node.next)
  }
  if (node?.kind === 'report-fault' || node?.kind === 'record-outage') {
    if (heard.kind === 'refused') return go(flow, state, node.otherwise)
    if (heard.kind !== 'answer') return state
    const did = node.kind === 'report-fault' ? { hasReported: true } : { hasRecorded: true }
    return go(flow, { ...state, ...did, spoken: [...state.spoken, heard.text] }, node.next)
  }
  return state
}

function askAgain(flow: Flow, state: MenuState, otherwise: string): MenuState {
  const tries = state.tries + 1
  if (tries >= TRIES) return go(flow, state, otherwise)
  return { ...state, tries, spoken: [flow.again[state.language]] }
}

function go({ nodes }: Flow, state: MenuState, target: string, key?: string): MenuState {
  const step = { node: state.node, title: nodes[state.node]?.title ?? state.node }
  return { ...state, node: target, tries: 0, path: [...state.path, key === undefined ? step : { ...step, key }] }
}

function run(flow: Flow, from: MenuState, facts: Facts): Step {
  let state = from
  for (let silent = 0; silent < MOST_SILENT; silent += 1) {
    const node = flow.nodes[state.node]
    if (!node || state.prompts >= MOST_PROMPTS) break
    const move = moveAt(flow, node, state, facts)
    if (move) return { state: { ...settle(state, move), identity: identityOf(state, facts) }, move }
    state = pass(flow, node, state, facts)
  }
  return {
    state: { ...state, spoken: [] },
    move: { do: 'queue', prompt: '', skill: 'general', alsoSkill: alsoOf(state) },
  }
}

/** What is done at a node before anything else is heard; undefined where it is passed through. */
function moveAt(flow: Flow, node: MenuNode, state: MenuState, facts: Facts): Move | undefined {
  const say = (text: Spoken) => [...state.spoken, text[state.language]].filter(Boolean).join(' ')
  switch (node.kind) {
    case 'choose':
      return { do: 'ask', prompt: say(node.text), most: 1, seconds: flow.seconds }
    case 'ask-account':
      return { do: 'ask', prompt: say(node.text), most: ACCOUNT_DIGITS, seconds: flow.seconds }
    case 'tell':
      return mayHear(identityOf(state, facts), node.what) ? { do: 'tell', what: node.what } : undefined
    case 'report-fault':
    case 'record-outage':
      if (identityOf(state, facts) === 'none') return undefined
      return { do: node.kind === 'report-fault' ? 'report' : 'record' }
    case 'queue':
    case 'call-back':
      return { do: node.kind, prompt: say(node.text), skill: node.skill, alsoSkill: alsoOf(state) }
    case 'end':
      return { do: 'end', prompt: say(node.text) }
    default:
      return undefined
  }
}

function pass(flow: Flow, node: MenuNode, state: MenuState, facts: Facts): MenuState {
  switch (node.kind) {
    case 'say':
      return go(flow, { ...state, spoken: [...state.spoken, node.text[state.language]] }, node.next)
    case 'language':
      return go(flow, { ...state, language: node.language }, node.next)
    case 'branch':
      return go(flow, state, holds(node.on, state, facts) ? node.next : node.otherwise)
    case 'tell':
    case 'report-fault':
    case 'record-outage':
      return go(flow, state, node.otherwise)
    default:
      return state
  }
}

/** What is to be said is said with the move; what is only looked up leaves it for later. */
function settle(state: MenuState, move: Move): MenuState {
  if (['tell', 'report', 'record', 'look-up'].includes(move.do)) return state
  return { ...state, spoken: [], prompts: state.prompts + (move.do === 'ask' ? 1 : 0) }
}

function holds(on: Condition, state: MenuState, facts: Facts): boolean {
  switch (on.is) {
    case 'open':
      return (on.days === 'all' || facts.isWorkingDay) && facts.minute >= on.fromMinute && facts.minute < on.toMinute
    case 'known':
      return identityOf(state, facts) !== 'none'
    case 'language':
      return state.language === on.language
  }
}

function identityOf({ entry }: Pick<MenuState, 'entry'>, { isKnown }: Pick<Facts, 'isKnown'>): Identity {
  if (entry === 'matched') return 'number-and-account'
  return isKnown ? 'number' : 'none'
}

/** A number can be shown falsely and a telephone lent: what money is owed is for who also has the account's number from its bill. */
function mayHear(identity: Identity, what: Topic): boolean {
  return what === 'outage' ? identity !== 'none' : identity === 'number-and-account'
}

function alsoOf({ language }: MenuState): LanguageSkill | null {
  return language === 'en' ? 'english' : null
}

/** Decides what a caller would hear of a flow who presses these keys: a rehearsal, with made-up answers of the other departments. */
import { advanceMenu, beginMenu, type Facts, type Flow, type Heard, type Move, type Step } from './menu.ts'

export type Trial = { presses: string[]; isHis: boolean; facts: Facts }
export type Said = { node: string; title: string; prompt: string; pressed: string | null }
type Outcome = {
  said: Said[]
  ends: 'queue' | 'call-back' | 'end' | null
  skill: Extract<Move, { do: 'queue' }>['skill'] | null
}

const madeUp = {
  balance: { zh: '【余额】', en: '[balance]' },
  bill: { zh: '【最近账单】', en: '[latest bill]' },
  outage: { zh: '【停电信息】', en: '[outage]' },
  record: { zh: '【登记也停电】', en: '[recorded]' },
  report: { zh: '【报修编号】', en: '[number of the report]' },
}

export function rehearse(flow: Flow, { presses, isHis, facts }: Trial): Outcome {
  const left = [...presses]
  const said: Said[] = []
  let step = advanceMenu(flow, beginMenu(flow), { kind: 'begun' }, facts)
  for (;;) {
    const { state, move } = step
    if (move.do === 'queue' || move.do === 'call-back' || move.do === 'end') {
      said.push({ ...whereOf(flow, step), prompt: move.prompt, pressed: null })
      return { said, ends: move.do, skill: move.do === 'end' ? null : move.skill }
    }
    let heard: Heard
    if (move.do === 'ask') {
      const pressed = left.shift() ?? null
      said.push({ ...whereOf(flow, step), prompt: move.prompt, pressed })
      if (pressed === null) return { said, ends: null, skill: null }
      heard = { kind: 'digits', digits: pressed.slice(0, move.most) }
    } else if (move.do === 'look-up') heard = { kind: 'account', isMatched: isHis }
    else heard = { kind: 'answer', text: madeUp[move.do === 'tell' ? move.what : move.do][state.language] }
    step = advanceMenu(flow, state, heard, facts)
  }
}

function whereOf({ nodes }: Flow, { state }: Step): { node: string; title: string } {
  return { node: state.node, title: nodes[state.node]?.title ?? state.node }
}

import { describe, expect, test } from 'vitest'
import { flow as flowShape } from '../../callcenter/menu/contract.ts'
import {
  advanceMenu,
  beginMenu,
  type Facts,
  type Flow,
  type Heard,
  type MenuNode,
  type Step,
} from '../../callcenter/rules/menu.ts'
import { checkFlow } from '../../callcenter/rules/menu-check.ts'
import { rehearse } from '../../callcenter/rules/menu-trial.ts'
import { putStormBefore } from '../../callcenter/rules/storm.ts'

const said = (zh: string) => ({ zh, en: `${zh} (en)` })
const titled = { title: '步骤' }
const nodes: Record<string, MenuNode> = {
  hello: { ...titled, kind: 'say', text: said('您好'), next: 'main' },
  main: {
    ...{ ...titled, kind: 'choose', text: said('请按键'), otherwise: 'person' },
    keys: { '1': 'balance', '2': 'outage', '3': 'report', '4': 'english', '5': 'hours' },
  },
  english: { ...titled, kind: 'language', language: 'en', next: 'main' },
  balance: { ...titled, kind: 'tell', what: 'balance', next: 'main', otherwise: 'ask' },
  ask: { ...titled, kind: 'ask-account', text: said('请输入户号'), matched: 'balance', otherwise: 'person' },
  outage: { ...titled, kind: 'tell', what: 'outage', next: 'main', otherwise: 'person' },
  report: { ...titled, kind: 'report-fault', next: 'bye', otherwise: 'person' },
  hours: {
    ...{ ...titled, kind: 'branch', on: { is: 'open', days: 'working', fromMinute: 510, toMinute: 1050 } },
    ...{ next: 'person', otherwise: 'bye' },
  },
  person: { ...titled, kind: 'queue', text: said('转接'), skill: 'fault' },
  bye: { ...titled, kind: 'end', text: said('再见') },
}
const flow: Flow = { start: 'hello', seconds: 5, again: said('没听清'), nodes }
const stranger: Facts = { isKnown: false, minute: 600, isWorkingDay: true }
const known: Facts = { ...stranger, isKnown: true }

function play(heard: Heard[], facts = stranger, of = flow): Step {
  return heard.reduce<Step>((step, each) => advanceMenu(of, step.state, each, facts), {
    state: beginMenu(of),
    move: { do: 'end', prompt: '' },
  })
}
const begun: Heard = { kind: 'begun' }
const press = (digits: string): Heard => ({ kind: 'digits', digits })
const HIS = press('3502990000011')

describe('a voice menu', () => {
  test('says what comes before a question with the question', () => {
    expect(play([begun]).move).toEqual({ do: 'ask', prompt: '您好 请按键', most: 1, seconds: 5 })
  })

  test('asks once more where nothing or nonsense is pressed, then gives him to a person', () => {
    for (const nonsense of ['', '7', '*']) {
      expect(play([begun, press(nonsense)]).move).toMatchObject({ do: 'ask', prompt: '没听清 请按键' })
      expect(play([begun, press(nonsense), press('')]).move).toEqual({
        ...{ do: 'queue', prompt: '转接', skill: 'fault', alsoSkill: null },
      })
    }
    // A right key starts the count anew.
    expect(play([begun, press(''), press('4'), press('')]).move).toMatchObject({ do: 'ask' })
  })

  test('speaks the language chosen from then on, and asks for an agent who does', () => {
    expect(play([begun, press('4')]).move).toMatchObject({ prompt: '请按键 (en)' })
    expect(play([begun, press('4'), press(''), press('')]).move).toMatchObject({
      prompt: '转接 (en)',
      alsoSkill: 'english',
    })
  })

  const balances: [string, Facts, Heard[], Step['move']['do'], Step['state']['identity']][] = [
    ['nobody knows him: he is asked for the account', stranger, [press('1')], 'ask', 'none'],
    ['his number is known: that is not enough', known, [press('1')], 'ask', 'number'],
    ['another’s account, or none', known, [press('1'), HIS, { kind: 'account', isMatched: false }], 'ask', 'number'],
    ['too few digits', known, [press('1'), press('35')], 'ask', 'number'],
    [
      'his own by number and account',
      stranger,
      [press('1'), HIS, { kind: 'account', isMatched: true }],
      'tell',
      'number-and-account',
    ],
  ]
  test.each(balances)('tells a balance to him alone: %s', (_, facts, heard, does, identity) => {
    const { move, state } = play([begun, ...heard], facts)
    expect([move.do, state.identity]).toEqual([does, identity])
  })

  test('goes to a person after two accounts that are not his, and does not keep the digits', () => {
    const unmatched: Heard = { kind: 'account', isMatched: false }
    const { move, state } = play([begun, press('1'), HIS, unmatched, HIS, unmatched])
    expect(move.do).toBe('queue')
    expect(state.entry).toBe('unmatched')
    expect(JSON.stringify(state)).not.toContain('3502990000011')
  })

  test('looks an account up only where all of its digits were entered', () => {
    expect(play([begun, press('1'), HIS]).move).toEqual({ do: 'look-up', accountNo: '3502990000011' })
    expect(play([begun, HIS]).move.do).toBe('ask')
  })

  test('tells of an outage, and takes a report, by the number alone; of a stranger neither', () => {
    expect(play([begun, press('2')], known).move).toEqual({ do: 'tell', what: 'outage' })
    expect(play([begun, press('3')], known).move).toEqual({ do: 'report' })
    expect(play([begun, press('2')]).move.do).toBe('queue')
    expect(play([begun, press('3')]).move.do).toBe('queue')
  })

  test('says what was found with the next question, once', () => {
    const told = play([begun, press('2'), { kind: 'answer', text: '有电' }], known)
    expect(told.move).toMatchObject({ do: 'ask', prompt: '有电 请按键' })
    expect(told.state.told).toEqual(['outage'])
    expect(advanceMenu(flow, told.state, press('9'), known).move).toMatchObject({ prompt: '没听清 请按键' })
  })

  test('goes another way where a department refuses', () => {
    expect(play([begun, press('3'), { kind: 'refused' }], known).move.do).toBe('queue')
  })

  test.each([
    [509, true, 'end'],
    [510, true, 'queue'],
    [1049, true, 'queue'],
    [1050, true, 'end'],
    [600, false, 'end'],
  ] as const)('is open at minute %i of a working day or not (%s): %s', (minute, isWorkingDay, does) => {
    expect(play([begun, press('5')], { ...stranger, minute, isWorkingDay }).move.do).toBe(does)
  })

  test('keeps nobody for ever: after thirty questions he is given to a person', () => {
    const asked = Array.from({ length: 40 }, () => press('4'))
    const { move, state } = play([begun, ...asked])
    expect(move.do).toBe('queue')
    expect(state.prompts).toBe(30)
  })

  test('changes nothing by what is heard where nothing was asked', () => {
    const over = play([begun, press('3'), { kind: 'answer', text: '已登记' }], known)
    expect(over.move).toEqual({ do: 'end', prompt: '已登记 再见' })
    expect(advanceMenu(flow, over.state, press('1'), known).state.node).toBe('bye')
  })
})

describe('a flow may not be released', () => {
  const change = (change: Record<string, MenuNode>): Flow => ({ ...flow, nodes: { ...nodes, ...change } })
  const bye = nodes.bye as MenuNode
  const faulty: [string, Flow, unknown][] = [
    ['that begins nowhere', { ...flow, start: 'x' }, { node: 'start', fault: 'no-such-target', detail: 'x' }],
    [
      'that leads nowhere',
      change({ hello: { ...titled, kind: 'say', text: said('x'), next: 'gone' } }),
      { node: 'hello', fault: 'no-such-target', detail: 'gone' },
    ],
    ['with a step that nobody reaches', change({ lost: bye }), { node: 'lost', fault: 'unreachable' }],
    [
      'that lacks a language',
      change({ bye: { ...titled, kind: 'end', text: { zh: '再见', en: ' ' } } }),
      { node: 'bye', fault: 'text-missing', detail: 'en' },
    ],
    [
      'with a question without keys',
      change({ main: { ...titled, kind: 'choose', text: said('?'), keys: {}, otherwise: 'bye' } }),
      { node: 'main', fault: 'no-keys' },
    ],
    [
      'that speaks to itself for ever',
      change({
        bye: { ...titled, kind: 'say', text: said('x'), next: 'hello' },
        hello: { ...titled, kind: 'say', text: said('x'), next: 'bye' },
      }),
      { node: 'hello', fault: 'circle-without-question' },
    ],
    [
      'from which no way leads out',
      change({ person: { ...titled, kind: 'choose', text: said('?'), keys: { '1': 'person' }, otherwise: 'person' } }),
      { node: 'person', fault: 'no-way-out' },
    ],
  ]
  test.each(faulty)('%s', (_, of, fault) => {
    expect(checkFlow(of)).toContainEqual(fault)
  })

  test('and a sound one may', () => {
    expect(checkFlow(flow)).toEqual([])
  })
})

test('a rehearsal tells what would be heard, with made-up answers', () => {
  const trial = { presses: ['2', '9', '1', '3502990000011', ''], isHis: true, facts: known }
  const { said: heard, ends } = rehearse(flow, trial)
  expect(heard.map(({ prompt, pressed }) => [prompt, pressed])).toEqual([
    ['您好 请按键', '2'],
    ['【停电信息】 请按键', '9'],
    ['没听清 请按键', '1'],
    ['请输入户号', '3502990000011'],
    ['【余额】 请按键', ''],
    ['没听清 请按键', null],
  ])
  expect(ends).toBeNull()
  expect(rehearse(flow, { ...trial, presses: ['3'] })).toMatchObject({ ends: 'end' })
})

test('a large outage stands before a flow without a step of it being lost, whatever they are called', () => {
  const person = { ...titled, kind: 'queue' as const, text: said('转接'), skill: 'fault' as const }
  const own = { storm: person, 'storm-record': person, 'storm-thanks': person, 'storm-danger': person }
  const before = putStormBefore({ ...flow, start: 'storm', nodes: own }, said('停电'))
  expect(before.nodes).toMatchObject(own)
  expect(play([begun, press('0')], stranger, before).move).toMatchObject({ do: 'queue', prompt: '转接' })
  const named = (start: string) => flowShape.safeParse({ ...flow, start }).success
  expect([named('storm'), named(before.start)]).toEqual([true, false])
})

import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectRefused, expectWorked, refusedCases, workedCases } from './cases.ts'

const top = new URL('../..', import.meta.url).pathname

async function calc(args: string[], input = '') {
  const process_ = spawn(process.execPath, ['app/cli.ts', 'calc', ...args], { cwd: top })
  process_.stdin.end(input)
  const exit = new Promise<number | null>((done) => process_.on('close', done))
  const [out, err] = await Promise.all([text(process_.stdout), text(process_.stderr)])
  return { code: await exit, out, err }
}

const late = workedCases.find(({ id }) => id === 'LATE-04')?.input
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dianhu-calc-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('dianhu calc --batch', () => {
  // biome-ignore lint/suspicious/noExplicitAny: answers of every kind are looked at with matchers.
  let worked: any[] = []
  // biome-ignore lint/suspicious/noExplicitAny: answers of every kind are looked at with matchers.
  let refused: any[] = []
  beforeAll(async () => {
    const file = join(folder, 'cases.json')
    const members = refusedCases.map(({ kind, input }, id) => ({ id, kind, input }))
    await writeFile(file, JSON.stringify([...workedCases, ...members]))
    const { code, out, err } = await calc(['--batch', file])
    expect([code, err]).toEqual([0, ''])
    const answers = JSON.parse(out)
    worked = answers.slice(0, workedCases.length)
    refused = answers.slice(workedCases.length)
  })

  test.each(workedCases.map((each, n) => ({ ...each, n })))('$id: $titleZh', (each) => {
    expect(worked[each.n]).toMatchObject({ id: each.id, ok: true })
    expectWorked(worked[each.n].result, each)
  })

  test.each(refusedCases.map((each, n) => ({ ...each, n })))('refuses $kind: $why', (each) => {
    expect(refused[each.n]).toMatchObject({ id: each.n, ok: false })
    expectRefused(refused[each.n].error, each)
  })

  test('answers each member, whatever the others are', async () => {
    const members = [
      { id: 'x', kind: 'late-fee', input: late },
      { id: 2, input: late },
      { id: { a: 1 }, kind: 'dance', input: late },
      { kind: 'late-fee' },
      7,
      null,
      { id: 'y', kind: 'late-fee', input: late, note: 'cases carry more' },
    ]
    const { code, out } = await calc(['--batch', '-'], JSON.stringify(members))
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([
      { id: 'x', ok: true, result: { totalYuan: '1.24' } },
      { id: 2, ok: false, error: { code: 'INVALID_INPUT', issues: [{ path: 'kind' }] } },
      { id: { a: 1 }, ok: false, error: { code: 'UNKNOWN_KIND' } },
      { id: null, ok: false, error: { code: 'INVALID_INPUT', issues: [{ path: '' }] } },
      { id: null, ok: false, error: { code: 'INVALID_INPUT', issues: [{ path: '' }] } },
      { id: null, ok: false, error: { code: 'INVALID_INPUT', issues: [{ path: '' }] } },
      { id: 'y', ok: true, result: { totalYuan: '1.24' } },
    ])
  })

  test('keeps the order of a long list', async () => {
    const members = Array.from({ length: 2_345 }, (_, id) => ({ id, kind: 'late-fee', input: late }))
    const { out } = await calc(['--batch', '-'], JSON.stringify(members))
    expect(JSON.parse(out).map(({ id }: { id: number }) => id)).toEqual(members.map(({ id }) => id))
  })

  test('answers no members with an empty list', async () => {
    expect(await calc(['--batch', '-'], '[]')).toMatchObject({ code: 0, out: '[]\n' })
  })

  test.each(['{}', 'not JSON'])('refuses %j, which is no list', async (input) => {
    const { code, out, err } = await calc(['--batch', '-'], input)
    expect([code, out]).toEqual([2, ''])
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'INVALID_INPUT', issues: [{ path: '' }] } })
  })
})

describe('dianhu calc', () => {
  test('prints the result of a file and of standard input', async () => {
    const file = join(folder, 'late.json')
    await writeFile(file, `\uFEFF${JSON.stringify(late)}`)
    const ofFile = await calc(['late-fee', file])
    expect([ofFile.code, ofFile.err]).toEqual([0, ''])
    expect(JSON.parse(ofFile.out)).toMatchObject({ kind: 'late-fee', totalYuan: '1.24' })
    expect(await calc(['late-fee', '-'], JSON.stringify(late))).toEqual(ofFile)
  })

  test.each([
    [
      'input that is wrong',
      ['late-fee', '-'],
      '{}',
      { code: 'INVALID_INPUT', issues: [{ path: 'customerClass' }, { path: 'items' }] },
    ],
    ['a body that is a list', ['late-fee', '-'], '[]', { code: 'INVALID_INPUT', issues: [{ path: '' }] }],
    ['text that is not JSON', ['late-fee', '-'], 'kind: late', { code: 'INVALID_INPUT', issues: [{ path: '' }] }],
    [
      'a file that is not there',
      ['late-fee', '/nowhere/late.json'],
      '',
      { code: 'INVALID_INPUT', issues: [{ path: '' }] },
    ],
    ['a kind that is not known', ['dance', '-'], '{}', { code: 'UNKNOWN_KIND' }],
    [
      'a formula without result',
      ['metering-correction', '-'],
      '{"mode":"wiring-3p3w","powerFactor":1,"reversedCurrentPhase":"A"}',
      { code: 'NOT_COMPUTABLE', issues: [{ path: 'powerFactor' }] },
    ],
  ])('refuses %s on standard error with exit code 2', async (_title, args, input, error) => {
    const { code, out, err } = await calc(args, input)
    expect([code, out]).toEqual([2, ''])
    expect(JSON.parse(err)).toMatchObject({ error })
  })

  test('says what is wrong in the words in which it is said over HTTP', async () => {
    const { err } = await calc(['late-fee', '-'], '{"customerClass":"residential","items":[]}')
    expect(JSON.parse(err).error.issues).toEqual([{ path: 'items', message: expect.stringContaining('数值过小') }])
  })

  test('tells its kinds', async () => {
    const { code, out } = await calc(['--help'])
    expect(code).toBe(0)
    for (const kind of new Set(workedCases.map((each) => each.kind))) expect(out).toContain(`  ${kind} `)
    expect((await calc([])).code).toBe(2)
    expect((await calc(['late-fee', '-', 'more'])).code).toBe(2)
    expect((await calc(['--what'])).code).toBe(2)
  })
})

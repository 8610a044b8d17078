import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { calculate, calculateJson, calculationKinds, invalid, readJson } from '../../billing/index.ts'
import { Refusal } from '../../db/refusal.ts'

// What a field lacks is told in the words of its reader, as over HTTP.
z.config(z.locales.zhCN())

const usage = `dianhu calc KIND FILE|-
dianhu calc --batch FILE|-    [{ "id", "kind", "input" }, …] → [{ "id", "ok", "result" | "error" }, …]`

const MEMBERS_AT_ONCE = 500

/** `dianhu calc`: answers as JSON on standard output; a refusal goes to standard error with exit code 2. */
export async function runCalc(args: string[]): Promise<number> {
  const options = { batch: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const [kind, file, ...others] = positionals
  if (values.help) {
    console.log(describeKinds())
    return 0
  }
  try {
    if (values.batch !== undefined && kind === undefined) return await answerBatch(values.batch)
    if (values.batch !== undefined || kind === undefined || others.length > 0) return refuseUsage()
    if (!calculationKinds.some((each) => each.kind === kind)) calculate(kind, null)
    if (file === undefined) return refuseUsage()
    console.log(JSON.stringify(calculateJson(kind, await readText(file)), null, 2))
    return 0
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    console.error(JSON.stringify({ error: describe(refusal) }))
    return 2
  }
}

function describeKinds(): string {
  const lines = calculationKinds.map(({ kind, title }) => `  ${kind.padEnd(24)} ${title.zh} ${title.en}`)
  return `用法 usage:\n${usage}\n\n种类 kinds:\n${lines.join('\n')}`
}

function refuseUsage(): number {
  console.error(describeKinds())
  return 2
}

async function readText(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')
  } catch (fault) {
    throw invalid([{ path: '', message: `cannot be read: ${(fault as Error).message}` }])
  }
}

/** Members are answered in order; one that is refused, or fails, does not stop the others. */
async function answerBatch(file: string): Promise<number> {
  const members = readJson(await readText(file))
  if (!Array.isArray(members)) throw invalid([{ path: '', message: 'a batch is a JSON list' }])
  let failed = 0
  const write = async (part: string) => {
    if (!process.stdout.write(part)) await once(process.stdout, 'drain')
  }
  for (let start = 0; start < members.length; start += MEMBERS_AT_ONCE) {
    const answers = members.slice(start, start + MEMBERS_AT_ONCE).map(answerMember)
    failed += answers.filter((answer) => !answer.ok && answer.error.code === 'INTERNAL').length
    await write(`${start === 0 ? '[' : ','}\n${answers.map((answer) => JSON.stringify(answer)).join(',\n')}`)
  }
  await write(members.length === 0 ? '[]\n' : '\n]\n')
  return failed === 0 ? 0 : 1
}

function answerMember(member: unknown) {
  const { id = null, kind, input } = isObject(member) ? member : {}
  try {
    if (!isObject(member)) throw invalid([{ path: '', message: 'a member is { id, kind, input }' }])
    if (typeof kind !== 'string') throw invalid([{ path: 'kind', message: 'the kind of calculation is required' }])
    return { id, ok: true as const, result: calculate(kind, input) }
  } catch (fault) {
    return { id, ok: false as const, error: fault instanceof Refusal ? describe(fault) : describeFault(fault) }
  }
}

function describe({ code, message, issues }: Refusal) {
  return { code, message, ...(issues && { issues }) }
}

function describeFault(fault: unknown) {
  console.error(fault)
  return { code: 'INTERNAL', message: '系统出错了' }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

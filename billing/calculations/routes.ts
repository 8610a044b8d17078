import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { calculateJson, calculationKinds } from './calculate.ts'
import { invalid } from './calculation.ts'
import { anyResult } from './shapes.ts'

const LONGEST_BODY_BYTES = 4 * 1024 * 1024
const tags = ['billing']

/**
 * One address for each kind, so that each describes its input. The body stays text until the calculation reads it:
 * what is not JSON, or is not told to be, is refused as the contract says and not by the framework.
 */
export function calculationRoutes(app: App, roles: Role[]): void {
  app.register(async (room) => {
    room.removeAllContentTypeParsers()
    room.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => done(null, text))
    room.addContentTypeParser('*', { parseAs: 'string' }, (_request, _text, done) =>
      done(invalid([{ path: '', message: 'the body is JSON, sent as application/json' }])),
    )
    const open = { config: { roles }, bodyLimit: LONGEST_BODY_BYTES, validatorCompiler: () => () => true }
    for (const { kind, title, input } of calculationKinds) {
      const summary = `试算:${title.zh} Calculation: ${title.en}`
      const schema = { body: input, response: { 200: anyResult }, tags, summary }
      room.post(`/api/billing/calculations/${kind}`, { ...open, schema }, (request) => answerText(kind, request.body))
    }
    room.post('/api/billing/calculations/*', { ...open, schema: { hide: true } }, (request) =>
      answerText((request.params as { '*': string })['*'], request.body),
    )
  })
}

async function answerText(kind: string, body: unknown) {
  return { ...calculateJson(kind, typeof body === 'string' ? body : '') }
}

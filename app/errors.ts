import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type Issue, Refusal } from '../db/refusal.ts'

/** What PostgreSQL says of a value that it cannot hold: a number or a day too large, NUL in a text. */
const UNKEEPABLE = /^(22003|22007|22008|22021|22P02|22P05)$/
/** Two wrote the same at once: unique, exclusion, serialisation, deadlock. */
const OVERTAKEN = /^(23505|23P01|40001|40P01)$/

/** The one shape of a failed answer: `{ error: { code, message, issues? } }`. */
export function answerFault(fault: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply) {
  if (fault instanceof Refusal) return answer(reply, fault.status, fault.code, fault.message, fault.issues)
  if (hasZodFastifySchemaValidationErrors(fault)) {
    const issues = fault.validation.flatMap(({ instancePath, message, params }) =>
      unfold({
        path: instancePath.split('/').filter(Boolean),
        message: message ?? '',
        errors: params.errors as Found[][],
      }),
    )
    return answer(reply, 400, 'INVALID_INPUT', '输入有误，请检查标出的字段', issues)
  }
  if (fault.statusCode === 413) {
    const most = Math.floor(request.routeOptions.bodyLimit / 1_000_000)
    return answer(reply, 413, 'TOO_LARGE', `提交的内容超过 ${most} MB，请缩小范围或分几次提交`)
  }
  if (fault.statusCode === 429) return answer(reply, 429, 'TOO_MANY_REQUESTS', '尝试过于频繁，请一分钟后再试')
  if (fault.statusCode && fault.statusCode < 500) {
    return answer(reply, fault.statusCode, 'INVALID_INPUT', '请求无法识别', [{ path: '', message: fault.message }])
  }
  if (isRefusedByDatabase(fault, UNKEEPABLE)) {
    request.log.warn({ err: fault }, 'input that the database cannot hold')
    return answer(reply, 400, 'INVALID_INPUT', '输入的数字、日期或文字超出范围，请改正后再试')
  }
  if (isRefusedByDatabase(fault, OVERTAKEN)) {
    request.log.warn({ err: fault }, 'overtaken')
    return answer(reply, 409, 'CHANGED_MEANWHILE', '数据刚被他人改动，请刷新后再试')
  }
  request.log.error({ err: fault }, 'request failed')
  return answer(reply, 500, 'INTERNAL', '系统出错了，请稍后再试；问题已记录')
}

type Found = { path: PropertyKey[]; message: string; code?: string; errors?: Found[][] | undefined }

/** Of several shapes that would do, what was sent comes nearest to one: that one's issues are told, not that none fits. */
function unfold({ path, message, errors = [] }: Found): Issue[] {
  const [nearest] = errors.toSorted((one, other) => distance(one) - distance(other))
  if (!nearest) return [{ path: path.join('.'), message }]
  return nearest.flatMap((issue) => unfold({ ...issue, path: [...path, ...issue.path] }))
}

/** A shape of another kind is far off, however little else is wrong. */
function distance(issues: Found[]): number {
  const isOther = issues.some(({ code, path }) => code === 'invalid_value' && path.length === 1)
  return issues.length + (isOther ? 1_000 : 0)
}

export function answerMissing(_request: FastifyRequest, reply: FastifyReply) {
  return answer(reply, 404, 'NOT_FOUND', '没有这个地址')
}

function isRefusedByDatabase(fault: object, codes: RegExp): boolean {
  return 'severity' in fault && 'code' in fault && codes.test(String(fault.code))
}

function answer(reply: FastifyReply, status: number, code: string, message: string, issues?: Issue[]) {
  return reply.status(status).send({ error: { code, message, ...(issues ? { issues } : {}) } })
}

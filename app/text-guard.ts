import type { FastifyRequest } from 'fastify'
import { Refusal } from '../db/refusal.ts'

/** Signs that nobody types: controls but for tab and line ends, and marks that turn round what is read after them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/

/** Refuses text that cannot be kept or read as it was meant, wherever it stands in what was sent as JSON or in the address. */
export async function refuseUnreadable(request: FastifyRequest): Promise<void> {
  const path = findUnreadable(request.body) ?? findUnreadable(request.query) ?? findUnreadable(request.params)
  if (path === undefined) return
  const issues = [{ path, message: '含有无法显示的字符,请重新输入' }]
  throw new Refusal('INVALID_INPUT', '输入有误，请检查标出的字段', { status: 400, issues })
}

/** The path of the first such text, such as `applicant.name`; the text of a file is not looked into. */
function findUnreadable(sent: unknown): string | undefined {
  if (sent === null || typeof sent !== 'object' || ArrayBuffer.isView(sent)) return undefined
  for (const [name, value] of Object.entries(sent)) {
    if (typeof value === 'string') {
      if (UNREADABLE.test(value) || !value.isWellFormed()) return name
    } else {
      const within = findUnreadable(value)
      if (within !== undefined) return `${name}.${within}`
    }
  }
  return undefined
}

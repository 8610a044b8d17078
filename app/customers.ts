import { z } from 'zod'
import type { Role } from '../db/context.ts'
import {
  accountFile,
  accountHit,
  accountNoShape,
  accountSearch,
  phoneReveal,
  readableAccount,
  timelinePage,
} from '../db/customers/contract.ts'
import { findAccountFile, findSharedFile, listReadableAccounts } from '../db/customers/files.ts'
import { revealPhone } from '../db/customers/identities.ts'
import { searchAccounts } from '../db/customers/search.ts'
import type { App } from '../db/department.ts'
import { Refusal } from '../db/refusal.ts'
import { listTimeline } from '../db/timeline.ts'
import { toWire } from '../db/wire.ts'

const staff: Role[] = [
  'agent',
  'lead',
  'dispatcher',
  'intake',
  'surveyor',
  'installer',
  'reader',
  'inspector',
  'grid',
  'billing',
  'cashier',
  'accountant',
  'district-manager',
  'manager',
  'auditor',
]
const staffAndCustomers: Role[] = [...staff, 'customer']
const accountParam = z.object({ accountNo: accountNoShape })

/** The customer file over HTTP: it belongs to no department, each reads the same. */
export function customerRoutes(app: App): void {
  app.get(
    '/api/customers/accounts',
    {
      config: { roles: staff },
      schema: {
        querystring: accountSearch,
        response: { 200: z.object({ accounts: z.array(accountHit) }) },
        tags: ['customers'],
        summary: '按户号、表号、电话、户名或地址查找 Find accounts',
      },
    },
    async (request) => ({ accounts: await searchAccounts(request.ctx, request.query) }),
  )
  app.get(
    '/api/customers/me/accounts',
    {
      config: { roles: ['customer'] },
      schema: {
        response: {
          200: z.object({ accounts: z.array(readableAccount) }),
        },
        tags: ['customers'],
        summary: '我的用电户 My accounts',
      },
    },
    async (request) => ({ accounts: await listReadableAccounts(request.ctx) }),
  )
  app.get(
    '/api/customers/accounts/:accountNo',
    {
      config: { roles: staffAndCustomers },
      schema: {
        params: accountParam,
        querystring: z.object({ asOf: z.iso.date().optional(), knownAt: z.iso.datetime({ offset: true }).optional() }),
        response: { 200: accountFile },
        tags: ['customers'],
        summary: '客户档案(可按某日、按某时所知) The customer file, as of a day, as known at an instant',
      },
    },
    (request) => {
      const { asOf, knownAt } = request.query
      return findSharedFile(request.ctx, request.params, { asOf, knownAt: knownAt ? new Date(knownAt) : undefined })
    },
  )
  timelineRoutes(app)
}

function timelineRoutes(app: App): void {
  app.get(
    '/api/customers/accounts/:accountNo/timeline',
    {
      config: { roles: staffAndCustomers },
      schema: {
        params: accountParam,
        querystring: z.object({
          before: z.string().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(30),
        }),
        response: { 200: timelinePage },
        tags: ['customers'],
        summary: '客户时间线,新者在前 The timeline, newest first',
      },
    },
    async (request) => {
      const { accountId } = await findAccountFile(request.ctx, request.params)
      const { before, limit } = request.query
      const entries = await listTimeline(request.ctx, {
        accountId,
        limit,
        ...(before ? { before: parseCursor(before) } : {}),
      })
      const oldest = entries.length === limit ? entries.at(-1) : undefined
      return toWire({ entries, next: oldest ? `${oldest.at.toISOString()}_${oldest.id}` : null })
    },
  )
  app.post(
    '/api/customers/accounts/:accountNo/phone-reveals',
    {
      config: { roles: ['agent', 'lead', 'intake', 'billing', 'dispatcher'] },
      schema: {
        params: accountParam,
        body: phoneReveal,
        response: { 200: z.object({ phone: z.string().nullable() }) },
        tags: ['customers'],
        summary: '查看完整电话(留痕) Reveal the phone number, on record',
      },
    },
    async (request) => {
      const { accountId } = await findAccountFile(request.ctx, request.params)
      return { phone: await revealPhone(request.ctx, accountId, request.body ?? {}) }
    },
  )
}

function parseCursor(cursor: string): { at: Date; id: number } {
  const [at = '', id = ''] = cursor.split('_')
  const parsed = { at: new Date(at), id: Number(id) }
  if (Number.isNaN(parsed.at.getTime()) || !Number.isSafeInteger(parsed.id)) {
    throw new Refusal('CURSOR_UNKNOWN', '翻页位置无效', { status: 400, issues: [{ path: 'before', message: cursor }] })
  }
  return parsed
}

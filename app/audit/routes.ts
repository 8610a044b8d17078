import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { checkChain } from './chain.ts'
import { chain, entries, entryQuery, period, report, reveals } from './contract.ts'
import { listEntries } from './entries.ts'
import { bookReport, printReport } from './print.ts'
import { makeReport } from './report.ts'
import { listReveals } from './reveals.ts'

const tags = ['audit']
const readers = { roles: ['auditor', 'admin'] as Role[] }
/** Who administers is among those who are looked at. */
const auditors = { roles: ['auditor'] as Role[] }
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function auditRoutes(app: App): void {
  app.get(
    '/api/audit/entries',
    {
      config: readers,
      schema: { querystring: entryQuery, response: { 200: entries }, tags, summary: '审计记录 The audit record' },
    },
    (request) => listEntries(request.ctx, request.query),
  )
  app.get(
    '/api/audit/chain',
    {
      config: readers,
      schema: {
        querystring: period,
        response: { 200: chain },
        tags,
        summary: '审计链校验 Proof that the record is whole',
      },
    },
    (request) => checkChain(request.ctx, request.query),
  )
  app.get(
    '/api/audit/reveals',
    {
      config: auditors,
      schema: {
        querystring: period,
        response: { 200: reveals },
        tags,
        summary: '敏感信息查看 Looks at personal data by person',
      },
    },
    (request) => listReveals(request.ctx, request.query),
  )
  reportRoutes(app)
}

function reportRoutes(app: App): void {
  app.get(
    '/api/audit/report',
    {
      config: auditors,
      schema: {
        querystring: period,
        response: { 200: report },
        tags,
        summary: '审计报告 The auditor’s report of a period',
      },
    },
    (request) => makeReport(request.ctx, request.query),
  )
  app.get(
    '/api/audit/report/export',
    {
      config: { ...auditors, exports: 'audit-report' },
      schema: {
        querystring: period.extend({ format: z.enum(['pdf', 'xlsx']).default('pdf') }),
        tags,
        summary: '审计报告 PDF、Excel The report as a PDF or a workbook',
      },
    },
    async (request, reply) => {
      const { from, to, format } = request.query
      const made = await makeReport(request.ctx, { from, to })
      const name = dispositionOf(`审计报告-${from}-${to}.${format}`, `audit-report.${format}`)
      reply.header('content-disposition', name)
      if (format === 'xlsx') return reply.type(XLSX).send(await bookReport(made))
      return reply
        .type('application/pdf')
        .send(printReport(made, { name: request.ctx.actor.name, at: request.ctx.now }))
    },
  )
}

import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { applicationList } from '../contract.ts'
import { writeFigureBook, writeStatisticsBook } from './book.ts'
import { figureQuery, statistics, statisticsQuery } from './contract.ts'
import { countStatistics, exportStatistics, listBehindFigure } from './statistics.ts'

const readers: Role[] = ['intake', 'manager', 'auditor', 'district-manager']
const tags = ['intake']

export function statisticsRoutes(app: App): void {
  app.get(
    '/api/intake/statistics',
    {
      config: { roles: readers },
      schema: { querystring: statisticsQuery, response: { 200: statistics }, tags, summary: '业扩统计 What was done' },
    },
    (request) => countStatistics(request.ctx, request.query),
  )
  app.get(
    '/api/intake/statistics/applications',
    {
      config: { roles: readers },
      schema: {
        querystring: figureQuery,
        response: { 200: applicationList },
        tags,
        summary: '统计数字的明细 Behind a figure',
      },
    },
    (request) => listBehindFigure(request.ctx, request.query),
  )
  app.get(
    '/api/intake/statistics/export',
    {
      config: { roles: readers, exports: 'statistics' },
      schema: { querystring: statisticsQuery, tags, summary: '导出业扩统计(CSV)' },
    },
    async (request, reply) => {
      reply.header('content-disposition', 'attachment; filename="application-statistics.csv"')
      return reply.type('text/csv; charset=utf-8').send(await exportStatistics(request.ctx, request.query))
    },
  )
  bookRoutes(app)
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function bookRoutes(app: App): void {
  app.get(
    '/api/intake/statistics/book',
    {
      config: { roles: readers, exports: 'statistics' },
      schema: { querystring: statisticsQuery, tags, summary: '导出业扩统计(Excel) Statistics as a workbook' },
    },
    async (request, reply) => {
      const name = `业扩统计-${request.query.from}-${request.query.to}.xlsx`
      reply.header('content-disposition', dispositionOf(name, 'statistics'))
      return reply.type(XLSX).send(await writeStatisticsBook(request.ctx, request.query))
    },
  )
  app.get(
    '/api/intake/statistics/applications/book',
    {
      config: { roles: readers, exports: 'statistics-applications' },
      schema: { querystring: figureQuery, tags, summary: '导出统计明细(Excel) Behind a figure, as a workbook' },
    },
    async (request, reply) => {
      const { from, to, figure } = request.query
      reply.header('content-disposition', dispositionOf(`业扩明细-${figure}-${from}-${to}.xlsx`, 'applications'))
      return reply.type(XLSX).send(await writeFigureBook(request.ctx, request.query))
    },
  )
}

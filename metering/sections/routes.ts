import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { planRoutes } from './plan-routes.ts'
import { findSection, listSectionPoints, listSections, listUnplaced, placePoint, saveSection } from './sections.ts'
import {
  PageQuery,
  Placement,
  SectionChanged,
  SectionInput,
  SectionList,
  SectionPointQuery,
  SectionPoints,
  SectionQuery,
  SectionRow,
} from './shapes.ts'

const watchers: Role[] = [
  'acquisition',
  'grid',
  'reader',
  'district-manager',
  'inspector',
  'quality',
  'manager',
  'billing',
  'auditor',
]
/** Who keeps sections in order. */
const keepers: Role[] = ['district-manager', 'manager']
const tags = ['metering']

/** Sections with their points, plans and their review, special readings. */
export function sectionRoutes(app: App): void {
  listRoutes(app)
  changeRoutes(app)
  planRoutes(app, { watchers })
}

function listRoutes(app: App): void {
  app.get(
    '/api/metering/sections',
    {
      config: { roles: watchers },
      schema: { querystring: SectionQuery, response: { 200: SectionList }, tags, summary: '抄表段 Reading sections' },
    },
    (request) => listSections(request.ctx, request.query),
  )
  app.get(
    '/api/metering/sections/:id',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: SectionRow }, tags, summary: '一个抄表段 One section' },
    },
    (request) => findSection(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/sections/:id/points',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: SectionPointQuery,
        response: { 200: SectionPoints },
        tags,
        summary: '抄表段内的计量点 Points of a section',
      },
    },
    (request) => listSectionPoints(request.ctx, { ...request.query, sectionId: request.params.id }),
  )
  app.get(
    '/api/metering/unplaced-points',
    {
      config: { roles: watchers },
      schema: {
        querystring: PageQuery,
        response: { 200: SectionPoints },
        tags,
        summary: '未入抄表段的计量点 Points that no section reads',
      },
    },
    (request) => listUnplaced(request.ctx, request.query),
  )
}

function changeRoutes(app: App): void {
  app.put(
    '/api/metering/sections',
    {
      config: { roles: keepers },
      schema: {
        body: SectionInput,
        response: { 200: SectionChanged },
        tags,
        summary: '新建或变更抄表段 Make or change a section',
      },
    },
    (request) => saveSection(request.ctx, request.body),
  )
  app.put(
    '/api/metering/points/:id/section',
    {
      config: { roles: keepers },
      schema: {
        params: IdParam,
        body: Placement,
        response: { 204: z.null() },
        tags,
        summary: '调整抄表段 Place a point',
      },
    },
    async (request, reply) => {
      await placePoint(request.ctx, { pointId: request.params.id, ...request.body })
      return reply.status(204).send(null)
    },
  )
}

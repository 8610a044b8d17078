import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { tags } from '../route-parts.ts'
import { flowDraft, flowList, flowRelease, flowTrial, flowVersion, newFlow, trialOutcome } from './contract.ts'
import { discardFlow, draftFlow, findFlow, listFlows, releaseFlowVersion, setFlow, tryFlow } from './flows.ts'

const readers: Role[] = ['lead', 'quality', 'manager']
const writers: Role[] = ['lead', 'manager']
const params = z.object({ version: z.coerce.number().int().positive() })

export function menuRoutes(app: App): void {
  readingRoutes(app)
  draftRoutes(app)
}

function readingRoutes(app: App): void {
  app.get(
    '/api/callcenter/menu-flows',
    {
      config: { roles: readers },
      schema: { response: { 200: flowList }, tags, summary: '语音导航各版本 Versions of the voice menu' },
    },
    (request) => listFlows(request.ctx),
  )
  app.get(
    '/api/callcenter/menu-flows/:version',
    {
      config: { roles: readers },
      schema: { params, response: { 200: flowVersion }, tags, summary: '语音导航一版 A version of the menu' },
    },
    (request) => findFlow(request.ctx, request.params.version),
  )
  app.post(
    '/api/callcenter/menu-flows/:version/trials',
    {
      config: { roles: readers },
      schema: {
        ...{ params, body: flowTrial, response: { 200: trialOutcome }, tags },
        summary: '试听语音导航 What a caller would hear',
      },
    },
    (request) => tryFlow(request.ctx, request.params.version, request.body),
  )
}

function draftRoutes(app: App): void {
  app.post(
    '/api/callcenter/menu-flows',
    {
      config: { roles: writers },
      schema: { body: newFlow, response: { 201: flowVersion }, tags, summary: '起草语音导航 Draft a version' },
    },
    async (request, reply) => reply.status(201).send(await draftFlow(request.ctx, request.body)),
  )
  app.put(
    '/api/callcenter/menu-flows/:version',
    {
      config: { roles: writers },
      schema: {
        ...{ params, body: flowDraft, response: { 200: flowVersion }, tags },
        summary: '修改语音导航草稿 Change a draft',
      },
    },
    (request) => setFlow(request.ctx, request.params.version, request.body),
  )
  app.delete(
    '/api/callcenter/menu-flows/:version',
    {
      config: { roles: writers },
      schema: { params, response: { 204: z.null() }, tags, summary: '删除语音导航草稿 Discard a draft' },
    },
    async (request, reply) => {
      await discardFlow(request.ctx, request.params.version)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/menu-flows/:version/release',
    {
      config: { roles: writers },
      schema: {
        ...{ params, body: flowRelease, response: { 200: flowVersion }, tags },
        summary: '发布语音导航 Release a version',
      },
    },
    (request) => releaseFlowVersion(request.ctx, request.params.version, request.body),
  )
}

import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { idParam, tags } from '../route-parts.ts'
import { findBoard, forceState, setSkills } from './board.ts'
import { agentSkills, board, forcedState } from './contract.ts'

export function boardRoutes(app: App): void {
  app.get(
    '/api/callcenter/board',
    {
      config: { roles: ['lead', 'quality', 'manager'] },
      schema: { response: { 200: board }, tags, summary: '现场监控 Queues, agents and today’s calls' },
    },
    (request) => findBoard(request.ctx),
  )
  app.put(
    '/api/callcenter/agents/:id/skills',
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: agentSkills,
        response: { 204: z.null() },
        tags,
        summary: '坐席技能 What an agent can do',
      },
    },
    async (request, reply) => {
      await setSkills(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.put(
    '/api/callcenter/agents/:id/state',
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: forcedState,
        response: { 204: z.null() },
        tags,
        summary: '班长置忙、置闲 Set an agent away or ready',
      },
    },
    async (request, reply) => {
      await forceState(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
}

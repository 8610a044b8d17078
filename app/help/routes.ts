import { z } from 'zod'
import { roles } from '../../db/context.ts'
import type { App, Department } from '../../db/department.ts'
import { glossaryList, help } from './contract.ts'
import { findHelp, listGlossary, noteSeen } from './help.ts'

const tags = ['help']
const everybody = { roles: [...roles] }

/** What each role does and where, and what the words mean. */
export const helpDepartment: Department = { name: 'help', routes: helpRoutes, subscribers: [], jobs: [] }

function helpRoutes(app: App): void {
  app.get(
    '/api/help',
    { config: everybody, schema: { response: { 200: help }, tags, summary: '使用指南 The guide of one’s roles' } },
    (request) => findHelp(request.ctx),
  )
  app.put(
    '/api/help/seen',
    { config: everybody, schema: { response: { 204: z.null() }, tags, summary: '指南已看过 The guide was seen' } },
    async (request, reply) => {
      await noteSeen(request.ctx)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/help/glossary',
    { config: everybody, schema: { response: { 200: glossaryList }, tags, summary: '名词解释 What the words mean' } },
    async () => listGlossary(),
  )
}

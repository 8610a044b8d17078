import { z } from 'zod'
import type { App, Department } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { listChanges } from './changes.ts'
import {
  changeList,
  changeQuery,
  newChange,
  oneParameter,
  parameterChange,
  parameterExportQuery,
  parameterList,
  parameterQuery,
  releaseInput,
  revocationInput,
  withdrawalInput,
} from './contract.ts'
import { draftChange, withdrawDraft } from './drafts.ts'
import { exportParameters } from './export.ts'
import { listParameters } from './list.ts'
import { findParameter } from './one.ts'
import { releaseChange, revokeChange } from './release.ts'
import { changers, readers } from './sets.ts'

const tags = ['parameters']
const read = { roles: readers }
const change = { roles: changers }
const params = z.object({ id: z.coerce.number().int().positive() })
const changed = { 200: parameterChange }

/** Every dated rule on one page; what they are, departments say. */
export const parameters: Department = { name: 'parameters', routes: parameterRoutes, subscribers: [], jobs: [] }

function parameterRoutes(app: App): void {
  app.get(
    '/api/parameters',
    {
      config: read,
      schema: { querystring: parameterQuery, response: { 200: parameterList }, tags, summary: '参数 Dated rules' },
    },
    (request) => listParameters(request.ctx, request.query),
  )
  app.get(
    '/api/parameters/export',
    { config: read, schema: { querystring: parameterExportQuery, tags, summary: '导出参数 Dated rules as a sheet' } },
    async (request, reply) => {
      const { format, ...query } = request.query
      const { name, type, content } = await exportParameters(request.ctx, query, format)
      return reply
        .header('content-disposition', dispositionOf(name, `parameters.${format}`))
        .type(type)
        .send(content)
    },
  )
  app.get(
    '/api/parameters/sets/:set',
    {
      config: read,
      schema: {
        params: z.object({ set: z.string().max(40) }),
        querystring: z.object({ key: z.string().max(200).default('') }),
        response: { 200: oneParameter },
        tags,
        summary: '一项参数 One rule with its history',
      },
    },
    (request) => findParameter(request.ctx, request.params.set, request.query.key),
  )
  app.get(
    '/api/parameters/changes',
    {
      config: read,
      schema: { querystring: changeQuery, response: { 200: changeList }, tags, summary: '参数修改 Changes of rules' },
    },
    (request) => listChanges(request.ctx, request.query.which),
  )
  writeRoutes(app)
}

function writeRoutes(app: App): void {
  app.post(
    '/api/parameters/changes',
    {
      config: change,
      schema: { body: newChange, response: { 201: parameterChange }, tags, summary: '起草修改 Draft a change' },
    },
    async (request, reply) => reply.status(201).send(await draftChange(request.ctx, request.body)),
  )
  app.post(
    '/api/parameters/changes/:id/release',
    {
      config: change,
      schema: { params, body: releaseInput, response: changed, tags, summary: '放行修改 Release a change' },
    },
    (request) => releaseChange(request.ctx, request.params.id, request.body.note),
  )
  app.post(
    '/api/parameters/changes/:id/withdrawal',
    {
      config: change,
      schema: { params, body: withdrawalInput, response: changed, tags, summary: '撤回草稿 Withdraw a draft' },
    },
    (request) => withdrawDraft(request.ctx, request.params.id, request.body.reason),
  )
  app.post(
    '/api/parameters/changes/:id/revocation',
    {
      config: change,
      schema: {
        params,
        body: revocationInput,
        response: changed,
        tags,
        summary: '撤回已放行的修改 Take back what is released',
      },
    },
    (request) => revokeChange(request.ctx, request.params.id, request.body.reason),
  )
}

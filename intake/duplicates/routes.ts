import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import { mergeCustomers, undoMerge } from '../../db/customers/merges.ts'
import type { App } from '../../db/department.ts'
import {
  applicationMatches,
  duplicateList,
  duplicateQuery,
  matchInput,
  mergeInput,
  mergeList,
  pairInput,
  undoInput,
} from './contract.ts'
import { listDuplicates, listMerges, setApart } from './duplicates.ts'
import { decideMatch, listMatches } from './matches.ts'

const readers: Role[] = ['intake', 'manager', 'auditor']
const deciders: Role[] = ['intake', 'manager']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })
const done = { 204: z.null() }

/** 客户查重: what may be one customer, for a person to decide. */
export function duplicateRoutes(app: App): void {
  matchRoutes(app)
  mergeRoutes(app)
}

function matchRoutes(app: App): void {
  const path = '/api/intake/applications/:id/matches'
  const response = { 200: applicationMatches }
  app.get(
    path,
    {
      config: { roles: readers },
      schema: { params, response, tags, summary: '疑似同一客户、重复申请 Who may be the applicant' },
    },
    (request) => listMatches(request.ctx, request.params.id),
  )
  app.post(
    path,
    {
      config: { roles: deciders },
      schema: { params, body: matchInput, response, tags, summary: '认定是否同一客户 Say whether he is' },
    },
    (request) => decideMatch(request.ctx, request.params.id, request.body),
  )
}

function mergeRoutes(app: App): void {
  app.get(
    '/api/intake/duplicates',
    {
      config: { roles: readers },
      schema: {
        querystring: duplicateQuery,
        response: { 200: duplicateList },
        tags,
        summary: '疑似重复客户 Duplicates',
      },
    },
    (request) => listDuplicates(request.ctx, request.query),
  )
  app.post(
    '/api/intake/duplicates/apart',
    {
      config: { roles: deciders },
      schema: { body: pairInput, response: done, tags, summary: '认定不是同一客户 Two customers after all' },
    },
    async (request, reply) => {
      await setApart(request.ctx, request.body)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/intake/merges',
    { config: { roles: readers }, schema: { response: { 200: mergeList }, tags, summary: '客户合并记录 Merges' } },
    (request) => listMerges(request.ctx),
  )
  app.post(
    '/api/intake/merges',
    {
      config: { roles: deciders },
      schema: {
        body: mergeInput,
        response: { 201: z.object({ id: z.number() }) },
        tags,
        summary: '合并为同一客户(可撤销) Merge two customers',
      },
    },
    async (request, reply) => reply.status(201).send({ id: await mergeCustomers(request.ctx, request.body) }),
  )
  app.post(
    '/api/intake/merges/:id/undo',
    {
      config: { roles: deciders },
      schema: { params, body: undoInput, response: done, tags, summary: '撤销合并 Undo a merge' },
    },
    async (request, reply) => {
      await undoMerge(request.ctx, request.params.id, request.body.reason)
      return reply.status(204).send(null)
    },
  )
}

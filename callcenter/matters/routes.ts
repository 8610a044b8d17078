import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  matterAct,
  matterDetail,
  matterDraft,
  matterList,
  matterPlaces,
  matterQuery,
  matterRefusal,
  newMatter,
  placeQuery,
  recognisedMatters,
  recognisedQuery,
} from './contract.ts'
import {
  acceptMatter,
  findMatter,
  findMatters,
  findPlaces,
  returnMatter,
  submitMatter,
  withdrawMatter,
} from './matters.ts'
import { findRecognised } from './recognise.ts'
import { draftMatter, registerMatter } from './write.ts'

const registrars: Role[] = ['lead', 'quality', 'manager']
const deciders: Role[] = ['quality', 'manager']
const readers: Role[] = ['agent', ...registrars]
const matters = '/api/callcenter/service-matters'

export function matterRoutes(app: App): void {
  readingRoutes(app)
  writingRoutes(app)
  decidingRoutes(app)
}

function readingRoutes(app: App): void {
  app.get(
    matters,
    {
      config: { roles: readers },
      schema: {
        ...{ querystring: matterQuery, response: { 200: matterList }, tags },
        summary: '重要服务事项 Service matters of my units and of those above',
      },
    },
    (request) => findMatters(request.ctx, request.query),
  )
  app.get(
    `${matters}/:id`,
    {
      config: { roles: readers },
      schema: {
        params: idParam,
        response: { 200: matterDetail },
        tags,
        summary: '事项各版本与识别情况 Its versions, and where it was recognised',
      },
    },
    (request) => findMatter(request.ctx, request.params.id),
  )
  app.get(
    '/api/callcenter/matter-places',
    {
      config: { roles: registrars },
      schema: {
        querystring: placeQuery,
        response: { 200: matterPlaces },
        tags,
        summary: '选择范围 Units, districts and accounts for a scope',
      },
    },
    (request) => findPlaces(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/matters-in-force',
    {
      config: { roles: agents },
      schema: {
        querystring: recognisedQuery,
        response: { 200: recognisedMatters },
        tags,
        summary: '这里生效的重要服务事项 Service matters in force here',
      },
    },
    (request) => findRecognised(request.ctx, request.query.accountNo),
  )
}

function writingRoutes(app: App): void {
  app.post(
    matters,
    {
      config: { roles: registrars },
      schema: { body: newMatter, response: { 201: matterDetail }, tags, summary: '报备重要服务事项 Register one' },
    },
    async (request, reply) => reply.status(201).send(await registerMatter(request.ctx, request.body)),
  )
  app.put(
    `${matters}/:id/draft`,
    {
      config: { roles: registrars },
      schema: {
        params: idParam,
        body: matterDraft,
        response: { 200: matterDetail },
        tags,
        summary: '修改草稿或起草新版本 Write on at the draft, or begin the next version',
      },
    },
    (request) => draftMatter(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${matters}/:id/submission`,
    {
      config: { roles: registrars },
      schema: { params: idParam, body: matterAct, response: { 200: matterDetail }, tags, summary: '提交审核 Submit' },
    },
    (request) => submitMatter(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${matters}/:id/withdrawal`,
    {
      config: { roles: registrars },
      schema: {
        params: idParam,
        body: matterRefusal,
        response: { 200: matterDetail },
        tags,
        summary: '撤回事项 Withdraw it',
      },
    },
    (request) => withdrawMatter(request.ctx, request.params.id, request.body),
  )
}

function decidingRoutes(app: App): void {
  app.post(
    `${matters}/:id/acceptance`,
    {
      config: { roles: deciders },
      schema: {
        params: idParam,
        body: matterAct,
        response: { 200: matterDetail },
        tags,
        summary: '审核通过 Accept, as a second person of the unit above',
      },
    },
    (request) => acceptMatter(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${matters}/:id/return`,
    {
      config: { roles: deciders },
      schema: {
        params: idParam,
        body: matterRefusal,
        response: { 200: matterDetail },
        tags,
        summary: '退回事项 Send it back',
      },
    },
    (request) => returnMatter(request.ctx, request.params.id, request.body),
  )
}

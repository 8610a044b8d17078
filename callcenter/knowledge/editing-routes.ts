import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { idParam as params, tags } from '../route-parts.ts'
import {
  discard,
  draftArticle,
  draftNextVersion,
  findArticle,
  listArticles,
  release,
  sendBack,
  setVersion,
  submit,
  withdraw,
} from './articles.ts'
import {
  article,
  articleDraft,
  articleList,
  articleQuery,
  articleVersion,
  versionChange,
  versionReturn,
  versionStep,
  versionWithdrawal,
} from './contract.ts'
import { knowledgeEditors as editors, knowledgeReaders as readers } from './rights.ts'

const articles = '/api/callcenter/knowledge/articles'
const versions = '/api/callcenter/knowledge/versions/:id'
const written = { 200: articleVersion }

export function editingRoutes(app: App): void {
  articleRoutes(app)
  versionRoutes(app)
}

function articleRoutes(app: App): void {
  app.get(
    articles,
    {
      config: { roles: editors },
      schema: { querystring: articleQuery, response: { 200: articleList }, tags, summary: '全部文章 All articles' },
    },
    (request) => listArticles(request.ctx, request.query),
  )
  app.post(
    articles,
    {
      config: { roles: editors },
      schema: { body: articleDraft, response: { 201: articleVersion }, tags, summary: '起草文章 Draft an article' },
    },
    async (request, reply) => reply.status(201).send(await draftArticle(request.ctx, request.body)),
  )
  app.get(
    `${articles}/:id`,
    {
      config: { roles: readers },
      schema: { params, response: { 200: article }, tags, summary: '文章 An article' },
    },
    (request) => findArticle(request.ctx, request.params.id),
  )
  app.post(
    `${articles}/:id/versions`,
    {
      config: { roles: editors },
      schema: { params, response: { 201: articleVersion }, tags, summary: '起草新版 Draft its next version' },
    },
    async (request, reply) => reply.status(201).send(await draftNextVersion(request.ctx, request.params.id)),
  )
}

function versionRoutes(app: App): void {
  app.put(
    versions,
    {
      config: { roles: editors },
      schema: { params, body: versionChange, response: written, tags, summary: '修改草稿 Change a draft' },
    },
    (request) => setVersion(request.ctx, request.params.id, request.body),
  )
  app.delete(
    versions,
    {
      config: { roles: editors },
      schema: { params, response: { 204: z.null() }, tags, summary: '删除草稿 Discard a draft' },
    },
    async (request, reply) => {
      await discard(request.ctx, request.params.id)
      return reply.status(204).send(null)
    },
  )
  app.post(
    `${versions}/submission`,
    {
      config: { roles: editors },
      schema: { params, body: versionStep, response: written, tags, summary: '提交复核 To a second person' },
    },
    (request) => submit(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${versions}/return`,
    {
      config: { roles: editors },
      schema: { params, body: versionReturn, response: written, tags, summary: '退回修改 Back to its author' },
    },
    (request) => sendBack(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${versions}/release`,
    {
      config: { roles: editors },
      schema: { params, body: versionStep, response: written, tags, summary: '复核发布 Release' },
    },
    (request) => release(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${versions}/withdrawal`,
    {
      config: { roles: editors },
      schema: { params, body: versionWithdrawal, response: written, tags, summary: '撤回文章 Withdraw' },
    },
    (request) => withdraw(request.ctx, request.params.id, request.body),
  )
}

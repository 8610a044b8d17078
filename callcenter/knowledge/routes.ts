import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { idParam, tags } from '../route-parts.ts'
import {
  hits,
  question,
  searchQuery,
  shelf,
  suggestionQuery,
  suggestions,
  synonymList,
  synonyms,
  taskEnd,
  taskList,
  taskOwner,
  taskQuery,
  use,
} from './contract.ts'
import { editingRoutes } from './editing-routes.ts'
import { knowledgeEditors as editors, knowledgeReaders as readers } from './rights.ts'
import { findShelf, noteUse, searchKnowledge, suggestKnowledge } from './search.ts'
import { finishTask, giveTask, listTasks, noteQuestion } from './tasks.ts'
import { addSynonyms, listSynonyms, removeSynonyms, setSynonyms } from './words.ts'

const root = '/api/callcenter/knowledge'
const none = { 204: z.null() }

export function knowledgeRoutes(app: App): void {
  searchRoutes(app)
  taskRoutes(app)
  synonymRoutes(app)
  editingRoutes(app)
}

function searchRoutes(app: App): void {
  app.get(
    root,
    {
      config: { roles: readers },
      schema: { querystring: searchQuery, response: { 200: hits }, tags, summary: '检索知识 Find knowledge' },
    },
    (request) => searchKnowledge(request.ctx, request.query),
  )
  app.get(
    `${root}/suggestions`,
    {
      config: { roles: readers },
      schema: {
        ...{ querystring: suggestionQuery, response: { 200: suggestions }, tags },
        summary: '推荐知识 Beside the current contact',
      },
    },
    (request) => suggestKnowledge(request.ctx, request.query),
  )
  app.get(
    `${root}/shelf`,
    {
      config: { roles: readers },
      schema: { response: { 200: shelf }, tags, summary: '知识分类 The tree of categories' },
    },
    (request) => findShelf(request.ctx),
  )
  app.post(
    `${root}/articles/:id/uses`,
    {
      config: { roles: readers },
      schema: { params: idParam, body: use, response: none, tags, summary: '知识使用反馈 What was done with it' },
    },
    async (request, reply) => {
      await noteUse(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.post(
    `${root}/questions`,
    {
      config: { roles: readers },
      schema: {
        ...{ body: question, response: { 201: z.object({ taskId: z.number() }) }, tags },
        summary: '没有找到答案 Asked and not found',
      },
    },
    async (request, reply) =>
      reply.status(201).send(await noteQuestion(request.ctx, { ...request.body, origin: 'search' })),
  )
}

function taskRoutes(app: App): void {
  const given = taskList.shape.tasks.element
  app.get(
    `${root}/tasks`,
    {
      config: { roles: editors },
      schema: { querystring: taskQuery, response: { 200: taskList }, tags, summary: '知识任务 Work of the editors' },
    },
    (request) => listTasks(request.ctx, request.query),
  )
  app.put(
    `${root}/tasks/:id/owner`,
    {
      config: { roles: editors },
      schema: { params: idParam, body: taskOwner, response: { 200: given }, tags, summary: '分派知识任务 Who does it' },
    },
    (request) => giveTask(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${root}/tasks/:id/end`,
    {
      config: { roles: editors },
      schema: { params: idParam, body: taskEnd, response: { 200: given }, tags, summary: '办结知识任务 It is done' },
    },
    (request) => finishTask(request.ctx, request.params.id, request.body),
  )
}

function synonymRoutes(app: App): void {
  app.get(
    `${root}/synonyms`,
    {
      config: { roles: readers },
      schema: { response: { 200: synonymList }, tags, summary: '同义词 Words that mean the same' },
    },
    (request) => listSynonyms(request.ctx),
  )
  app.post(
    `${root}/synonyms`,
    {
      config: { roles: editors },
      schema: {
        ...{ body: synonyms, response: { 201: z.object({ id: z.number() }) }, tags },
        summary: '添加同义词 Add words',
      },
    },
    async (request, reply) => reply.status(201).send(await addSynonyms(request.ctx, request.body)),
  )
  app.put(
    `${root}/synonyms/:id`,
    {
      config: { roles: editors },
      schema: { params: idParam, body: synonyms, response: none, tags, summary: '修改同义词 Change words' },
    },
    async (request, reply) => {
      await setSynonyms(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    `${root}/synonyms/:id`,
    {
      config: { roles: editors },
      schema: { params: idParam, response: none, tags, summary: '删除同义词 Remove words' },
    },
    async (request, reply) => {
      await removeSynonyms(request.ctx, request.params.id)
      return reply.status(204).send(null)
    },
  )
}

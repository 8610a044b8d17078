import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { UsagePort } from '../usage.ts'
import {
  agencyList,
  agencyMonth,
  applicabilityList,
  applicabilityQuery,
  draftEdit,
  priceDocument,
  publicationInput,
  reviewInput,
  timetableInput,
  timetableList,
  versionDetail,
  versionList,
  withdrawalInput,
} from './contract.ts'
import { draftVersion, editDraft, publishVersion, reviewVersion, withdrawVersion } from './drafts.ts'
import { lagAnswer, lagInput, lagList, lagQuery } from './lag-contract.ts'
import { listTimetableLags, recordTimetableLag } from './lags.ts'
import {
  adviseOnPrices,
  listAgencyMonths,
  listTimetablesToWire,
  recordAgencyMonth,
  recordTimetable,
} from './reference.ts'
import { findLatestReplay, replayDraft } from './replay.ts'
import { replay, replayInput } from './replay-contract.ts'
import { exportVersion, findVersion, listVersions } from './versions.ts'

const readers: Role[] = ['billing', 'manager', 'auditor', 'accountant']
const drafters: Role[] = ['billing']
/** Two people make a price: whoever of these did not draft it reviews and publishes it. */
const reviewers: Role[] = ['billing', 'manager']
const tags = ['billing']
const at = '/api/billing/price-versions'
const params = z.object({ version: z.string().min(1).max(64) })
const publication = z.object({
  versionId: z.number(),
  superseded: z.array(z.string()),
  touched: versionDetail.shape.touched,
})

export function priceBookRoutes(app: App, findUsages: UsagePort): void {
  readingRoutes(app)
  draftingRoutes(app)
  decidingRoutes(app)
  replayRoutes(app, findUsages)
  referenceRoutes(app)
  lagRoutes(app)
}

function readingRoutes(app: App): void {
  app.get(
    at,
    {
      config: { roles: readers },
      schema: {
        querystring: z.object({ priceCode: z.string().max(64).optional() }),
        response: { 200: versionList },
        tags,
        summary: '电价版本(含草稿与历史) All versions of the price book, drafts and history too',
      },
    },
    (request) => listVersions(request.ctx, request.query),
  )
  app.get(
    `${at}/:version`,
    {
      config: { roles: readers },
      schema: {
        params,
        response: { 200: versionDetail },
        tags,
        summary: '电价版本明细 One version, with what it changes',
      },
    },
    (request) => findVersion(request.ctx, request.params.version),
  )
  app.get(
    `${at}/:version/document`,
    {
      config: { roles: readers },
      schema: { params, response: { 200: priceDocument }, tags, summary: '导出电价文件 The version as a file' },
    },
    (request) => exportVersion(request.ctx, request.params.version),
  )
}

function draftingRoutes(app: App): void {
  app.post(
    at,
    {
      config: { roles: drafters },
      schema: {
        body: priceDocument,
        response: { 201: versionDetail },
        tags,
        summary: '起草或导入电价版本 Draft or import a version',
      },
    },
    async (request, reply) => {
      await draftVersion(request.ctx, request.body)
      return reply.status(201).send(await findVersion(request.ctx, request.body.version))
    },
  )
  app.put(
    `${at}/:version`,
    {
      config: { roles: drafters },
      schema: {
        params,
        body: draftEdit,
        response: { 200: versionDetail },
        tags,
        summary: '修改草稿 Edit a draft as a whole',
      },
    },
    async (request) => {
      await editDraft(request.ctx, request.params.version, request.body)
      return findVersion(request.ctx, request.params.version)
    },
  )
}

function decidingRoutes(app: App): void {
  app.post(
    `${at}/:version/review`,
    {
      config: { roles: reviewers },
      schema: { params, body: reviewInput, response: { 200: versionDetail }, tags, summary: '复核电价 Review a draft' },
    },
    async (request) => {
      await reviewVersion(request.ctx, request.params.version, request.body.note ?? null)
      return findVersion(request.ctx, request.params.version)
    },
  )
  app.post(
    `${at}/:version/publication`,
    {
      config: { roles: reviewers },
      schema: {
        params,
        body: publicationInput,
        response: { 200: publication },
        tags,
        summary: '发布电价 Publish a version',
      },
    },
    (request) => publishVersion(request.ctx, request.params.version, request.body),
  )
  app.post(
    `${at}/:version/withdrawal`,
    {
      config: { roles: reviewers },
      schema: {
        params,
        body: withdrawalInput,
        response: { 200: versionDetail },
        tags,
        summary: '撤回电价 Withdraw a version',
      },
    },
    async (request) => {
      await withdrawVersion(request.ctx, request.params.version, request.body.reason)
      return findVersion(request.ctx, request.params.version)
    },
  )
}

function replayRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    `${at}/:version/replays`,
    {
      config: { roles: reviewers },
      schema: {
        params,
        body: replayInput,
        response: { 201: replay },
        tags,
        summary: '发布前测算:近月账单按草稿重算 Rate the latest months under a draft',
      },
    },
    async (request, reply) =>
      reply.status(201).send(await replayDraft(request.ctx, request.params.version, request.body, findUsages)),
  )
  app.get(
    `${at}/:version/replay`,
    {
      config: { roles: readers },
      schema: { params, response: { 200: replay }, tags, summary: '最近一次测算 The latest replay' },
    },
    (request) => findLatestReplay(request.ctx, request.params.version),
  )
}

function referenceRoutes(app: App): void {
  const month = z.object({ region: z.string().regex(/^\d{2}$/), month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) })
  app.get(
    '/api/billing/agency-prices',
    {
      config: { roles: readers },
      schema: { response: { 200: agencyList }, tags, summary: '代理购电价格(分月) Agency prices by month' },
    },
    (request) => listAgencyMonths(request.ctx),
  )
  app.put(
    '/api/billing/agency-prices/:region/:month',
    {
      config: { roles: drafters },
      schema: {
        params: month,
        body: agencyMonth,
        response: { 200: agencyList },
        tags,
        summary: '登记某月代理购电价格 Record a month',
      },
    },
    async (request) => {
      await recordAgencyMonth(request.ctx, request.params, request.body)
      return listAgencyMonths(request.ctx)
    },
  )
  app.get(
    '/api/billing/timetables',
    {
      config: { roles: readers },
      schema: { response: { 200: timetableList }, tags, summary: '分时时段表 Time-of-use timetables' },
    },
    (request) => listTimetablesToWire(request.ctx),
  )
  app.post(
    '/api/billing/timetables',
    {
      config: { roles: drafters },
      schema: {
        body: timetableInput,
        response: { 201: z.object({ id: z.number() }) },
        tags,
        summary: '登记分时时段表 Record a timetable',
      },
    },
    async (request, reply) => reply.status(201).send(await recordTimetable(request.ctx, request.body)),
  )
  app.get(
    '/api/billing/prices/applicability',
    {
      config: { roles: [...readers, 'intake', 'surveyor', 'installer', 'inspector', 'agent', 'lead', 'customer'] },
      schema: {
        querystring: applicabilityQuery,
        response: { 200: applicabilityList },
        tags,
        summary: '按答复推荐电价 Which prices fit the answers',
      },
    },
    (request) => adviseOnPrices(request.ctx, request.query),
  )
}

function lagRoutes(app: App): void {
  const path = '/api/billing/timetable-lags'
  app.get(
    path,
    {
      config: { roles: readers },
      schema: {
        querystring: lagQuery,
        response: { 200: lagList },
        tags,
        summary: '时段未调整的电能表 Meters that count by an earlier timetable',
      },
    },
    (request) => listTimetableLags(request.ctx, request.query),
  )
  app.post(
    path,
    {
      config: { roles: drafters },
      schema: {
        body: lagInput,
        response: { 200: lagAnswer },
        tags,
        summary: '登记时段未调整的起止 Record from and to when meters lag behind the timetable',
      },
    },
    (request) => recordTimetableLag(request.ctx, request.body),
  )
}

import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { UsagePort } from '../usage.ts'
import {
  checkRuleInput,
  checkRuleList,
  decisionAnswer,
  decisionInput,
  heldGroups,
  heldList,
  heldQuery,
} from './contract.ts'
import { changeCheckRule, decideHeld, listCheckRulesWithPrecision, listGroups, listHeld } from './held.ts'

const raters: Role[] = ['billing']
const watchers: Role[] = ['billing', 'manager', 'auditor']
const tags = ['billing']

/** Bills that a check holds back, decided one by one or by group; the rules and how often they were right. */
export function heldRoutes(app: App, findUsages: UsagePort): void {
  app.get(
    '/api/billing/held-bills/groups',
    {
      config: { roles: watchers },
      schema: {
        querystring: heldQuery.pick({ billMonth: true }),
        response: { 200: heldGroups },
        tags,
        summary: '待审核账单,按规则与疑因分组 Held bills by rule and suspected cause',
      },
    },
    (request) => listGroups(request.ctx, request.query.billMonth),
  )
  app.get(
    '/api/billing/held-bills',
    {
      config: { roles: watchers },
      schema: { querystring: heldQuery, response: { 200: heldList }, tags, summary: '待审核账单 Held bills' },
    },
    (request) => listHeld(request.ctx, request.query),
  )
  app.post(
    '/api/billing/held-bills/decisions',
    {
      config: { roles: raters },
      schema: {
        body: decisionInput,
        response: { 200: decisionAnswer },
        tags,
        summary: '审核:误报即发行,属实则退回(可按组) Release or send back, one by one or by group',
      },
    },
    (request) => decideHeld(request.ctx, request.body, findUsages),
  )
  app.get(
    '/api/billing/check-rules',
    {
      config: { roles: watchers },
      schema: {
        response: { 200: checkRuleList },
        tags,
        summary: '审核规则及其准确率 Check rules with their precision',
      },
    },
    (request) => listCheckRulesWithPrecision(request.ctx),
  )
  app.put(
    '/api/billing/check-rules/:code',
    {
      config: { roles: ['manager', 'billing'] },
      schema: {
        params: z.object({ code: z.string().max(40) }),
        body: checkRuleInput,
        response: { 204: z.null() },
        tags,
        summary: '调整审核规则 Change a check rule',
      },
    },
    async (request, reply) => {
      await changeCheckRule(request.ctx, request.params.code, request.body)
      return reply.status(204).send(null)
    },
  )
}

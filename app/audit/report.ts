import { checkAuditDays } from '../../db/audit.ts'
import { type AuditAction, type AuditGroup, auditActs, auditGroups } from '../../db/audit-acts.ts'
import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { addDays } from '../../db/time.ts'
import type { Report } from './contract.ts'
import { listReveals } from './reveals.ts'
import { findLatestSeal, listOpenDays } from './sql/chain.ts'
import { listSeenUnits } from './sql/entries.ts'
import { countByAction, countByPerson, findUnitName } from './sql/report.ts'

const LONGEST_DAYS = 93

/** What an auditor is asked about first: each with the acts that it counts. */
const notable: { zh: string; en: string; actions: AuditAction[] }[] = [
  { zh: '登录失败', en: 'Failed log-ins', actions: ['log-in.failed'] },
  { zh: '登录锁定', en: 'Lock-outs', actions: ['log-in.locked'] },
  { zh: '岗位与单位变更', en: 'Changes of roles and units', actions: ['user.placed', 'user.changed'] },
  {
    zh: '第二人复核同意（岗位）',
    en: 'Roles released by a second person',
    actions: ['user.roles-released'],
  },
  {
    zh: '第二人复核同意（业务）',
    en: 'Business released by a second person',
    actions: ['price.reviewed', 'charge.issued', 'exchange.approved', 'register.estimate-approved'],
  },
  { zh: '委托代办', en: 'Delegations', actions: ['delegation.released'] },
  { zh: '停用与启用', en: 'Users disabled or enabled', actions: ['user.disabled', 'user.enabled'] },
  {
    zh: '重置密码与动态口令',
    en: 'Passwords and second factors reset',
    actions: ['user.password-set', 'second-factor.reset'],
  },
  {
    zh: '敏感信息查看',
    en: 'Looks at personal data',
    actions: ['phone.revealed', 'attachment.viewed', 'field-work.downloaded'],
  },
  { zh: '数据导入放行', en: 'Bringings released', actions: ['bringing.released'] },
  { zh: '电价发布', en: 'Prices published', actions: ['price.published'] },
  {
    zh: '参数调整',
    en: 'Parameters changed',
    actions: ['parameter.released', 'parameter.revoked', 'check-rule.changed', 'work-calendar.changed'],
  },
  { zh: '导出', en: 'Exports', actions: ['list.exported'] },
  { zh: '备份', en: 'Backups', actions: ['backup.taken'] },
  { zh: '恢复', en: 'Restores', actions: ['backup.restored'] },
]

/** A month or a quarter of the record within the reader's unit. Refuses with `PERIOD_TOO_LONG`. */
export async function makeReport(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<Report> {
  if (to < from || addDays(from, LONGEST_DAYS) <= to) {
    const message = `期间须为一天至 ${LONGEST_DAYS} 天`
    throw new Refusal('PERIOD_TOO_LONG', message, { status: 400, issues: [{ path: 'to', message }] })
  }
  const search = { from, to, units: await listSeenUnits(ctx) }
  const counts = new Map((await countByAction(ctx, search)).map(({ action, count }) => [action, count]))
  const sum = (actions: string[]) => actions.reduce((all, action) => all + (counts.get(action) ?? 0), 0)
  const people = await countByPerson(ctx, search)
  return {
    ...{ from, to, unit: await findUnitName(ctx), total: sum([...counts.keys()]) },
    groups: (Object.keys(auditGroups) as AuditGroup[]).map((group) => {
      const [zh, en] = auditGroups[group]
      return { title: { zh, en }, count: sum([...counts.keys()].filter((action) => groupOf(action) === group)) }
    }),
    notable: notable.map(({ zh, en, actions }) => ({
      title: { zh, en },
      count: sum(actions),
      action: actions.join(' '),
    })),
    people: people.map(({ username, name, unit, count }) => ({ who: { username, name }, unit, count })),
    reveals: (await listReveals(ctx, { from, to })).items,
    chain: await describeChain(ctx, { from, to }),
  }
}

const groupOf = (action: string): AuditGroup => auditActs[action as AuditAction]?.[0] ?? 'data'

async function describeChain(ctx: Ctx, period: { from: string; to: string }): Promise<Report['chain']> {
  let sealed = 0
  let brokenOn: string | null = null
  for await (const { day, fault } of checkAuditDays(ctx, period)) {
    sealed += 1
    if (fault) brokenOn ??= day
  }
  const open = (await listOpenDays(ctx, period)).length
  return { sealed, open, brokenOn, latestSeal: await findLatestSeal(ctx) }
}

import type { Ctx, Role } from '../../db/context.ts'
import { count, figureOf } from '../../db/parameters/effect.ts'
import type { Effect, ParameterChange, Said, Value } from '../../db/parameters/set.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { countBeyond, listPolicyHolders, type PolicyHolder } from './sql/parameter-effects.ts'

const people: Said = { zh: '人', en: 'users' }
const SAMPLED: Said = { zh: '全部在用的用户', en: 'All users who are not disabled' }
/** Passwords are kept so that nobody can tell what they are. */
const BY_NEXT: Said = {
  zh: '全部在用的用户；已有的密码照用，下次修改时按新的要求',
  en: 'All users; a password stays until its next change',
}

/** Whom a rule of the log-in policy binds, and who would meet it tomorrow. */
export async function policyEffect(ctx: Ctx, { key, former, value }: ParameterChange): Promise<Effect> {
  const rule = key.rule ?? ''
  const today = civilDay(ctx.now)
  const holders = await listPolicyHolders(ctx)
  const boundOf = (of: Value | null | undefined) => (of ? holders.filter((holder) => binds(of, holder)) : [])
  const [before, after] = [boundOf(former?.value), boundOf(value)]
  const met = await meetOf(ctx, rule, { before, after, former: former?.value ?? null, value })
  const isOfPassword = ['least-length', 'kinds', 'former-passwords'].includes(rule)
  return {
    ...{ from: today, to: today },
    about: isOfPassword ? BY_NEXT : SAMPLED,
    figures: [count({ zh: '适用', en: 'Bound by it' }, before.length, after.length, people), ...(met ? [met] : [])],
    cases: [],
  }
}

function binds({ roles = null, except_roles: except, demo_exempt: exempt }: Value, holder: PolicyHolder): boolean {
  if (holder.demo && exempt === 'true') return false
  const without = (except ?? '').split(',')
  if (holder.roles.length > 0 && holder.roles.every((role) => without.includes(role))) return false
  return roles === null || roles.split(',').some((role) => holder.roles.includes(role as Role))
}

type Sides = { before: PolicyHolder[]; after: PolicyHolder[]; former: Value | null; value: Value | null }

/** Who would have to do something, or be out, tomorrow. */
async function meetOf(ctx: Ctx, rule: string, sides: Sides): Promise<Effect['figures'][number] | null> {
  const { before, after, former, value } = sides
  const tomorrow = addDays(civilDay(ctx.now), 1)
  const [was, is] = [figureOf(former, 'figure'), figureOf(value, 'figure')]
  if (rule === 'expiry-days') {
    const expired = (of: PolicyHolder[], days: number | null) =>
      days === null ? 0 : of.filter(({ passwordSetAt }) => addDays(civilDay(passwordSetAt), days) <= tomorrow).length
    return count(
      { zh: '明天须改密码', en: 'Change a password tomorrow' },
      expired(before, was),
      expired(after, is),
      people,
    )
  }
  if (rule === 'second-factor') {
    const unenrolled = (of: PolicyHolder[]) => of.filter(({ hasSecondFactor }) => !hasSecondFactor).length
    return count({ zh: '须先登记动态口令', en: 'Enrol first' }, unenrolled(before), unenrolled(after), people)
  }
  if (rule === 'single-session') {
    const several = (of: PolicyHolder[]) => of.filter(({ sessions }) => sessions > 1).length
    return count({ zh: '现有多个会话', en: 'Have several sessions' }, several(before), several(after), people)
  }
  if (rule === 'lock-failures') {
    const names: Said = { zh: '个用户名', en: 'names' }
    const locked = { zh: '连续失败已达此数', en: 'Failed as often by now' }
    return count(locked, await countBeyond(ctx, 'failures', was), await countBeyond(ctx, 'failures', is), names)
  }
  if (rule === 'idle-minutes') {
    const sessions: Said = { zh: '个会话', en: 'sessions' }
    const idle = { zh: '现已闲置超过', en: 'Idle for longer' }
    return count(idle, await countBeyond(ctx, 'idle', was), await countBeyond(ctx, 'idle', is), sessions)
  }
  return null
}

/** Who has both roles now: he keeps them, and is not given them anew. */
export async function dutyEffect(ctx: Ctx, { key, former, value }: ParameterChange): Promise<Effect> {
  const held = (await listPolicyHolders(ctx)).filter(({ roles }) =>
    [key.one, key.other].every((role) => roles.includes(role as Role)),
  ).length
  const title = { zh: '同时担任两个岗位', en: 'Have both roles' }
  const [was, is] = [former && former.to === null ? held : 0, value ? held : 0]
  return onUsers(
    ctx,
    { zh: '与规定相冲突（已有岗位不会自动收回）', en: 'Against the rule; roles that are had stay' },
    was,
    is,
    title,
  )
}

/** Who has the role: he keeps it. */
export async function guardEffect(ctx: Ctx, { key, former, value }: ParameterChange): Promise<Effect> {
  const held = (await listPolicyHolders(ctx)).filter(({ roles }) => roles.includes(key.role as Role)).length
  const title = { zh: '现有此岗位（照旧，以后授予须复核）', en: 'Have the role; it is guarded from then on' }
  return onUsers(ctx, SAMPLED, former && former.to === null ? held : 0, value ? held : 0, title)
}

function onUsers({ now }: Ctx, about: Said, before: number, after: number, title: Said): Effect {
  const today = civilDay(now)
  return { from: today, to: today, about, figures: [count(title, before, after, people)], cases: [] }
}

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { departments } from '../../app/main.ts'
import type { Way } from '../../app/people/ways.ts'
import type { Department } from '../../db/department.ts'
import { useDatabase } from '../support/database.ts'
import { type BodyRule, bodies } from './bodies.ts'
import { layApplication, layCounties, layWritten, logInAll, NOW, type Things, type Tokens } from './matrix-cast.ts'
import { layNamed } from './matrix-strange.ts'
import { HOST, openSite, type Site } from './site.ts'
import { weigh } from './weigh.ts'

/** Names that say whose thing it is; a calculation by the published contract looks at nothing that is kept. */
const NAMING =
  /(Id|Ids|No|Nos)$|^(id|username|holder|reader|manager|to|assignTo|person|terminal|meter|organisation|organisationPath|district|districts)$/
const isPure = ({ url }: Way) => url.startsWith('/api/billing/calculations/')
const isWriting = (way: Way) => way.method !== 'GET' && !way.roles.includes('public') && !isPure(way)
const nameOf = ({ method, url }: Way) => `${method} ${url}`

type Schema = {
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
} & Partial<Record<'anyOf' | 'oneOf' | 'allOf', Schema[]>>
type Described = {
  swagger(): {
    paths: Record<string, Record<string, { requestBody?: { content?: Record<string, { schema: Schema }> } }>>
  }
}

/** Paths of the keys of a body that may name a thing. */
function listNaming(schema: Schema | undefined, at: string[] = []): string[] {
  if (!schema) return []
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, each]) => [
    ...(NAMING.test(name) ? [[...at, name].join('.')] : []),
    ...listNaming(each, [...at, name]),
  ])
  const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  return [
    ...new Set([
      ...below,
      ...choices.flatMap((each) => listNaming(each, at)),
      ...listNaming(schema.items, [...at, '[]']),
      ...listNaming(more, [...at, '*']),
    ]),
  ]
}

function listNamed(at: Site, way: Way): string[] {
  const path = (at.app as unknown as Described).swagger().paths[way.url.replace(/:(\w+)/g, '{$1}')]
  return listNaming(path?.[way.method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema)
}

/** Believes the body. */
const leaky: Department = {
  name: 'leaky',
  subscribers: [],
  jobs: [],
  routes(app) {
    const config = { roles: ['agent' as const] }
    const body = z.object({ accountNo: z.string() })
    app.post('/api/leaky/unruled', { config, schema: { body } }, async () => ({}))
    app.post('/api/leaky/notes', { config, schema: { body } }, async ({ ctx, body: { accountNo } }) => {
      await ctx.db.run(`update account set address = address || '!' where account_no = $1`, [accountNo])
      return {}
    })
  },
}

describe('the matrix of what bodies name', () => {
  const database = useDatabase()
  let site: Site
  let planted: Site
  let own: Things
  let strange: Things
  let tokens: Tokens

  beforeAll(async () => {
    let things = await layCounties(database)
    site = await openSite(database, departments, NOW)
    tokens = await logInAll(site)
    things = { ...things, ...(await layApplication(database, site, { tokens, things })) }
    things = { ...things, ...(await layWritten(database, things)) }
    ;({ own, strange } = await layNamed(database, site, { things, tokens }))
    planted = await openSite(database, [leaky], NOW)
    await planted.app.ready()
  })
  afterAll(async () => {
    await site.app.close()
    await planted.app.close()
  })

  async function call(at: Site, way: Way, { of = '', body }: BodyRule, role: string, things: Things) {
    const names = of.split(' ')
    const url = way.url.replace(/:\w+/g, () => encodeURIComponent(own[names.shift() ?? ''] ?? '0'))
    const headers = { host: HOST, cookie: `dianhu=${tokens.own[role]}`, 'idempotency-key': randomUUID() }
    const payload = body?.(things, role) ?? {}
    const answer = await at.app.inject({ method: way.method as 'POST', url, headers, payload })
    return { status: answer.statusCode, text: answer.body.slice(0, 200) }
  }

  /** One of the own county names in the body a thing of the other: it is refused, and nothing has changed. */
  async function findTrespasses(at: Site, ways: Way[], rules: Record<string, BodyRule>): Promise<string[]> {
    const faults: string[] = []
    const before = await weigh(database.pool)
    for (const way of ways.filter(isWriting)) {
      const rule = rules[nameOf(way)]
      for (const key of listNamed(at, way)) {
        const thing = rule?.keys[key]
        if (!rule || !thing) faults.push(`${nameOf(way)}: ${key} without a rule`)
        if (!rule || typeof thing !== 'string') continue
        for (const role of way.roles) {
          const { status, text } = await call(at, way, rule, role, { ...own, [thing]: strange[thing] ?? '' })
          if (status >= 500 || (status < 400 && !rule.isQuiet)) {
            faults.push(`${nameOf(way)}: ${key}: ${role} ${status} ${text}`)
          }
        }
      }
    }
    const after = await weigh(database.pool)
    for (const [table, weight] of after) if (before.get(table) !== weight) faults.push(`${table} changed`)
    return faults
  }

  test('lets nobody name in a body what belongs to another county or another customer', async () => {
    expect(site.app.ways.filter((way) => isWriting(way) && listNamed(site, way).length > 0).length).toBeGreaterThan(60)
    expect(await findTrespasses(site, site.app.ways, bodies)).toEqual([])
  }, 240_000)

  test('holds no rule of a route or a key that is gone', () => {
    const named = new Map(site.app.ways.filter(isWriting).map((way) => [nameOf(way), listNamed(site, way)]))
    const gone = Object.entries(bodies).flatMap(([name, { keys }]) =>
      Object.keys(keys).flatMap((key) => (named.get(name)?.includes(key) ? [] : [`${name}: ${key}`])),
    )
    expect(gone).toEqual([])
  })

  test('knows of each thing that a rule names one of the own county and one of the other', () => {
    const names = Object.values(bodies).flatMap(({ keys }) =>
      Object.values(keys).filter((of) => typeof of === 'string'),
    )
    const unknown = [...new Set(names)].filter((name) => !own[name] || !strange[name] || own[name] === strange[name])
    expect(unknown.filter((name) => [own, strange].some((of) => of[name] === 'undefined' || !of[name]))).toEqual([])
    expect(unknown).toEqual([])
  })

  test('finds a planted trespass: a key without a rule, and a route that believes what it is told', async () => {
    const rules: Record<string, BodyRule> = {
      'POST /api/leaky/notes': { keys: { accountNo: 'accountNo' }, body: ({ accountNo }) => ({ accountNo }) },
    }
    const ways = planted.app.ways.filter(({ url }) => url.startsWith('/api/leaky'))
    expect(await findTrespasses(planted, ways, rules)).toEqual([
      'POST /api/leaky/unruled: accountNo without a rule',
      'POST /api/leaky/notes: accountNo: agent 200 {}',
      'account changed',
    ])
  })

  // Last, since it writes.
  test('serves somebody of the own county with the same body', async () => {
    const faults: string[] = []
    for (const way of site.app.ways.filter(isWriting)) {
      const rule = bodies[nameOf(way)]
      if (!rule?.body || rule.unproved) continue
      const answers = []
      for (const role of way.roles) answers.push(await call(site, way, rule, role, own))
      if (answers.some(({ status }) => status < 400)) continue
      faults.push(`${nameOf(way)}: ${answers.map(({ status, text }) => `${status} ${text}`).join(' | ')}`)
    }
    expect(faults).toEqual([])
  }, 120_000)
})

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GlossaryList, Help } from '../../app/help/contract.ts'
import { glossary } from '../../app/help/glossary.ts'
import { guides } from '../../app/help/guides.ts'
import { helpDepartment } from '../../app/help/routes.ts'
import { shellPaths, shellsOf } from '../../app/shells/contract.ts'
import { roles } from '../../db/context.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

describe('the glossary', () => {
  test('says the very words of the README, in its order', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
    const table = readme.slice(readme.indexOf('## Glossary'), readme.indexOf('## Decisions'))
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| English'))
      .map((line) => line.split('|').slice(1, 3))
    expect(rows.length).toBeGreaterThan(60)
    expect(glossary.map(([en, zh]) => [en, zh])).toEqual(rows.map((cells) => cells.map((cell) => cell.trim())))
  })

  test('explains each in a line of either language', () => {
    const wrong = glossary.filter(
      ([, , zh, en]) => !/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en) || en === '',
    )
    expect(wrong).toEqual([])
    expect(glossary.filter(([, , zh, en]) => zh.length > 60 || en.length > 130)).toEqual([])
  })
})

describe('the guides', () => {
  test.each(roles)('of %s have three to five steps, each at a place of a workplace that he has', (role) => {
    expect(guides[role].length).toBeGreaterThanOrEqual(3)
    expect(guides[role].length).toBeLessThanOrEqual(5)
    const user = { roles: [role] } as Parameters<typeof shellsOf>[0]
    const places = shellsOf(user).map((shell) => shellPaths[shell])
    const elsewhere = guides[role].filter(
      ([to]) => !places.some((path) => to === path || to.startsWith(path === '/' ? '/my/' : `${path}/`)),
    )
    expect(elsewhere).toEqual([])
  })
})

describe('help over HTTP', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    site = await openSite(database, [helpDepartment], '2026-03-10T09:00:00+08:00')
    await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path) select parent_id, 'county', 'Y', '邻县公司', 'Y.'
       from organisation where path = 'X.'`,
    )
    await addPerson(database, 'shen', ['intake'], 'X.X1.')
    await addPerson(database, 'jiang', ['manager'])
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'stranger', ['manager'], 'Y.')
    await database.pool.query(
      `insert into unit_contact (organisation_id, name, phone, valid_from, changed_by, changed_at)
       select id, '城关供电所', '0571-88880000', '2026-01-01', 'test', now() from organisation where path = 'X.X1.'`,
    )
    for (const name of ['shen', 'jiang', 'guan']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const helpOf = async (name: string) => {
    const { body } = await ask(site, { method: 'GET', url: '/api/help', token: tokens[name] ?? '' })
    return body as Help
  }

  test('offers a guide once, and gives it again whenever it is asked for', async () => {
    expect((await helpOf('shen')).isNew).toBe(true)
    const seen = () => ask(site, { method: 'PUT', url: '/api/help/seen', token: tokens.shen ?? '' })
    expect((await seen()).status).toBe(204)
    expect((await seen()).status).toBe(204)
    const after = await helpOf('shen')
    expect(after.isNew).toBe(false)
    expect(after.guides.map(({ role, steps }) => [role, steps.length])).toEqual([['intake', guides.intake.length]])
    expect((await helpOf('jiang')).isNew).toBe(true)
    // A further role has a guide of its own.
    await database.pool.query(`update app_user set roles = '{intake,billing}' where username = 'shen'`)
    expect((await helpOf('shen')).isNew).toBe(true)
  })

  test('names whom to call: the unit’s number, the managers and administrators at or above it, and nobody elsewhere', async () => {
    const { contacts } = await helpOf('shen')
    expect(contacts.map(({ what, name, phone }) => [what.zh, name, phone])).toEqual([
      ['本单位电话', '城关供电所', '0571-88880000'],
      ['主任', 'jiang', null],
      ['系统管理员', 'guan', null],
      ['供电服务热线', '95598', '95598'],
    ])
    expect((await helpOf('jiang')).contacts.map(({ name }) => name)).toEqual(['guan', '95598'])
  })

  test('explains the words', async () => {
    const { body } = await ask(site, { method: 'GET', url: '/api/help/glossary', token: tokens.shen ?? '' })
    expect((body as GlossaryList).items).toHaveLength(glossary.length)
  })
})

import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { matterDraft, newMatter } from '../../callcenter/matters/contract.ts'
import {
  acceptMatter,
  findMatter,
  findMatters,
  findPlaces,
  returnMatter,
  submitMatter,
  withdrawMatter,
} from '../../callcenter/matters/matters.ts'
import { draftMatter, registerMatter } from '../../callcenter/matters/write.ts'
import { matterErasure } from '../../callcenter/sql/matter-erasures.ts'
import { transact } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

describe('a service matter', () => {
  const database = useDatabase()
  const at = (time: string, day = '2026-03-10') => `${day}T${time}+08:00`
  let lin: Seat
  let ban: Seat
  let zhi: Seat
  let guan: Seat
  let near: Seat
  let far: Seat
  let units: Record<string, number>
  let districtId: number
  let accountNo: string

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    districtId = network.districtId
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Z', '永春县供电公司', 'Z.')`,
    )
    lin = await seat(database, 'lin', { scope: 'X.X1.' })
    ban = await seat(database, 'ban', { roles: ['lead'], scope: 'X.X1.' })
    near = await seat(database, 'near', { roles: ['quality'], scope: 'X.X1.' })
    zhi = await seat(database, 'zhi', { roles: ['quality'] })
    guan = await seat(database, 'guan', { roles: ['manager'] })
    far = await seat(database, 'far', { roles: ['manager'], scope: 'Z.' })
    const { rows } = await database.pool.query('select path, id from organisation')
    units = Object.fromEntries(rows.map(({ path, id }) => [path, id]))
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'service_matter',
      'service_matter_version',
      'service_matter_scope',
      'service_matter_event',
    )
  })

  const content = () => ({
    ...{ title: '城关1号公变计划检修', kind: 'planned-work', orders: ['complaint~outage', 'fault-repair~low-voltage'] },
    scope: { units: [units['X.X1.']], districts: [districtId], accounts: [accountNo] },
    ...{ validFrom: at('08:00:00', '2026-03-11'), validTo: at('18:00:00', '2026-03-11') },
    ...{ contactName: '吴站长', contactPhone: '0595-23230001', replyZh: '检修计划停电，18 时前恢复。' },
    documentNo: '城关检修〔2026〕3号',
  })
  const register = (more: object = {}, who = ban, time = at('09:00:00')) =>
    registerMatter(who.at(time), newMatter.parse({ unitId: units['X.X1.'], ...content(), ...more }))
  const submit = ({ id, revision }: { id: number; revision: number }, who = ban, time = at('09:10:00')) =>
    submitMatter(who.at(time), id, { revision })
  const accept = ({ id, revision }: { id: number; revision: number }, who = zhi, time = at('09:20:00')) =>
    acceptMatter(who.at(time), id, { revision })
  const accepted = async (more: object = {}) => accept(await submit(await register(more)))
  const redraft = ({ id, revision }: { id: number; revision: number }, more: object = {}, time = at('10:00:00')) =>
    draftMatter(ban.at(time), id, matterDraft.parse({ revision, ...content(), ...more }))
  const listed = async (
    view: 'in-force' | 'coming' | 'waiting' | 'drafts' | 'over',
    who = lin,
    time = at('09:30:00'),
  ) => (await findMatters(who.at(time), { view })).matters.map(({ id }) => id)
  const refused = (code: string) => expect.objectContaining({ code })

  test('is drafted, submitted, accepted by a second person of the unit above, in force by its period and over by itself', async () => {
    const drafted = await register()
    expect(drafted).toMatchObject({
      ...{ matterNo: expect.stringMatching(/^B20260310\d{6}$/), mayWrite: true, mayAccept: false },
      versions: [
        {
          ...{ version: 1, state: 'draft', writtenBy: ['ban'], acceptedBy: null, orders: content().orders },
          scope: {
            units: [{ id: units['X.X1.'], name: '城关供电所' }],
            districts: [{ id: districtId, name: '幸福小区1号公变' }],
            accounts: [accountNo],
          },
        },
      ],
    })
    expect(await listed('drafts', ban)).toEqual([drafted.id])
    const waiting = await submit(drafted)
    expect(waiting.versions[0]?.state).toBe('submitted')
    expect((await findMatters(zhi.at(at('09:15:00')), { view: 'waiting' })).matters).toMatchObject([
      { id: drafted.id, mayAccept: true },
    ])
    const done = await accept(waiting)
    expect(done.versions[0]).toMatchObject({ state: 'coming', acceptedBy: 'zhi' })
    expect(done.events.map(({ act, by }) => [act, by])).toEqual([
      ['accepted', 'zhi'],
      ['submitted', 'ban'],
      ['drafted', 'ban'],
    ])
    expect(await listed('coming')).toEqual([done.id])
    expect(await listed('in-force', lin, at('08:00:00', '2026-03-11'))).toEqual([done.id])
    expect(await listed('in-force', lin, at('17:59:59', '2026-03-11'))).toEqual([done.id])
    expect(await listed('in-force', lin, at('18:00:00', '2026-03-11'))).toEqual([])
    expect(await listed('over', lin, at('18:00:00', '2026-03-11'))).toEqual([done.id])
    const { rows } = await database.pool.query(`select action from audit_entry where subject = $1 order by id`, [
      `service-matter:${done.id}`,
    ])
    expect(rows.map(({ action }) => action)).toEqual([
      'service-matter.drafted',
      'service-matter.submitted',
      'service-matter.accepted',
    ])
  })

  test('is accepted by nobody who wrote of it, and by nobody of the unit that reports it', async () => {
    const own = await submit(await register({}, zhi), zhi)
    await expect(accept(own, zhi)).rejects.toEqual(refused('SECOND_PERSON_NEEDED'))
    await expect(accept(own, near)).rejects.toEqual(refused('UNIT_ABOVE_NEEDED'))
    await expect(accept(own, far)).rejects.toEqual(refused('NOT_FOUND'))
    // Who wrote before another wrote on at it is no second person either.
    const both = await register({}, zhi)
    const next = await submit(await redraft(both, {}, at('09:05:00')))
    expect(next.versions[0]?.writtenBy).toEqual(['zhi', 'ban'])
    await expect(accept(next, zhi)).rejects.toEqual(refused('SECOND_PERSON_NEEDED'))
    expect((await accept(next, guan)).versions[0]?.acceptedBy).toBe('guan')
  })

  test('of headquarters, above which there is none, is accepted there by a second person', async () => {
    const top = await submit(await register({ unitId: units['X.'] }, zhi), zhi)
    expect((await accept(top, guan)).versions[0]?.state).toBe('coming')
  })

  test('is sent back with a reason, written on at, and submitted again', async () => {
    const waiting = await submit(await register())
    await expect(redraft(waiting)).rejects.toEqual(refused('MATTER_SUBMITTED'))
    const back = await returnMatter(zhi.at(at('09:20:00')), waiting.id, {
      revision: waiting.revision,
      reason: '口径不明',
    })
    expect(back.versions[0]).toMatchObject({ state: 'returned', because: '口径不明' })
    await expect(accept(back)).rejects.toEqual(refused('MATTER_NOT_SUBMITTED'))
    const again = await redraft(back, { replyZh: '检修停电，预计 18 时恢复。' })
    expect(again.versions).toMatchObject([{ version: 1, state: 'draft', because: null }])
    expect((await accept(await submit(again, ban, at('10:10:00')), zhi, at('10:20:00'))).versions[0]?.state).toBe(
      'coming',
    )
  })

  test('changes only by a new version that is accepted again; until then the former stays', async () => {
    const first = await accepted()
    const drafted = await redraft(first, { title: '检修延长' })
    expect(drafted.versions.map(({ version, state }) => [version, state])).toEqual([
      [2, 'draft'],
      [1, 'coming'],
    ])
    expect((await findMatter(lin.at(at('10:01:00')), first.id)).versions.map(({ version }) => version)).toEqual([1])
    const done = await accept(await submit(drafted, ban, at('10:10:00')), zhi, at('10:20:00'))
    expect(done.versions.map(({ version, state }) => [version, state])).toEqual([
      [2, 'coming'],
      [1, 'superseded'],
    ])
    expect(await listed('coming', lin, at('10:30:00'))).toEqual([first.id])
  })

  test('that has begun keeps its beginning, and may be changed however late that is', async () => {
    const first = await accepted({ validTo: at('18:00:00', '2026-03-20') })
    const later = at('09:00:00', '2026-03-15')
    const moved = { validFrom: at('08:00:00', '2026-03-14'), validTo: at('18:00:00', '2026-03-21') }
    await expect(redraft(first, moved, later)).rejects.toEqual(refused('BEGINNING_MOVED'))
    const longer = await redraft(first, { validTo: moved.validTo }, later)
    expect(longer.versions[0]?.validTo).toBe(new Date(moved.validTo).toISOString())
  })

  test.each([
    ['MATTER_TOO_LONG', { validFrom: '2026-03-11T00:00:00+08:00', validTo: '2026-09-07T00:00:01+08:00' }],
    ['MATTER_OVER', { validFrom: '2026-03-09T12:00:00+08:00', validTo: '2026-03-10T09:00:00+08:00' }],
    ['REPORTED_TOO_LATE', { validFrom: '2026-03-09T08:59:59+08:00', validTo: '2026-03-12T00:00:00+08:00' }],
    ['SUBKIND_UNFIT', { orders: ['complaint~no-such'] }],
    ['SUBKIND_UNFIT', { orders: ['report~conduct'] }],
    ['SCOPE_UNFIT', { scope: { accounts: ['9999999999999'] } }],
  ])('is refused with %s: %o', async (code, more) => {
    await expect(register(more)).rejects.toEqual(refused(code))
    expect((await database.pool.query('select 1 from service_matter')).rows).toEqual([])
  })

  test('may be as long and as late as the rule says to the second', async () => {
    const half = { validFrom: at('00:00:00', '2026-03-11'), validTo: '2026-09-07T00:00:00+08:00' }
    expect((await register(half)).versions[0]?.state).toBe('draft')
    const late = { validFrom: at('09:00:00', '2026-03-09'), validTo: at('18:00:00') }
    const drafted = await register(late)
    await expect(submit(drafted, ban, at('09:00:01'))).rejects.toEqual(refused('REPORTED_TOO_LATE'))
    const waiting = await submit(drafted, ban, at('09:00:00'))
    // Late is who reports late, not who accepts it.
    expect((await accept(waiting, zhi, at('15:00:00'))).versions[0]?.state).toBe('in-force')
  })

  test('has no scope beyond its unit', async () => {
    const scope = { units: [units['X.']] }
    await expect(register({ scope })).rejects.toEqual(refused('SCOPE_UNFIT'))
    await expect(register({ unitId: units['X.'] })).rejects.toEqual(refused('UNIT_UNKNOWN'))
    expect(newMatter.safeParse({ unitId: 1, ...content(), scope: {} }).error?.issues[0]?.path).toEqual([
      'scope',
      'units',
    ])
  })

  test('is withdrawn with a reason, at once, with what waits of it', async () => {
    const first = await accepted()
    const next = await submit(await redraft(first), ban, at('10:10:00'))
    const gone = await withdrawMatter(ban.at(at('10:20:00')), first.id, { revision: next.revision, reason: '检修取消' })
    expect(gone.versions.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
    expect(await listed('coming', lin, at('10:21:00'))).toEqual([])
    expect(await listed('over', lin, at('10:21:00'))).toEqual([first.id])
    const { revision } = gone
    await expect(redraft({ id: first.id, revision })).rejects.toEqual(refused('MATTER_WITHDRAWN'))
    const again = () => withdrawMatter(ban.at(at('10:22:00')), first.id, { revision, reason: '再次' })
    await expect(again()).rejects.toEqual(refused('MATTER_OVER'))
  })

  test('is changed of the revision that was read, by one of two at once', async () => {
    const waiting = await submit(await register())
    const both = await Promise.allSettled([accept(waiting, zhi), accept(waiting, guan)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'MATTER_CHANGED' } })
  })

  test('is read by the units above and below, accepted ones by agents, and by nobody elsewhere', async () => {
    const { id } = await register()
    await expect(findMatter(lin.at(at('09:05:00')), id)).rejects.toEqual(refused('NOT_FOUND'))
    expect((await findMatter(zhi.at(at('09:05:00')), id)).versions).toHaveLength(1)
    const top = await accept(await submit(await register({ unitId: units['X.'] }, zhi), zhi), guan)
    expect(await listed('coming', lin)).toEqual([top.id])
    expect(await listed('coming', far)).toEqual([])
    await expect(findMatter(far.at(at('09:30:00')), top.id)).rejects.toEqual(refused('NOT_FOUND'))
    // What the unit above still writes is not for those below.
    const draft = await register({ unitId: units['X.'] }, zhi)
    await expect(findMatter(ban.at(at('09:30:00')), draft.id)).rejects.toEqual(refused('NOT_FOUND'))
    const { counts } = await findMatters(lin.at(at('09:30:00')), { view: 'in-force' })
    expect(counts).toEqual({ 'in-force': 0, coming: 1, waiting: 0, drafts: 0, over: 0 })
  })

  test('finds its places by name within its unit, an account by its whole number', async () => {
    const find = (q: string, unit = 'X.') => findPlaces(zhi.at(at('09:00:00')), { unitId: units[unit] ?? 0, q })
    expect(await find('城关')).toMatchObject({ units: [{ name: '城关供电所' }], districts: [], accounts: [] })
    expect((await find('幸福')).districts).toEqual([{ id: districtId, name: '幸福小区1号公变' }])
    expect((await find(accountNo)).accounts).toEqual([accountNo])
    expect((await find(accountNo.slice(0, 12))).accounts).toEqual([])
    expect(await find('%')).toEqual({ units: [], districts: [], accounts: [] })
    await expect(find('', 'Z.')).rejects.toEqual(refused('UNIT_UNKNOWN'))
  })

  test('keeps its events as they were', async () => {
    await register()
    await expect(database.pool.query(`update service_matter_event set actor = 'x'`)).rejects.toThrow()
  })

  test('is erased when it has been over for long, not while an order says that it fell into it', async () => {
    const { id } = await accepted()
    const over = (day: string) => ({ before: new Date(at('18:00:00', day)), kept: [], keptOtherwise: [], most: 10 })
    const ctx = database.ctx(at('03:00:00', '2032-04-01'))
    expect(await matterErasure.count(ctx, over('2026-03-11'))).toBe(0)
    expect(await matterErasure.count(ctx, over('2026-03-12'))).toBe(1)
    const held = { ...over('2026-03-12'), kept: [(await database.pool.query('select id from account')).rows[0].id] }
    expect(await matterErasure.count(ctx, held)).toBe(0)
    expect(await transact(ctx, (inner) => matterErasure.erase(inner, over('2026-03-12')))).toBe(1)
    expect((await database.pool.query('select 1 from service_matter where id = $1', [id])).rows).toEqual([])
    expect((await database.pool.query('select 1 from service_matter_scope')).rows).toEqual([])
  })
})

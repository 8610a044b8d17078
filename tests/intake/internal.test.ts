import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Role } from '../../db/context.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { changeSection } from '../../db/customers/sections.ts'
import { submitApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import { withdrawApplication } from '../../intake/endings.ts'
import { previewCutOver } from '../../intake/internal.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { ports } from './lin-xiaoman.ts'
import { completeSent, submitSent } from './sent.ts'

describe('what the company opens itself', () => {
  const database = useDatabase()
  const everyRole: Role[] = ['intake', 'inspector', 'manager', 'installer']
  const at = (now: string) => database.ctx(now, { roles: everyRole, username: 'installer' })
  const monday = () => at('2026-11-16T09:00:00+08:00')
  let network: Network
  let other: number
  let accounts: OpenedAccount[]

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T00:00:00Z'))
    const spare = { name: '10kV城西118线', voltageKv: 10, substation: '110kV城东变' }
    await bringNetwork(at('2026-01-01T00:00:00Z'), { feeders: [spare] } as never, new Date('2024-01-01T00:00:00+08:00'))
    const { rows } = await database.pool.query<{ id: number }>('select id from feeder where name = $1', [spare.name])
    other = Number(rows[0]?.id)
    await addUser(at('2026-01-01T00:00:00Z'), {
      ...{
        username: 'installer',
        name: '郑伟',
        password: 'long-enough-1',
        roles: ['inspector'],
        organisationPath: 'X.',
      },
    })
    const section = { organisation: 'X.X1.', manager: '何平', readingDay: 25 }
    await changeSection(
      at('2026-01-01T00:00:00Z'),
      { ...section, sectionNo: 'CG-01', districts: ['幸福小区1号公变'] },
      '2025-12-01',
    )
    await changeSection(at('2026-01-01T00:00:00Z'), { ...section, sectionNo: 'CG-02', readingDay: 5 }, '2025-12-01')
    accounts = []
    for (const n of [1, 2, 3]) {
      const meter = {
        assetNo: `M-${n}`,
        profile: 'eastron-sdm630',
        phase: 'single' as const,
        ratedCurrentA: 5,
        maximumCurrentA: 60,
      }
      accounts.push(
        await openChenGuilan(at('2026-01-02T00:00:00Z'), network, {
          contract: { contractNo: `HT-${n}`, signedOn: '2025-12-30' },
          meter: {
            ...meter,
            registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
            link: { terminalAssetNo: 'T-MQTT-1' },
          },
        }),
      )
    }
  })

  const submit = (input: object) => submitSent(monday(), input, ports)
  const complete = (id: number, step: string, data: object, now = '2026-11-17T15:00:00+08:00') =>
    completeSent(at(now), { id, step, data }, ports)
  const cutOver = (feederId = other) => ({
    ...{ kind: 'cut-over', form: { districtId: network.districtId, feederId, why: '城东112线重载' } },
  })
  const feedersOn = async (instant: string) =>
    (
      await database.pool.query(
        `select f.name from district_term t join feeder f on f.id = t.feeder_id
         where t.district_id = $1 and tstzrange(t.valid_from, t.valid_to) @> $2::timestamptz`,
        [network.districtId, instant],
      )
    ).rows.map(({ name }) => name)

  it('cuts a district over to another feeder at one instant, whatever its households are about', async () => {
    expect(await previewCutOver(monday(), network.districtId)).toEqual({ feeder: '10kV城东112线', accounts: 3 })
    const { id } = await submit(cutOver())
    // A household that closes its account hinders nobody.
    const form = { lastDay: '2026-11-30' }
    const closing = await submit({
      kind: 'closing',
      accountNo: accounts[2]?.accountNo,
      form,
      papers: [{ kind: 'identity' }],
    })
    await complete(closing.id, 'accept', { papersSeen: true })
    await complete(id, 'accept', { papersSeen: true })
    const rival = await submit(cutOver())
    await expect(complete(rival.id, 'accept', { papersSeen: true })).rejects.toMatchObject({ code: 'FACT_CLAIMED' })
    const { rows: held } = await database.pool.query(`select 1 from account_case where kind = 'cut-over'`)
    expect(held).toEqual([])
    await complete(id, 'plan-review', { approved: true })
    const done = { doneAt: '2026-11-17T02:30:00+08:00', person: 'installer' }
    await expect(complete(id, 'switching', { ...done, doneAt: '2026-11-18T00:00:00+08:00' })).rejects.toMatchObject({
      issues: [{ path: 'data.doneAt' }],
    })
    await complete(id, 'switching', done)
    const rows = [
      {
        ...{ accountNo: null, thing: 'district', name: '幸福小区1号公变', field: 'feeder' },
        ...{ before: '10kV城东112线', after: '10kV城西118线', from: '2026-11-17' },
      },
    ]
    expect(await compareFile(at('2026-11-17T15:00:00+08:00'), id, ports)).toEqual({ state: 'preview', rows })
    await complete(id, 'archive', {})
    expect(await compareFile(at('2026-11-18T15:00:00+08:00'), id, ports)).toEqual({ state: 'done', rows })
    expect(await feedersOn('2026-11-17T02:29:59+08:00')).toEqual(['10kV城东112线'])
    expect(await feedersOn('2026-11-17T02:30:00+08:00')).toEqual(['10kV城西118线'])
    expect(await feedersOn('2026-11-18T02:30:00+08:00')).toEqual(['10kV城西118线'])
    const { rows: told } = await database.pool.query(
      `select t.case_ref = 'application:' || p.application_no as own from district_term t, application p
       where p.id = $2 and t.district_id = $1 and t.valid_to is null`,
      [network.districtId, id],
    )
    expect(told).toEqual([{ own: true }])
    await withdrawApplication(at('2026-11-18T09:00:00+08:00'), closing.id, { version: 2, reason: '仍要用电' })
  })

  it('refuses a cut-over to where it hangs already, to nowhere, and of a customer', async () => {
    await expect(submit(cutOver())).rejects.toMatchObject({ code: 'FEEDER_UNCHANGED' })
    await expect(submit(cutOver(999_999))).rejects.toMatchObject({ code: 'FEEDER_UNKNOWN' })
    const customer = database.ctx('2026-11-16T09:00:00+08:00', {
      roles: ['customer'],
      customerId: accounts[0]?.customerId,
    })
    await expect(submitSent(customer, cutOver(), ports)).rejects.toMatchObject({ code: 'STAFF_ONLY' })
  })

  const sectionsOf = async (day: string) =>
    (
      await database.pool.query(
        `select p.point_no as no, s.section_no as section from section_point m join reading_section s on s.id = m.section_id
         join metering_point p on p.id = m.point_id where daterange(m.valid_from, m.valid_to) @> $1::date order by p.id`,
        [day],
      )
    ).rows.map(({ section }) => section)

  it('is not cut over to a feeder of another county', async () => {
    const day = new Date('2024-01-01T00:00:00+08:00')
    const county = {
      organisations: [{ path: 'Y.', kind: 'county', name: '邻县供电公司' }],
      substations: [{ name: '邻县变', voltageKv: 35, organisation: 'Y.' }],
      feeders: [{ name: '邻县线', voltageKv: 10, substation: '邻县变' }],
    }
    await bringNetwork(at('2026-01-01T00:00:00Z'), county as never, day)
    const { rows } = await database.pool.query(`select id from feeder where name = '邻县线'`)
    await expect(submit(cutOver(Number(rows[0].id)))).rejects.toMatchObject({
      code: 'FEEDER_UNKNOWN',
      issues: [{ path: 'form.feederId' }],
    })
  })

  it('is a ratio that differs from the file too, which no customer asks for', async () => {
    const asked = {
      kind: 'ratio-correction' as const,
      accountNo: accounts[0]?.accountNo ?? '',
      form: { pointNo: `${accounts[0]?.accountNo}-1`, ct: 2, pt: 1, found: '现场核对' },
      papers: [],
    }
    const online = database.ctx('2026-11-16T09:00:00+08:00', {
      roles: ['customer'],
      customerId: accounts[0]?.customerId ?? 0,
    })
    await expect(submitApplication(online, asked, ports)).rejects.toMatchObject({ code: 'STAFF_ONLY', status: 403 })
    expect(await submit(asked)).toMatchObject({ status: 'open' })
  })

  it('has accounts read with another section from the month that follows, and bills none of them late for it', async () => {
    const accountNos = accounts.slice(0, 2).map(({ accountNo }) => accountNo)
    const section = (from: string) => ({
      kind: 'section-change',
      form: { sectionNo: 'CG-02', accountNos, from, why: '并段' },
    })
    await expect(submit(section('2026-11-20'))).rejects.toMatchObject({
      issues: [{ path: 'form.from', message: expect.stringContaining('2026-12-01') }],
    })
    await expect(
      submit({ ...section('2026-12-01'), form: { ...section('2026-12-01').form, sectionNo: 'CG-99' } }),
    ).rejects.toMatchObject({ code: 'SECTION_UNKNOWN' })
    const { id } = await submit(section('2026-12-01'))
    await complete(id, 'accept', { papersSeen: true })
    const closing = await submit({
      ...{ kind: 'closing', accountNo: accountNos[0], form: { lastDay: '2026-11-30' }, papers: [{ kind: 'identity' }] },
    })
    await expect(complete(closing.id, 'accept', { papersSeen: true })).rejects.toMatchObject({ code: 'FACT_CLAIMED' })
    await complete(id, 'plan-review', { approved: true })
    const compared = accountNos.map((accountNo) => ({
      ...{ accountNo, thing: 'point', name: `${accountNo}-1`, field: 'section' },
      ...{ before: 'CG-01', after: 'CG-02', from: '2026-12-01' },
    }))
    expect(await compareFile(at('2026-11-17T15:00:00+08:00'), id, ports)).toEqual({ state: 'preview', rows: compared })
    await complete(id, 'archive', {})
    expect(await compareFile(at('2026-11-18T15:00:00+08:00'), id, ports)).toEqual({ state: 'done', rows: compared })
    expect(await sectionsOf('2026-11-30')).toEqual(['CG-01', 'CG-01', 'CG-01'])
    for (const day of ['2026-12-01', '2026-12-02']) expect(await sectionsOf(day)).toEqual(['CG-02', 'CG-02', 'CG-01'])
    const { rows } = await database.pool.query(`select 1 from account_case where kind = 'section-change'`)
    expect(rows).toEqual([])
  })
})

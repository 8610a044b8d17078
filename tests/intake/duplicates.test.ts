import { beforeAll, describe, expect, it } from 'vitest'
import type { Ctx, Role } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { findAccountFile, listReadableAccounts } from '../../db/customers/files.ts'
import { mergeCustomers, undoMerge } from '../../db/customers/merges.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import type { SubmitInput } from '../../intake/contract.ts'
import { findDuplicates, listDuplicates, listMerges, setApart } from '../../intake/duplicates/duplicates.ts'
import { decideMatch, listMatches } from '../../intake/duplicates/matches.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { inputsFor, inputsForFlat, linXiaoman, ports, walk } from './lin-xiaoman.ts'

const database = useDatabase()
let clerk: Ctx
let network: Network
let serial = 0

beforeAll(async () => {
  clerk = at('2026-11-16T10:00:00+08:00')
  network = await layNetwork(clerk)
})

type Person = { name: string; idNumber?: string; phone?: string }

/** Another household of 幸福小区. */
function open(person: Person, address: string): Promise<OpenedAccount> {
  serial += 1
  return openChenGuilan(clerk, network, {
    customer: { kind: 'person', ...person },
    address,
    contract: { contractNo: `HT-${serial}`, signedOn: '2025-12-30' },
    meter: {
      ...{ assetNo: `M-${serial}`, profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
      registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      link: { terminalAssetNo: network.terminalAssetNo, unitId: serial + 10 },
    },
  })
}

const roles: Role[] = ['intake', 'surveyor', 'installer']
const at = (now: string) => database.ctx(now, { roles })
const asked = (change: Partial<SubmitInput> = {}) =>
  ({ ...linXiaoman, organisationId: network.organisationId, ...change }) as SubmitInput

/** What a customer who logs in with this party sees. */
const accountsSeenBy = async (party: number) => {
  const now = at('2026-11-20T10:00:00+08:00')
  const ctx = { ...now, actor: { ...now.actor, roles: ['customer' as const], customerId: party } }
  return (await listReadableAccounts(ctx)).map(({ accountNo }) => accountNo)
}
const pairs = async () => (await listDuplicates(clerk, { limit: 100 })).items
const partyOf = async (customerId: number) => {
  const row = await clerk.db.first<{ party: number }>(
    'select coalesce(party_id, id) as party from customer where id = $1',
    [customerId],
  )
  return row?.party
}

describe('two entries of one customer', () => {
  it('are found at night by name with phone or address, and written down once', async () => {
    const one = await open({ name: '王建国', phone: '13711112222' }, '幸福小区8幢101室')
    const other = await open({ name: '王 建国', phone: '137-1111-2222' }, '幸福小区9幢201室')
    await open({ name: '王建设', phone: '13711112222' }, '幸福小区9幢202室')
    const same = await open({ name: '李秀英', phone: '13733330001' }, '幸福小区10幢一单元301室')
    const place = await open({ name: '李秀英', phone: '13733330002' }, '安溪县幸福小区10栋1单元301')
    await findDuplicates(clerk)
    await findDuplicates(clerk)
    expect(await pairs()).toMatchObject([
      { one: { customerId: one.customerId }, other: { customerId: other.customerId }, reasons: ['phone', 'name'] },
      { one: { customerId: same.customerId }, other: { customerId: place.customerId }, reasons: ['address', 'name'] },
    ])
    const [first] = await pairs()
    expect(first?.one).toMatchObject({ name: '王建国', phone: '*******2222', accountCount: 1, hasNumber: false })
  })

  it('are found too when they were brought without keys', async () => {
    const one = await open({ name: '周立', phone: '13744440001' }, '幸福小区11幢101室')
    const other = await open({ name: '周立', phone: '13744440001' }, '幸福小区11幢102室')
    await clerk.db.run('update customer set name_key = null')
    await clerk.db.run('update account set address_key = null')
    await findDuplicates(clerk)
    const found = (await pairs()).map((pair) => [pair.one.customerId, pair.other.customerId])
    expect(found).toContainEqual([one.customerId, other.customerId])
  })

  it('with different numbers are two customers: never suggested, never merged', async () => {
    const one = await open({ name: '刘洋', phone: '13755550001', idNumber: '11010519900307109X' }, '幸福小区12幢101室')
    const other = await open(
      { name: '刘洋', phone: '13755550001', idNumber: '110105199003071073' },
      '幸福小区12幢102室',
    )
    await findDuplicates(clerk)
    expect((await pairs()).filter((pair) => pair.one.name === '刘洋')).toEqual([])
    const merge = mergeCustomers(clerk, { keptId: one.customerId, mergedId: other.customerId, reason: '同名' })
    await expect(merge).rejects.toMatchObject({ code: 'IDENTITY_DIFFERS' })
  })

  it('set apart by somebody are not told of again', async () => {
    const one = await open({ name: '赵敏', phone: '13766660001' }, '幸福小区13幢101室')
    const other = await open({ name: '赵敏', phone: '13766660001' }, '幸福小区13幢102室')
    await findDuplicates(clerk)
    await setApart(clerk, { oneId: other.customerId, otherId: one.customerId })
    await findDuplicates(clerk)
    expect((await pairs()).filter((pair) => pair.one.name === '赵敏')).toEqual([])
    await expect(setApart(clerk, { oneId: other.customerId, otherId: one.customerId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('a merge', () => {
  it('shows the accounts of both to either log-in, rewrites nothing, and can be undone', async () => {
    const one = await open({ name: '孙丽', phone: '13777770001' }, '幸福小区14幢101室')
    const other = await open({ name: '孙丽华', phone: '13777770002' }, '幸福小区14幢102室')
    const id = await mergeCustomers(clerk, { keptId: one.customerId, mergedId: other.customerId, reason: '户主确认' })
    expect(await partyOf(other.customerId)).toBe(one.customerId)
    expect(await accountsSeenBy(one.customerId)).toEqual([one.accountNo, other.accountNo])
    expect(await findAccountFile(clerk, other)).toMatchObject({ customerName: '孙丽华', customerId: other.customerId })
    const again = mergeCustomers(clerk, { keptId: other.customerId, mergedId: one.customerId, reason: '再来' })
    await expect(again).rejects.toMatchObject({ code: 'SAME_PARTY' })

    await undoMerge(clerk, id, '同住而非同一人')
    expect(await accountsSeenBy(one.customerId)).toEqual([one.accountNo])
    expect(await accountsSeenBy(other.customerId)).toEqual([other.accountNo])
    await expect(undoMerge(clerk, id, '再撤')).rejects.toMatchObject({ code: 'MERGE_UNDONE' })
    const [merge] = (await listMerges(clerk)).items
    expect(merge).toMatchObject({ kept: '孙丽', merged: '孙丽华', undoneReason: '同住而非同一人' })
  })

  it('is undone alone where another merge stands on it', async () => {
    const [a, b, c] = [
      await open({ name: '甲', phone: '13788880001' }, '幸福小区15幢101室'),
      await open({ name: '乙', phone: '13788880002' }, '幸福小区15幢102室'),
      await open({ name: '丙', phone: '13788880003' }, '幸福小区15幢103室'),
    ]
    const first = await mergeCustomers(clerk, { keptId: a.customerId, mergedId: b.customerId, reason: '一' })
    await mergeCustomers(clerk, { keptId: c.customerId, mergedId: a.customerId, reason: '二' })
    expect(await accountsSeenBy(c.customerId)).toEqual([a.accountNo, b.accountNo, c.accountNo])
    await undoMerge(clerk, first, '错')
    expect(await accountsSeenBy(c.customerId)).toEqual([a.accountNo, c.accountNo])
    expect(await accountsSeenBy(b.customerId)).toEqual([b.accountNo])
  })

  it('by two clerks at the same moment happens once', async () => {
    const one = await open({ name: '双', phone: '13799990001' }, '幸福小区16幢101室')
    const other = await open({ name: '双', phone: '13799990001' }, '幸福小区16幢102室')
    const both = await Promise.allSettled([
      mergeCustomers(clerk, { keptId: one.customerId, mergedId: other.customerId, reason: '甲' }),
      mergeCustomers(clerk, { keptId: other.customerId, mergedId: one.customerId, reason: '乙' }),
    ])
    const refused = both.filter((each) => each.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'SAME_PARTY' } }])
  })

  it('of customers whom the clerk may not see is refused', async () => {
    const one = await open({ name: '远', phone: '13799990003' }, '幸福小区17幢101室')
    const other = await open({ name: '远', phone: '13799990003' }, '幸福小区17幢102室')
    const stranger = { ...clerk, scope: 'Y.' }
    const merge = mergeCustomers(stranger, { keptId: one.customerId, mergedId: other.customerId, reason: '越权' })
    await expect(merge).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a rename', () => {
  it('leaves the account with the log-in that had it, and both names one party', async () => {
    const opened = await open({ name: '吴旧名', phone: '13799990009' }, '幸福小区20幢101室')
    const other = await open({ name: '吴旧名', phone: '13799990008' }, '幸福小区20幢102室')
    await mergeCustomers(clerk, { keptId: opened.customerId, mergedId: other.customerId, reason: '户主确认' })
    await applyChanges(
      clerk,
      [{ change: 'customer-renamed', accountId: opened.accountId, from: '2026-11-16', name: '吴新名' }],
      { caseRef: 'application:test-rename', reason: '更名' },
    )
    expect(await findAccountFile(clerk, opened)).toMatchObject({ customerName: '吴新名' })
    expect(await accountsSeenBy(opened.customerId)).toEqual([opened.accountNo, other.accountNo])
  })
})

describe('an applicant', () => {
  it('is matched with customers and with what else is under way, and is one with whom the clerk chose', async () => {
    const known = await open({ name: '林小满', phone: '13900001234' }, '幸福小区18幢101室')
    const neighbour = await open({ name: '何必', phone: '13900005678' }, '幸福小区5栋301')
    const first = await submitApplication(clerk, asked(), ports)
    const second = await submitApplication(clerk, asked(), ports)
    const found = await listMatches(clerk, first.id)
    expect(found.customers).toMatchObject([
      { customerId: known.customerId, reasons: ['phone', 'name'], grade: 'likely', decision: null },
      { customerId: neighbour.customerId, reasons: ['address'], grade: 'possible', decision: null },
    ])
    expect(found.applications).toMatchObject([{ id: second.id, reasons: ['identity', 'address'] }])

    await decideMatch(clerk, first.id, { customerId: known.customerId, decision: 'same' })
    await decideMatch(clerk, first.id, { customerId: neighbour.customerId, decision: 'different' })
    await walk(at, first.id, Object.values(inputsFor(network)))
    const { accountNo } = await findApplication(clerk, first.id)
    const opened = await findAccountFile(at('2026-11-20T10:00:00+08:00'), { accountNo: accountNo ?? '' })
    expect(await accountsSeenBy(known.customerId)).toEqual([known.accountNo, opened.accountNo].sort())
    expect(await partyOf(neighbour.customerId)).toBe(neighbour.customerId)
    const late = decideMatch(clerk, first.id, { customerId: known.customerId, decision: 'different' })
    await expect(late).rejects.toMatchObject({ code: 'APPLICATION_ENDED' })
  })

  it('is not one with a customer whose papers have another number, whoever says so, and is archived all the same', async () => {
    const idNumber = '110105199003071036'
    const known = await open({ name: '林小满', phone: '13900001234', idNumber }, '幸福小区21幢101室')
    const later = await open({ name: '林小满', phone: '13900001234' }, '幸福小区21幢102室')
    const { id } = await submitApplication(clerk, asked(), ports)
    const same = { customerId: known.customerId, decision: 'same' as const }
    await expect(decideMatch(clerk, id, same)).rejects.toMatchObject({
      code: 'IDENTITY_DIFFERS',
      issues: [{ path: 'decision' }],
    })
    await decideMatch(clerk, id, { ...same, customerId: later.customerId })
    await database.pool.query(
      `update identity set number_hash = '\\x01' where id = (select identity_id from customer where id = $1)`,
      [later.customerId],
    )
    await walk(at, id, inputsForFlat(network, 'DIFFERS', undefined))
    expect(await findApplication(clerk, id)).toMatchObject({ status: 'archived' })
    expect(await partyOf(later.customerId)).toBe(later.customerId)
  })

  it('whose number is known under another name is not accepted', async () => {
    await open({ name: '黄金', phone: '13900009999', idNumber: '110105199003071036' }, '幸福小区19幢101室')
    const applicant = { name: '黄银', identityNumber: '110105199003071036', phone: '13900009998' }
    const { id } = await submitApplication(clerk, asked({ applicant }), ports)
    const step = walk(at, id, [inputsFor(network).accept])
    await expect(step).rejects.toMatchObject({ code: 'DATA_IMPLAUSIBLE', issues: [{ path: 'applicant.name' }] })
  })

  it('who takes a part of an account under a number that is another’s is not accepted', async () => {
    const whole = await open({ name: '分户人', phone: '13900009997' }, '幸福小区21幢101室')
    const part = { place: '东间', class: 'residential', priceCode: 'SH-RES-TIER', capacityKva: 3, phase: 'single' }
    const input = {
      ...{ kind: 'split', accountNo: whole.accountNo, form: { keptKva: 5, parts: [part] }, papers: [] },
      newCustomers: [{ name: '黄铜', identityNumber: '110105199003071036', phone: '13900009996' }],
    } as unknown as SubmitInput
    const { id } = await submitApplication(clerk, input, ports)
    const papers = ['identity', 'property'].map((kind) => ({ kind }))
    const accepted = { ...inputsFor(network).accept, data: { papersSeen: true, papers } }
    await expect(walk(at, id, [accepted])).rejects.toMatchObject({
      code: 'DATA_IMPLAUSIBLE',
      issues: [{ path: 'newCustomers.0.name' }],
    })
  })
})

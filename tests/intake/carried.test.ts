import { beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { findApplication } from '../../intake/applications.ts'
import { compareFile } from '../../intake/comparison/comparison.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { linXiaoman, ports } from './lin-xiaoman.ts'
import { completeSent, submitSent } from './sent.ts'

type Steps = [step: string, data: object][]

describe('who pays for an account', () => {
  const database = useDatabase()
  const roles: Role[] = ['intake', 'surveyor', 'installer']
  const at = (now: string): Ctx => database.ctx(`${now}+08:00`, { roles, username: 'installer' })
  let network: Network
  let serial = 0

  beforeAll(async () => {
    network = await layNetwork(at('2026-01-01T08:00:00'))
    const installer = { username: 'installer', name: '郑伟', password: 'long-enough-1', organisationPath: 'X.' }
    await addUser(at('2026-01-01T08:00:00'), { ...installer, roles: ['installer'] })
  })

  /** Paid from a bank account, of an important user who is a household with an allowance. */
  async function open() {
    serial += 1
    const account = await openChenGuilan(at('2026-01-02T08:00:00'), network, {
      contract: { contractNo: `HT-${serial}`, signedOn: '2025-12-30' },
      importantGrade: '重要用户',
      meter: {
        ...{ assetNo: `M-${serial}`, profile: 'eastron-sdm630', phase: 'single' },
        ...{ ratedCurrentA: 5, maximumCurrentA: 60, link: { terminalAssetNo: 'T-MQTT-1' } },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
      },
    })
    const { accountId } = account
    const bank = { bankName: '工商银行安溪支行', bankAccount: '6222020000001234567' }
    const payer = { method: 'collection' as const, name: '陈大伟', ...bank }
    const why = { caseRef: 'test:payer', reason: '缴费方式变更' }
    await applyChanges(at('2026-02-01T08:00:00'), [{ change: 'payer-set', accountId, from: '2026-02-01', payer }], why)
    await database.pool.query(
      `insert into allowance_term (account_id, kind, certificate_no, valid_from, known_from, changed_by, reason, case_ref)
       values ($1, 'low-income', 'DB-1', '2026-01-01', '2026-01-02', 'test', 'test', 'test')`,
      [accountId],
    )
    return account
  }

  async function walk(input: object, steps: Steps): Promise<number> {
    const asked = { papers: [{ kind: 'identity' }, { kind: 'property' }], ...input }
    const { id } = await submitSent(at('2026-11-16T09:00:00'), asked, ports)
    let foreseen: Awaited<ReturnType<typeof compareFile>>['rows'] = []
    for (const [step, data] of [['accept', { papersSeen: true }], ...steps, ['archive', {}]] as Steps) {
      const now = at(step === 'accept' ? '2026-11-16T10:00:00' : '2026-11-19T10:00:00')
      foreseen = (await compareFile(now, id, ports)).rows
      await completeSent(now, { id, step, data }, ports)
    }
    const { rows } = await compareFile(at('2026-11-20T10:00:00'), id, ports)
    const told = (each: typeof rows) => each.map(({ field, before, after }) => `${field} ${before} ${after}`).sort()
    expect(told(rows)).toEqual(told(foreseen))
    return id
  }

  const tellOf = async (accountNo: string | null, day: string) => {
    const { rows } = await database.pool.query(
      `select t.important_grade as grade, w.kind as allowance, e.name as payer
       from account a join account_term t on t.account_id = a.id and t.known_to is null and t.valid_from <= $2
         and (t.valid_to is null or t.valid_to > $2)
       left join allowance_term w on w.account_id = a.id and w.known_to is null and w.valid_from <= $2
         and (w.valid_to is null or w.valid_to > $2)
       left join payer_account y on y.account_id = a.id and y.known_to is null and y.valid_from <= $2
         and (y.valid_to is null or y.valid_to > $2)
       left join payer e on e.id = y.payer_id where a.account_no = $1`,
      [accountNo, day],
    )
    return rows[0]
  }
  const contract = (contractNo: string): Steps[number] => ['contract', { contractNo, signedOn: '2026-11-17' }]
  const settlement = (accountNo: string): Steps[number] => [
    'settlement',
    {
      ...{ doneAt: '2026-11-18T10:00:00+08:00', person: 'installer' },
      meters: [{ pointNo: `${accountNo}-1`, endRegisters: { importTotal: 5_000 } }],
    },
  ]

  it('does not for the new owner', async () => {
    const { accountNo } = await open()
    const input = { kind: 'transfer', accountNo, applicant: linXiaoman.applicant, form: {} }
    await walk(input, [settlement(accountNo), contract('HT-NEW')])
    expect(await tellOf(accountNo, '2026-11-18')).toMatchObject({ payer: '陈大伟', allowance: 'low-income' })
    expect(await tellOf(accountNo, '2026-11-19')).toMatchObject({ payer: null, allowance: null, grade: '重要用户' })
  })

  it('goes with him to another address, as do allowance and importance', async () => {
    const { accountNo } = await open()
    const plan = { supplyPlan: '低压单相', priceCode: 'SH-RES-TIER', phase: 'single' }
    const meter = {
      ...{ assetNo: 'M-ELSEWHERE', profile: 'eastron-sdm630', startRegistersWh: { importTotal: 0 } },
      ...{ link: { terminalAssetNo: 'T-MQTT-1' }, energisedAt: '2026-11-19T08:00:00+08:00' },
    }
    const id = await walk({ kind: 'relocation', accountNo, form: { newAddress: '学府路8号' } }, [
      ['survey', { surveyedOn: '2026-11-17', feasible: true }],
      ['plan', plan],
      contract('HT-ELSEWHERE'),
      settlement(accountNo),
      ['meter-installation', meter],
    ])
    const { accountNo: newNo } = await findApplication(at('2026-11-20T10:00:00'), id)
    expect(newNo).not.toBe(accountNo)
    const carried = { payer: '陈大伟', allowance: 'low-income', grade: '重要用户' }
    expect(await tellOf(newNo, '2026-11-19')).toEqual(carried)
  })
})

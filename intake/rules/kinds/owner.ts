// Decides who may take over, part, join or end an account, and what it does to the file: 更名、过户、分户、并户、销户.
import { addDays, civilDay } from '../../../db/time.ts'
import type { ContractData, FileChange, SettlementData } from '../../contract.ts'
import { object, objectToArrears, onlyAccount } from './common.ts'
import type { AccountSnapshot, CheckFacts, Objection } from './facts.ts'

export type RenameForm = { newName: string }
export type TransferForm = { householdPersons?: number | undefined }
export type MergeForm = { otherAccountNos: string[] }
export type ClosingForm = { lastDay: string }

/** 更名: the same customer under another name. */
export function checkRename(facts: CheckFacts<RenameForm>): Objection[] {
  const { customer } = onlyAccount(facts)
  const objections = objectToArrears(facts)
  if (facts.form.newName === customer.name) {
    objections.push(object('NAME_UNCHANGED', 'form.newName', '新名称与现名称相同', '请填写变更后的名称'))
  }
  return objections
}

export function changesOfRename({
  form,
  account,
  contract,
}: {
  form: RenameForm
  account: AccountSnapshot
  contract: ContractData
}): FileChange[] {
  const { accountId } = account
  const from = contract.signedOn
  return [
    { change: 'customer-renamed', accountId, from, name: form.newName },
    { change: 'contract-renewed', accountId, from, ...contract },
  ]
}

/** 过户: debts are cleared first; what was agreed with a household ends with it, and so does who paid for it. */
export function checkTransfer(facts: CheckFacts<TransferForm>): Objection[] {
  return objectToArrears(facts)
}

/** The new owner holds the account from the day after the register was read: that day is the old one's. */
export function changesOfTransfer({
  form,
  account,
  settlement,
  contract,
  customer,
}: {
  form: TransferForm
  account: AccountSnapshot
  settlement: SettlementData
  contract: ContractData
  customer: Extract<FileChange, { change: 'customer-set' }>['customer']
}): FileChange[] {
  const { accountId } = account
  const from = addDays(civilDay(new Date(settlement.doneAt)), 1)
  return [
    { change: 'customer-set', accountId, from, customer, readings: readingsOf(account, settlement) },
    { change: 'term-set', accountId, from, set: { householdPersons: form.householdPersons ?? null } },
    { change: 'allowance-ended', accountId, from },
    { change: 'payer-ended', accountId, from },
    { change: 'contract-renewed', accountId, from, ...contract },
  ]
}

/** What each meter showed at the hand-over. */
function readingsOf(account: AccountSnapshot, { doneAt, meters }: SettlementData) {
  return [...account.points, ...account.assessmentPoints].flatMap(({ pointId, pointNo }) => {
    const read = meters.find((each) => each.pointNo === pointNo)
    return read ? [{ pointId, readAt: new Date(doneAt), registers: read.endRegisters }] : []
  })
}

/** 并户: accounts of one supply point, all of them without debts. */
export function checkMerge(facts: CheckFacts<MergeForm>): Objection[] {
  const [account, ...others] = facts.accounts
  const objections = objectToArrears(facts)
  for (const [position, number] of facts.form.otherAccountNos.entries()) {
    const path = `form.otherAccountNos.${position}`
    const other = others.find(({ accountNo }) => accountNo === number)
    if (number === account?.accountNo || facts.form.otherAccountNos.indexOf(number) < position) {
      objections.push(object('SAME_ACCOUNT', path, '户号重复', '请填写另一户号'))
    } else if (other && account && !isSameSupply(account, other)) {
      const message = `户号 ${number} 不在同一供电点,不能并户`
      objections.push(object('OTHER_SUPPLY', path, message, '并户须在同一供电点、相邻用电地址'))
    } else if (other && account) objections.push(...objectToUnlike(account, other, path))
  }
  if (account?.term.parts === 'two') objections.push(twoPart(account, 'accountNo'))
  return objections
}

/** What goes on goes on as the first account is charged. */
function objectToUnlike(account: AccountSnapshot, other: AccountSnapshot, path: string): Objection[] {
  if (other.term.parts === 'two') return [twoPart(other, path)]
  if (other.term.class !== account.term.class) {
    const message = `户号 ${other.accountNo} 与户号 ${account.accountNo} 的用电类别不同,不能并户`
    return [object('OTHER_CLASS', path, message, '请先办理改类,使各户用电类别相同')]
  }
  const pricesOf = ({ points }: AccountSnapshot) => [...new Set(points.map(({ priceCode }) => priceCode))].sort().join()
  if (pricesOf(other) === pricesOf(account)) return []
  const message = `户号 ${other.accountNo} 与户号 ${account.accountNo} 的电价不同,不能并户`
  return [object('OTHER_PRICE', path, message, '请先办理改类或电价选择,使各户电价相同')]
}

function twoPart({ accountNo }: AccountSnapshot, path: string): Objection {
  const message = `户号 ${accountNo} 执行两部制电价,专用变压器不能并入`
  return object('TWO_PART', path, message, '请为留存的户办理增容,为其余的户办理销户')
}

function isSameSupply(one: AccountSnapshot, other: AccountSnapshot): boolean {
  const districtsOf = ({ points }: AccountSnapshot) => new Set(points.map(({ districtId }) => districtId))
  return [...districtsOf(one)].some((district) => district !== null && districtsOf(other).has(district))
}

/** The first account goes on with the capacity of all; the others end with their meters. */
export function changesOfMerge({
  accounts,
  settlement,
  contract,
}: {
  accounts: AccountSnapshot[]
  settlement: SettlementData
  contract: ContractData
}): FileChange[] {
  const account = onlyAccount({ accounts })
  const from = addDays(civilDay(new Date(settlement.doneAt)), 1)
  const sum = (of: (each: AccountSnapshot) => number) => String(accounts.reduce((total, each) => total + of(each), 0))
  return [
    ...accounts.slice(1).flatMap((each) => endAccount(each, settlement)),
    {
      change: 'term-set',
      accountId: account.accountId,
      from,
      set: {
        contractCapacityKva: sum(({ term }) => term.contractCapacityKva),
        runningCapacityKva: sum(({ term }) => term.runningCapacityKva),
      },
    },
    { change: 'contract-renewed', accountId: account.accountId, from, ...contract },
  ]
}

/** 销户: all use stops, what is owed is settled, the meter is taken off. */
export function checkClosing(facts: CheckFacts<ClosingForm>): Objection[] {
  const objections = objectToArrears(facts)
  if (facts.form.lastDay < facts.today) {
    objections.push(object('IN_THE_PAST', 'form.lastDay', '停止用电日期不能早于今天', '请改为今天或以后的日期'))
  }
  return objections
}

export function changesOfClosing({
  account,
  settlement,
}: {
  account: AccountSnapshot
  settlement: SettlementData
}): FileChange[] {
  return endAccount(account, settlement)
}

/** Meters and transformers go, then the account: its last day is that on which the meter was taken off. */
export function endAccount(account: AccountSnapshot, settlement: SettlementData): FileChange[] {
  const at = new Date(settlement.doneAt)
  const on = addDays(civilDay(at), 1)
  return [
    ...removedMeters(account, settlement),
    ...account.transformers
      .filter(({ states }) => states.at(-1)?.to === null)
      .map(({ id }): FileChange => ({ change: 'transformer-removed', transformerId: id, from: on })),
    { change: 'account-closed', accountId: account.accountId, on },
  ]
}

/** Each meter of the account with what it showed. */
export function removedMeters(account: AccountSnapshot, { doneAt, person, meters }: SettlementData): FileChange[] {
  return [...account.points, ...account.assessmentPoints].flatMap(({ pointId, pointNo, meter }): FileChange[] => {
    if (!meter) return []
    const endRegisters = meters.find((each) => each.pointNo === pointNo)?.endRegisters ?? {}
    return [{ change: 'meter-removed', pointId, at: new Date(doneAt), person, endRegisters }]
  })
}

import { type BroughtAccount, bringAccounts, correctAccounts } from '../../../db/customers/bulk/accounts.ts'
import { listKnownAccounts, sumAccounts } from '../../../db/customers/bulk/known.ts'
import { correctPhones } from '../../../db/customers/bulk/people.ts'
import { normalisePhone } from '../../../db/customers/identities.ts'
import { hashForLookup } from '../../../db/customers/secrets.ts'
import type { Values } from '../rules/shape.ts'
import { readTransformers, transformersToText } from '../rules/two-part.ts'
import { numberOf, numberOrNull, type Subject, textOf, textOrNull } from './subject.ts'

export const customerSubject: Subject = {
  rehearses: false,
  async listKnown(ctx, keys) {
    return new Map((await listKnownAccounts(ctx, keys)).map((account) => [account.accountNo, account]))
  },
  toComparable(values) {
    const { idNumber = null, phone = null, transformers = null } = values
    const read = transformers === null ? '' : readTransformers(String(transformers))
    return {
      ...values,
      transformers: typeof read === 'string' ? transformers : transformersToText(read),
      idNumber: idNumber === null ? null : hashForLookup(String(idNumber)).toString('hex'),
      phone: phone === null ? null : hashForLookup(normalisePhone(String(phone))).toString('hex'),
    }
  },
  add: (ctx, rows, _known, about) =>
    bringAccounts(
      ctx,
      rows.map(({ values }) => ({
        accountNo: textOf(values, 'accountNo'),
        customerKind: textOf(values, 'customerKind'),
        name: textOf(values, 'name'),
        idNumber: textOrNull(values, 'idNumber'),
        phone: textOrNull(values, 'phone'),
        address: textOf(values, 'address'),
        organisationId: numberOf(values, 'organisation'),
        districtId: numberOrNull(values, 'district'),
        sectionId: numberOrNull(values, 'section'),
        class: textOf(values, 'class'),
        capacityKva: numberOf(values, 'capacityKva'),
        householdPersons: numberOrNull(values, 'householdPersons'),
        priceCode: textOf(values, 'priceCode'),
        mode: textOf(values, 'mode'),
        phase: textOf(values, 'phase'),
        openedOn: textOf(values, 'openedOn'),
        ...powerFactorOf(values),
        twoPart: twoPartOf(values),
      })),
      about,
    ),
  async change(ctx, rows, _known, changed) {
    const of = (key: string) => rows.filter(({ checked }) => changed.get(checked.row)?.has(key))
    await correctAccounts(
      ctx,
      of('address').map(({ values }) => ({
        accountNo: textOf(values, 'accountNo'),
        address: textOf(values, 'address'),
      })),
    )
    await correctPhones(
      ctx,
      of('phone').map(({ values }) => ({ accountNo: textOf(values, 'accountNo'), phone: textOf(values, 'phone') })),
    )
  },
  sum: sumAccounts,
}

function powerFactorOf(values: Values): Pick<BroughtAccount, 'powerFactorStandard' | 'powerFactorExempt'> {
  const said = textOrNull(values, 'powerFactorStandard')
  if (said === 'exempt') return { powerFactorStandard: null, powerFactorExempt: '原系统不考核' }
  return { powerFactorStandard: said as BroughtAccount['powerFactorStandard'], powerFactorExempt: null }
}

function twoPartOf(values: Values): BroughtAccount['twoPart'] {
  const baseCharge = textOrNull(values, 'baseCharge')
  if (baseCharge === null) return null
  const read = readTransformers(textOf(values, 'transformers'))
  const contractDemandKw = textOrNull(values, 'contractDemandKw')
  return {
    baseCharge: baseCharge as NonNullable<BroughtAccount['twoPart']>['baseCharge'],
    transformers: typeof read === 'string' ? [] : read,
    ...(contractDemandKw !== null && { contractDemandKw }),
  }
}

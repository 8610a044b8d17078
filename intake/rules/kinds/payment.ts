// Decides how an account pays: 缴费方式变更.
import type { FileChange } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { onlyAccount } from './common.ts'

/** Counts from the day on which it was agreed. */
function changesOfPayment(facts: ArchiveFacts<'payment-change'>): FileChange[] {
  const { accountId, customer } = onlyAccount(facts)
  const { form, bankAccount, today: from } = facts
  if (form.method === 'self') {
    return [{ change: 'payer-set', accountId, from, payer: { method: 'self', name: customer.name } }]
  }
  if (bankAccount === null) throw new Error('a bank account is missing under the archive')
  const payer = { method: 'collection' as const, name: form.payerName, bankName: form.bankName, bankAccount }
  return [{ change: 'payer-set', accountId, from, payer }]
}

export const paymentRules: { 'payment-change': KindRules<'payment-change'> } = {
  'payment-change': {
    title: { zh: '缴费方式变更', en: 'Change of payment' },
    check: () => [],
    changes: changesOfPayment,
    touches: ['payment'],
  },
}

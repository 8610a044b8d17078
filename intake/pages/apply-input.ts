import type { ApplicationKind, SubmitInput } from '../contract.ts'
import { isHome, isInternal, opensAccount } from './kind-groups.ts'

export type Filled = {
  accountNo?: string
  applicant?: { name: string; identityNumber: string; phone: string }
  address?: string
  requestedCapacityKw?: number
  householdPersons?: number | null
  form?: Record<string, unknown>
  propertyNumber?: string
  organisationId?: number
}

const DEFAULT_HOME_KW = 8

export function startOf(kind: ApplicationKind, accountNo: string | null): Filled {
  const form = startOfForm(kind)
  return {
    ...(isHome(kind) && { requestedCapacityKw: DEFAULT_HOME_KW }),
    ...(!opensAccount(kind, form) && accountNo && { accountNo }),
    form,
  }
}

function startOfForm(kind: ApplicationKind): Record<string, unknown> {
  if (kind === 'price-option') return { option: 'base-charge' }
  if (kind === 'distributed-pv') return { mode: 'surplus', voltageKv: '0.22', isNaturalPerson: true }
  if (kind === 'payment-change') return { method: 'collection' }
  return {}
}

/** What was filled in, as it is sent: blanks left out, several account numbers told apart. */
export function toInput(kind: ApplicationKind, filled: Filled): SubmitInput {
  const form = Object.fromEntries(
    Object.entries(filled.form ?? {}).flatMap(([name, value]) => {
      if (value === undefined || value === null || value === '') return []
      if (name === 'phone' || name === 'bankAccount') return []
      if (name === 'moveTo') return [['to', String(value).trim()]]
      if (name === 'otherAccountNos' || name === 'accountNos')
        return [[name, String(value).split(/\D+/).filter(Boolean)]]
      return [[name, typeof value === 'string' ? value.trim() : value]]
    }),
  )
  const { applicant } = filled
  const newCustomers = kind === 'split' ? takeCustomers(form) : []
  const whole = {
    kind,
    form,
    papers: [
      // Its number stands with the applicant, where it is masked.
      ...(isInternal(kind) ? [] : [{ kind: 'identity' as const }]),
      ...(filled.propertyNumber ? [{ kind: 'property' as const, number: filled.propertyNumber.trim() }] : []),
    ],
    ...(applicant && { applicant: trimmed(applicant) }),
    ...(newCustomers.length > 0 && { newCustomers }),
    ...(opensAccount(kind, form)
      ? {
          address: filled.address?.trim(),
          requestedCapacityKw: filled.requestedCapacityKw ?? form.plantKw,
          ...(filled.householdPersons ? { householdPersons: filled.householdPersons } : {}),
          ...(filled.organisationId !== undefined && { organisationId: filled.organisationId }),
        }
      : isInternal(kind)
        ? {}
        : {
            accountNo: filled.accountNo?.replace(/\D/g, ''),
            ...(kind === 'contact-change' && { phone: String(filled.form?.phone ?? '').trim() }),
            ...(form.method === 'collection' && {
              bankAccount: String(filled.form?.bankAccount ?? '').replace(/\s/g, ''),
            }),
          }),
  }
  return whole as SubmitInput
}

type Person = NonNullable<Filled['applicant']>

function trimmed({ name, identityNumber, phone }: Person): Person {
  return { name: name.trim(), identityNumber: identityNumber.trim().toUpperCase(), phone: phone.trim() }
}

/** Who takes each part goes beside the form, which names nobody. */
function takeCustomers(form: Record<string, unknown>): Person[] {
  const parts = (form.parts ?? []) as { customer: Person; householdPersons?: number | null }[]
  form.parts = parts.map(({ customer: _, householdPersons, ...part }) => ({
    ...part,
    ...(householdPersons && { householdPersons }),
  }))
  return parts.map(({ customer }) => trimmed(customer))
}

import { keptFromEn, keptKinds } from '../keeping/contract.ts'
import type { RuleRow } from '../keeping/sql/retention.ts'
import type { dataKinds } from './contract.ts'

type Said = { zh: string; en: string }

/** By which rules of keeping one's own data are kept: what he is told and what the night erases is one. */
const rulesOf: Record<keyof typeof dataKinds, (keyof typeof keptKinds)[]> = {
  identity: ['customer-file'],
  contact: ['customer-file'],
  accounts: ['customer-file'],
  bills: ['accounting-books'],
  payments: ['accounting-books'],
  readings: ['daily-readings'],
  applications: ['customer-file', 'ended-application-files', 'lapsed-application-files'],
  calls: ['calls'],
  chats: ['calls'],
  'work-orders': ['work-orders'],
  'log-ins': ['audit-record'],
  bindings: ['ended-bindings', 'audit-record'],
  consents: ['consents'],
  notices: ['notices'],
  messages: ['messages'],
  looks: ['audit-record'],
  marks: ['caller-marks'],
}

type About = { kind: string; keptZh: string | null; keptEn: string | null; basis: string }

/** How long a kind is kept, and by which texts; `about` says what no rule does. */
export function describeKept({ kind, keptZh, keptEn, basis }: About, rules: RuleRow[]): { kept: Said; basis: string } {
  const named: string[] = (rulesOf as Record<string, string[]>)[kind] ?? []
  const held = rules.filter((rule) => named.includes(rule.kind))
  const told = held.map((rule) => describeTerm(rule, held.length > 1))
  return {
    kept: {
      zh: [...(keptZh ? [keptZh] : []), ...told.map(({ zh }) => zh)].join('；'),
      en: [...(keptEn ? [keptEn] : []), ...told.map(({ en }) => en)].join('; '),
    },
    basis: held.length > 0 ? [...new Set(held.map(({ legalBasis }) => legalBasis))].join('；') : basis,
  }
}

function describeTerm({ kind, figure, unit, isLeast, countedFrom }: RuleRow, isNamed: boolean): Said {
  const code = kind as keyof typeof keptKinds
  const [count, zh, en] =
    unit === 'days'
      ? [figure, '天', 'days']
      : figure % 12 === 0
        ? [figure / 12, '年', 'years']
        : [figure, '个月', 'months']
  const from = keptFromEn[code]
  return {
    zh: `${isNamed ? `${keptKinds[code].zh}：` : ''}自${countedFrom}起${isLeast ? '至少' : ''} ${count} ${zh}`,
    en: `${isNamed ? `${keptKinds[code].en}: ` : ''}${isLeast ? 'at least ' : ''}${count} ${en}${from ? ` from ${from}` : ''}`,
  }
}

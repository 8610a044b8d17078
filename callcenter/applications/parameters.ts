import type { ParameterSet } from '../../db/parameters/set.ts'
import { applicationKinds } from '../../intake/contract.ts'
import { titleOfKind } from '../../intake/index.ts'

/** 坐席受理的业务. */
export const applicationSets: ParameterSet[] = [
  {
    name: 'desk-application-kind',
    department: 'callcenter',
    kind: 'limit',
    title: { zh: '坐席受理的业务', en: 'Applications taken at the desk' },
    about: {
      zh: '坐席可以在通话中代客户提交哪些业务的申请；没有列出的一律不受理。',
      en: 'Which kinds of application an agent may hand in for a caller; what is not listed is never taken.',
    },
    tables: ['desk_application_kind'],
    change: { how: 'two', drafts: ['lead', 'manager'], releases: ['manager'] },
    rows: {
      table: 'desk_application_kind',
      keys: [
        {
          ...{ name: 'kind', title: { zh: '业务类型', en: 'Kind' }, type: 'code' },
          words: Object.fromEntries(applicationKinds.map((kind) => [kind, titleOfKind(kind)])),
        },
      ],
      values: [{ name: 'taken', title: { zh: '坐席受理', en: 'Taken at the desk' }, type: 'flag' }],
      basis: 'basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]

import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet } from '../../db/parameters/set.ts'

const percent = { zh: '%', en: '%' }

export const transformerSets: ParameterSet[] = [
  figureSet({
    name: 'transformer-rule',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '配变负载', en: 'Loading of transformers' },
    about: {
      zh: '负载率多少、持续多久算重载、过载，全月最大负载率多少以下算轻载。',
      en: 'From which load and for how long a transformer is heavily loaded or overloaded, and below which greatest load it is light.',
    },
    table: 'transformer_rule',
    change: { drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] },
    rules: {
      'heavy-percent': { ...{ zh: '重载：负载率达到', en: 'Heavy from' }, unit: percent, least: 50, most: 100 },
      'over-percent': { ...{ zh: '过载：负载率超过', en: 'Overloaded beyond' }, unit: percent, least: 80, most: 200 },
      'lasting-minutes': {
        ...{ zh: '连续达到', en: 'For at least' },
        ...{ unit: { zh: '分钟', en: 'min' }, least: 15, most: 1440 },
      },
      'light-percent': {
        ...{ zh: '轻载：全月最大负载率低于', en: 'Light below a peak of' },
        unit: percent,
        least: 1,
        most: 50,
      },
      'monitored-percent': {
        ...{ zh: '监测时间不足此比例时不判轻载、正常', en: 'Monitored at least, for light or normal' },
        ...{ unit: percent, least: 1, most: 100 },
      },
    },
  }),
]

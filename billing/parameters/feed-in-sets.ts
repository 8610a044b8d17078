import type { Column, ParameterSet } from '../../db/parameters/set.ts'
import { two } from './common.ts'
import { feedInEffect } from './feed-in-effects.ts'

const yuanPerKwh: Column = {
  name: 'yuan_per_kwh',
  title: { zh: '价格', en: 'Price' },
  type: 'decimal',
  unit: { zh: '元/千瓦时', en: 'yuan/kWh' },
  least: 0,
  most: 10,
}
const sourceUrl: Column = {
  name: 'source_url',
  title: { zh: '来源网址', en: 'Source' },
  type: 'text',
  none: { zh: '未记录', en: 'not recorded' },
}

export const feedInSets: ParameterSet[] = [
  {
    name: 'feed-in-price',
    department: 'billing',
    kind: 'money',
    title: { zh: '上网电价', en: 'Feed-in prices' },
    about: {
      zh: '分布式光伏每上网一千瓦时付多少钱，按省份和上网方式。',
      en: 'What a kWh fed in is paid, by province and mode.',
    },
    tables: ['feed_in_price'],
    effect: feedInEffect('feed-in'),
    change: two,
    rows: {
      table: 'feed_in_price',
      keys: [
        {
          name: 'region',
          title: { zh: '地区', en: 'Province' },
          type: 'code',
          words: { '31': { zh: '上海', en: 'Shanghai' }, '33': { zh: '浙江', en: 'Zhejiang' } },
        },
        {
          name: 'mode',
          title: { zh: '上网方式', en: 'Mode' },
          type: 'code',
          words: {
            surplus: { zh: '余电上网', en: 'surplus' },
            full: { zh: '全额上网', en: 'in full' },
          },
        },
      ],
      values: [yuanPerKwh, sourceUrl],
      basis: 'legal_basis',
      confirmed: 'official',
      hasEnd: true,
      keeps: 'known',
    },
  },
  {
    name: 'generation-subsidy',
    department: 'billing',
    kind: 'money',
    title: { zh: '度电补贴', en: 'Generation subsidies' },
    about: {
      zh: '纳入补贴名单的电站，每发一千瓦时补多少钱。',
      en: 'What a plant that was admitted to a programme is paid for each kWh generated.',
    },
    tables: ['generation_subsidy'],
    effect: feedInEffect('generation-subsidy'),
    change: two,
    rows: {
      table: 'generation_subsidy',
      keys: [
        {
          name: 'code',
          title: { zh: '补贴', en: 'Programme' },
          type: 'code',
          words: {
            'national-2013': { zh: '国家度电补贴(2013 年起并网)', en: 'National, connected since 2013' },
            'national-2018': { zh: '国家度电补贴(2018 年起并网)', en: 'National, connected since 2018' },
            'household-2021': { zh: '户用分布式补贴(2021 年纳入)', en: 'Households, admitted in 2021' },
          },
        },
      ],
      values: [
        { name: 'name', title: { zh: '名称', en: 'Name' }, type: 'text', isFixed: true },
        { ...yuanPerKwh, title: { zh: '补贴', en: 'Subsidy' } },
        sourceUrl,
      ],
      basis: 'legal_basis',
      confirmed: 'official',
      hasEnd: true,
      keeps: 'known',
    },
  },
]

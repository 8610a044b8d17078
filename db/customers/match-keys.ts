/**
 * What of a name, and of an address, is the same however it is written. Two that are alike have one key; an equal key makes
 * two a suggestion for a person to decide, never more.
 */

/** Wide letters become narrow, and what only separates is left out. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·•.,，。、;；:：'"“”‘’_]/g, '')
}

/** 恒达(上海)机械有限公司 and 恒达（上海）机械有限责任公司 have one. */
export function nameKey(name: string): string {
  return plain(name)
    .replace(/[()（）[\]【】]/g, '')
    .replace(/(股份有限公司|有限责任公司|有限公司|公司)$/, '')
}

const digits = '零一二三四五六七八九'
const unit = '(?:号楼|单元|弄|号|栋|幢|座|室|层|楼|房|户|组)'

/** 十二 12, 三十 30, 一百零五 105, 三〇二 302. */
function toNumber(chinese: string): string {
  const text = chinese.replaceAll('〇', '零').replaceAll('两', '二')
  if (!/[十百]/.test(text)) return [...text].map((digit) => digits.indexOf(digit)).join('')
  let number = 0
  let last = 0
  for (const sign of text) {
    if (sign === '百' || sign === '十') {
      number += (last || 1) * (sign === '百' ? 100 : 10)
      last = 0
    } else last = digits.indexOf(sign)
  }
  return String(number + last)
}

/** A 小区 is a place to live in, not a district of the city. */
const region = new RegExp(
  '^(?:[^路街弄号]{2,7}?(?:省|自治区))?(?:[^路街弄号]{2,6}?市)?' +
    '(?:[^路街弄号]{1,6}?(?:新区|(?<!小|社|园|院|景|校|矿|厂|库|发|业|宅)区|县|市))?(?:[^路街弄号]{1,7}?(?:街道|镇|乡))?',
)

/** 府前路十二弄3号402室, 上海市府前路12弄3号楼402 and 府前路12-3-402 have one; empty where no number says which house. */
export function addressKey(address: string): string {
  const text = plain(address.replace(/[(（][^)）]*[)）]/g, ''))
    .replace(/第(?=[\d零〇一二两三四五六七八九十百])/g, '')
    .replace(new RegExp(`([零〇一二两三四五六七八九十百]+)(?=${unit})`, 'g'), (_, chinese: string) => toNumber(chinese))
    .replace(region, '')
  const numbers = text.match(/\d+/g)
  if (!numbers) return ''
  const street = text.replace(new RegExp(`\\d+${unit}?|[-#—~/]`, 'g'), '')
  return `${street}|${numbers.map(Number).join('-')}`
}

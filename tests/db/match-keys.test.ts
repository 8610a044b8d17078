import { describe, expect, it } from 'vitest'
import { addressKey, nameKey } from '../../db/customers/match-keys.ts'

describe('the key of an address', () => {
  it.each([
    ['府前路12弄3号402室', '上海市府前路十二弄３号 402'],
    ['府前路12弄3号402室', '府前路12-3-402'],
    ['府前路12弄3号402室', '上海市浦东新区府前路12弄3号楼402室(阳光花园)'],
    ['府前路12弄3号402室', '福建省泉州市安溪县城厢镇府前路12弄3号402室'],
    ['幸福小区三幢一单元五〇二室', '幸福小区3栋1单元502'],
    ['幸福小区第3幢502', '幸福小区3幢502室'],
    ['中山北一路105号', '中山北一路一百零五号'],
    ['府前路12号A座1203', '府前路12号a座1203室'],
  ])('is one for %s and %s', (one, other) => {
    expect(addressKey(one)).toBe(addressKey(other))
    expect(addressKey(one)).not.toBe('')
  })

  it.each([
    ['府前路12弄3号402室', '府前路12弄3号403室'],
    ['府前路12弄3号402室', '府后路12弄3号402室'],
    ['中山一路8号', '中山二路8号'],
    ['幸福小区3幢502', '阳光小区3幢502'],
    ['府前路1-23', '府前路12-3'],
  ])('tells %s from %s', (one, other) => {
    expect(addressKey(one)).not.toBe(addressKey(other))
  })

  it('is empty where no number says which house', () => {
    expect(addressKey('府前路')).toBe('')
    expect(addressKey('')).toBe('')
  })
})

describe('the key of a name', () => {
  it.each([
    ['恒达(上海)机械有限公司', '恒达（上海）机械有限责任公司'],
    ['阿依古丽·买买提', '阿依古丽•买买提'],
    ['ABC 超市', 'ａｂｃ超市'],
  ])('is one for %s and %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other))
  })

  it.each([
    ['陈桂兰', '陈桂芳'],
    ['恒达机械厂', '恒达机电厂'],
  ])('tells %s from %s', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other))
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beginOrder, describeAs, isElsewhere, type OrderFor } from '../../callcenter/pages/orders/use-ordering.ts'

const chen: OrderFor = {
  ...{ accountNo: '3302000100013', customerName: '陈桂兰', words: '没有接到停电通知' },
  contact: { id: 1, contactNo: 'C1' },
}
const lin: OrderFor = { accountNo: '3302000100021', customerName: '林国栋', words: '', contact: null }

describe('the drawer of a new order', () => {
  test('keeps for whom it was opened until it is closed', () => {
    const opened = beginOrder(undefined, chen)
    expect(opened).toEqual({ of: chen, isOpen: true })
    expect(beginOrder(opened, lin)).toBe(opened)
    expect(beginOrder({ ...opened, isOpen: false }, lin)).toEqual({ of: lin, isOpen: true })
  })

  test('says so where another file or contact is on the desk, and not where its own contact was closed', () => {
    const { accountNo } = chen
    expect(isElsewhere(chen, { accountNo, contactId: 1 })).toBe(false)
    expect(isElsewhere(chen, { accountNo, contactId: undefined })).toBe(false)
    expect(isElsewhere(chen, { accountNo, contactId: 2 })).toBe(true)
    expect(isElsewhere(chen, { accountNo: lin.accountNo, contactId: 1 })).toBe(true)
    expect(isElsewhere(lin, { accountNo: lin.accountNo, contactId: 1 })).toBe(true)
  })

  test('carries what was written of the contact into any order but a report, and loses nothing that was written here', () => {
    expect(describeAs('report', chen.words, chen.words)).toBe('')
    expect(describeAs('complaint', '', chen.words)).toBe(chen.words)
    const own = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && text.trim() !== chen.words)
    fc.assert(
      fc.property(fc.constantFrom('report' as const, 'complaint' as const), own, (kind, text) => {
        expect(describeAs(kind, text, chen.words)).toBe(text)
      }),
    )
  })
})

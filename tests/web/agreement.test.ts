import { expect, test } from 'vitest'
import { isAskedAt } from '../../app/web/shells/agreement.ts'

test.each([
  ['/', true],
  ['/my/bills', true],
  ['/my/data', false],
  ['/my/security', false],
])('who owes his agreement is asked at %s: %s', (path, asked) => {
  expect(isAskedAt(path)).toBe(asked)
})

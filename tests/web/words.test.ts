import { expect, test } from 'vitest'
import { delegationWords } from '../../app/people/pages/delegation-words.ts'
import { organisationWords } from '../../app/people/pages/organisation-words.ts'
import { userWords } from '../../app/people/pages/user-words.ts'
import { peopleWords } from '../../app/people/pages/words.ts'
import { kitWords } from '../../app/web/kit/words-kit.ts'
import { shellWords } from '../../app/web/shells/words.ts'
import { priceWords } from '../../billing/pages/prices/words.ts'
import { billingWords } from '../../billing/pages/words.ts'
import { deskWords } from '../../callcenter/pages/words.ts'
import { forms } from '../../intake/forms.ts'
import { formWords } from '../../intake/pages/form-words.ts'
import { intakeWords } from '../../intake/pages/words.ts'
import { stepData } from '../../intake/step-data.ts'
import { collectionWords } from '../../metering/pages/collection-words.ts'
import { repairWords } from '../../metering/pages/repair-words.ts'
import { meteringWords } from '../../metering/pages/words.ts'

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test.each([
  kitWords,
  shellWords,
  billingWords,
  priceWords,
  deskWords,
  intakeWords,
  formWords,
  meteringWords,
  collectionWords,
  repairWords,
  peopleWords,
  userWords,
  delegationWords,
  organisationWords,
])('every word of “$name” exists in both languages and takes the same values', ({ pairs }) => {
  for (const [key, [zh, en]] of Object.entries<readonly [string, string]>(pairs)) {
    expect(zh.trim(), `${key} in Chinese`).not.toBe('')
    expect(en.trim(), `${key} in English`).not.toBe('')
    expect(placeholders(en), key).toEqual(placeholders(zh))
  }
})

test.each(Object.entries(stepData))('every field that is written down at “%s” has a word', (_, shape) => {
  const fields = Object.keys(('unwrap' in shape ? shape.unwrap() : shape).shape)
  expect(fields.filter((name) => !(`field.${name}` in intakeWords.pairs))).toEqual([])
})

test.each(Object.entries(forms))('every field of an application for “%s” has a word', (_, form) => {
  const shapes = 'options' in form ? form.options.map((option) => option.shape) : [form.shape]
  const fields = shapes.flatMap((shape) => Object.keys(shape))
  expect(fields.filter((name) => !(`field.${name}` in formWords.pairs))).toEqual([])
})

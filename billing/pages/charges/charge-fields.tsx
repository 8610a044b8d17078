import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import css from './charges.module.css'
import { type FieldWord, fieldWords } from './field-words.ts'
import { at, type Field, type ListField, type PlainField, startValues, type Values } from './fields.ts'
import { chargeWords } from './words.ts'

type Place = (string | number)[]

/** The fields of a calculation that suit what is chosen so far. `within` is where they lie in the form. */
export function ChargeFields({ fields, values, within }: { fields: Field[]; values: Values; within: Place }) {
  const shown = fields.filter(({ when, hidden }) => !hidden && (!when || when(values)))
  return (
    <div className={css.fields}>
      {shown.map((field) =>
        field.as === 'list' ? (
          <ListOf key={field.name} field={field} values={values} within={within} />
        ) : (
          <Plain key={field.name} field={field} within={within} />
        ),
      )}
    </div>
  )
}

function Plain({ field, within }: { field: PlainField; within: Place }) {
  const say = useWords(fieldWords)
  const tell = useWords(chargeWords)
  const rules = [
    ...(field.optional || field.as === 'flag' ? [] : [{ required: true, message: tell('required') }]),
    ...(field.as === 'decimal' ? [{ pattern: /^\s*\d{1,12}(\.\d{1,8})?\s*$/, message: tell('decimal') }] : []),
  ]
  const name = [...within, ...field.name.split('.')]
  if (field.as === 'flag') {
    return (
      <Form.Item name={name} valuePropName="checked" className={css.wide}>
        <Checkbox>{say(field.label)}</Checkbox>
      </Form.Item>
    )
  }
  return (
    <Form.Item name={name} label={say(field.label)} rules={rules}>
      {entryOf(field, (word) => say(word))}
    </Form.Item>
  )
}

function entryOf({ as, options = [], optional }: PlainField, say: (word: FieldWord) => string) {
  if (as === 'choice' || as === 'number-choice') {
    const pairs = Array.isArray(options) ? options.map((value) => [value, value] as const) : Object.entries(options)
    return (
      <Select
        allowClear={optional ?? false}
        options={pairs.map(([value, word]) => ({ value, label: word && say(word) }))}
      />
    )
  }
  if (as === 'number') return <InputNumber style={{ width: '100%' }} controls={false} />
  if (as === 'day' || as === 'lastDay') return <Input type="date" />
  return <Input maxLength={64} inputMode={as === 'decimal' ? 'decimal' : 'text'} autoComplete="off" />
}

function ListOf({ field, values, within }: { field: ListField; values: Values; within: Place }) {
  const say = useWords(fieldWords)
  const tell = useWords(chargeWords)
  const rows = (at(values, field.name) ?? []) as (Values | undefined)[]
  return (
    <fieldset className={css.list}>
      <legend>{say(field.label)}</legend>
      <Form.List name={[...within, ...field.name.split('.')]}>
        {(items, { add, remove }) => (
          <>
            {items.map(({ key, name }) => (
              <div key={key} className={css.row}>
                <ChargeFields fields={field.fields} values={rows[name] ?? {}} within={[name]} />
                {items.length > 1 && (
                  <Button type="text" size="small" danger onClick={() => remove(name)}>
                    {tell('remove')}
                  </Button>
                )}
              </div>
            ))}
            <Button type="dashed" size="small" onClick={() => add(startValues(field.fields))}>
              + {say(field.add)}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}
